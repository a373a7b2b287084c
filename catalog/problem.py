"""A problem of the catalogue: where, what, and what to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, order=True)
class Problem:
    """Prints as `file:line: CODE message`; a warning, which stops nothing, as `file:line: warning: CODE message`."""

    file: str
    line: int
    code: str
    message: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        warning = "warning: " if self.severity == "warning" else ""
        return f"{self.file}:{self.line}: {warning}{self.code} {self.message}"


class CatalogueError(Exception):
    """The catalogue does not compile. `problems` holds every one, sorted."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))
