"""A file that was read: its plain value, and the line of every place in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from catalog import yaml_file
from catalog.file import MIB, Parser, Place, content
from catalog.problem import CatalogueError, Problem

__all__ = ["Document", "Lines", "Place", "parse"]


class Lines(Mapping[Place, int]):
    """The line of every place of a file. Most files have no problem, so none is looked for until somebody asks."""

    def __init__(self, file: str, raw: bytes, parser: Parser) -> None:
        self._file, self._raw, self._parser = file, raw, parser

    @cached_property
    def _lines(self) -> dict[Place, int]:
        return self._parser(self._file, self._raw, True).lines

    def __getitem__(self, place: Place) -> int:
        """The line of a place."""
        return self._lines[place]

    def __iter__(self) -> Iterator[Place]:
        """Every place."""
        return iter(self._lines)

    def __len__(self) -> int:
        """How many places there are."""
        return len(self._lines)


@dataclass(frozen=True)
class Document:
    """A file that was read. `value` is its plain value, None in a member of a catalogue, whose model says it better."""

    file: str
    value: Any
    lines: Mapping[Place, int] = field(repr=False)

    def line(self, place: Place) -> int:
        """The line of a place, or of its nearest parent that has one."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, place: Place, code: str, message: str) -> Problem:
        """A problem at a place of this file."""
        return Problem(self.file, self.line(place), code, message)

    def unknown(self, place: Place, code: str, file: str) -> Problem:
        """A place that names a file of the catalogue that is not there."""
        return self.problem(place, code, f"there is no {file}; correct the name or add the file")

    def warning(self, place: Place, code: str, message: str) -> Problem:
        """Something at a place of this file that should be looked at, and stops nothing."""
        return Problem(self.file, self.line(place), code, message, "warning")


def parse(path: Path, name: str) -> Document:
    """Read one strict YAML file. `name` is how messages call it. Raises CatalogueError."""
    parsed = yaml_file.parse(name, content(path, name, MIB), True)
    if parsed.problems:
        raise CatalogueError(parsed.problems)
    return Document(name, parsed.value, parsed.lines)
