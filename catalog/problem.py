"""A problem of the catalogue: where, what, and what to change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """Prints as `file:line: CODE message`, always on one line of printable characters."""

    file: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        return printable(f"{self.file}:{self.line}: {self.code} {self.message}")


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
