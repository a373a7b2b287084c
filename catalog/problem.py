"""A problem of the catalogue: where, what, and what to change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, order=True)
class Problem:
    """Prints as `file:line: CODE message`; a warning, which stops nothing, as `file:line: warning: CODE message`.

    Always one line of printable characters, whatever a file or its name may hold.
    """

    file: str
    line: int
    code: str
    message: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        warning = "warning: " if self.severity == "warning" else ""
        return printable(f"{self.file}:{self.line}: {warning}{self.code} {self.message}")


class CatalogueError(Exception):
    """The catalogue does not compile. `problems` holds every one, sorted, each once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


def printable(text: str) -> str:
    """The text with an escape for every character that would break a line, a terminal or an encoder."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
