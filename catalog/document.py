"""Strict YAML with line numbers: no anchors, no duplicate keys, no tags, no tabs, one document, at most 1 MiB."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from catalog.problem import CatalogueError, Problem

MAX_BYTES = 1 << 20
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """The plain value of a YAML file and the line of every place in it."""

    file: str
    value: Any
    lines: dict[Place, int] = field(repr=False)

    def line(self, place: Place) -> int:
        """The line of a place, or of its nearest parent that has one."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, place: Place, code: str, message: str) -> Problem:
        """A problem at a place of this file."""
        return Problem(self.file, self.line(place), code, message)

    def warning(self, place: Place, code: str, message: str) -> Problem:
        """Something at a place of this file that should be looked at, and stops nothing."""
        return Problem(self.file, self.line(place), code, message, "warning")


def parse(path: Path, name: str) -> Document:
    """Read one YAML file. `name` is how messages call it. Raises CatalogueError."""
    text = _text(path, name)
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _error(name, mark.line + 1 if mark else 1, "YAML_SYNTAX", error.problem or "not YAML") from None
    except yaml.YAMLError as error:
        raise _error(name, 1, "YAML_SYNTAX", str(error).splitlines()[0]) from None
    if node is None:
        raise _error(name, 1, "EMPTY_FILE", "the file declares nothing; delete it or fill it in")
    _refuse_anchors(text, name)
    lines: dict[Place, int] = {}
    problems: list[Problem] = []
    value = _plain(node, (), lines, problems, name)
    if problems:
        raise CatalogueError(problems)
    return Document(name, value, lines)


def _error(name: str, line: int, code: str, message: str) -> CatalogueError:
    return CatalogueError([Problem(name, line, code, message)])


def _text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _error(name, 1, "TOO_LARGE", "a catalogue file holds at most 1 MiB; split it")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise _error(name, 1, "ENCODING", "the file is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise _error(name, 1, "UNREADABLE", f"cannot be read: {error.strerror}") from None
    for number, line in enumerate(text.splitlines(), 1):
        if line[: len(line) - len(line.lstrip())].count("\t"):
            raise _error(name, number, "TAB", "indent with spaces, not tabs")
    return text


def _refuse_anchors(text: str, name: str) -> None:
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise _error(name, line, "ANCHOR", "YAML anchors are not allowed; write the value out")


def _plain(node: yaml.Node, place: Place, lines: dict[Place, int], problems: list[Problem], name: str) -> Any:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, lines, problems, name)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, i), lines, problems, name) for i, item in enumerate(node.value)]
    # A scalar that YAML would make a number or a date is kept as text where it was quoted; pydantic checks the rest.
    return yaml.SafeLoader("").construct_object(node)


def _mapping(
    node: yaml.MappingNode, place: Place, lines: dict[Place, int], problems: list[Problem], name: str
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in result:
            problems.append(Problem(name, line, "DUPLICATE_KEY", f"`{key}` stands twice; keep one"))
        lines[(*place, key)] = line
        result[key] = _plain(value_node, (*place, key), lines, problems, name)
    return result
