"""Strict YAML: no anchors, tags, merge keys, duplicate keys or tabs, one document, and no word that means two things.

One pass over the events of libyaml, three times as fast as composing nodes and building values from them. Lines are
kept only on request: a catalogue holds a hundred thousand columns and, mostly, not one problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import yaml

from catalog.file import Parsed, Place, empty, line_at, text_of
from catalog.problem import Problem

#: Catalogue files are flat; a deeper one is a mistake or an attack.
MAX_DEPTH = 16
#: A longer number is an identifier, and would lose digits elsewhere.
MAX_DIGITS = 15
INDENT_TAB = re.compile(r"(?:^|(?<=[\r\n]))[ ]*\t[ \t]*(?=[^\s])")
PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
RESOLVER = yaml.SafeLoader("")
NOTHING = object()


class DoubtfulError(ValueError):
    """A plain word that one YAML reader takes for a number or a truth value, and another for text."""


def parse(name: str, raw: bytes, lines: bool) -> Parsed:
    """Read one YAML file. Every problem is found at once, but nothing behind a syntax error."""
    text, problems = text_of(name, raw)
    problems += [
        Problem(name, line_at(text, found.end()), "TAB", "indent with spaces, not tabs")
        for found in INDENT_TAB.finditer(text)
    ]
    if problems:
        return Parsed(problems=problems)
    builder = _Builder(name, lines)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
            if builder.lost:
                break
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        builder.problems.append(Problem(name, line, "YAML_SYNTAX", f"{error.problem or 'not YAML'}; correct it"))
    except yaml.YAMLError as error:
        builder.problems.append(Problem(name, 1, "YAML_SYNTAX", f"{str(error).splitlines()[0]}; correct it"))
    return builder.result()


class _Builder:
    """Puts values together from events. `open` holds the containers that are not closed yet, innermost last.

    Once it is `lost`, what follows cannot be told from what it was meant to be.
    """

    def __init__(self, name: str, lines: bool) -> None:
        self.name, self.lines, self.with_lines = name, dict[Place, int](), lines
        self.problems: list[Problem] = []
        self.open: list[tuple[Any, Place]] = []
        self.keys: list[Any] = []
        self.root: Any = NOTHING
        self.lost = False
        self.takes: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.MappingStartEvent: lambda event: self.start(event, {}),
            yaml.SequenceStartEvent: lambda event: self.start(event, []),
            yaml.MappingEndEvent: self.end,
            yaml.SequenceEndEvent: self.end,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.document,
        }

    def take(self, event: yaml.Event) -> None:
        if taker := self.takes.get(type(event)):
            taker(event)

    def complain(self, event: Any, code: str, message: str) -> bool:
        self.problems.append(Problem(self.name, event.start_mark.line + 1, code, message))
        return True

    def result(self) -> Parsed:
        if self.root is NOTHING and not self.problems:
            return Parsed(problems=[empty(self.name)])
        return Parsed(None if self.root is NOTHING else self.root, self.lines, self.problems)

    def document(self, event: Any) -> None:
        if self.root is not NOTHING:
            self.complain(event, "TWO_DOCUMENTS", "a second document begins here; one file declares one thing")

    def alias(self, event: Any) -> None:
        self.complain(event, "ALIAS", "YAML aliases are not allowed; write the value out")
        if self.keys and self.keys[-1] is NOTHING:
            self.lost = True
        else:
            self.put(event, None)

    def scalar(self, event: Any) -> None:
        if event.anchor or event.tag:
            self.decorated(event)
        if self.keys and self.keys[-1] is NOTHING:
            self.key(event)
        elif event.implicit[0]:
            try:
                self.put(event, resolved(event.value))
            except DoubtfulError as doubt:
                self.complain(event, "DOUBTFUL", str(doubt))
                self.put(event, None)
        else:
            self.put(event, event.value)

    def decorated(self, event: Any) -> None:
        if event.anchor:
            self.complain(event, "ANCHOR", "YAML anchors are not allowed; write the value out")
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.complain(event, "TAG", f"YAML tags are not allowed; remove `{tag}`")

    def key(self, event: Any) -> None:
        value = event.value
        if value in self.open[-1][0]:
            self.complain(event, "DUPLICATE_KEY", f"`{value}` stands twice; keep one")
        if value == "<<" and event.implicit[0]:
            self.complain(event, "MERGE_KEY", "YAML merge keys are not allowed; write the fields out")
        self.keys[-1] = value
        if self.with_lines:
            self.lines[*self.open[-1][1], value] = event.start_mark.line + 1

    def put(self, event: Any, value: Any) -> Place:
        """Set a value into the container at hand; its place."""
        place: Place = ()
        if not self.open:
            self.root = value if self.root is NOTHING else self.root
        else:
            container, parent = self.open[-1]
            if isinstance(container, list):
                place = (*parent, len(container)) if self.with_lines else ()
                container.append(value)
            else:
                place = (*parent, self.keys[-1]) if self.with_lines else ()
                container[self.keys[-1]] = value
                self.keys[-1] = NOTHING
        if self.with_lines:
            self.lines.setdefault(place, event.start_mark.line + 1)
        return place

    def start(self, event: Any, container: Any) -> None:
        if event.anchor or event.tag:
            self.decorated(event)
        if self.keys and self.keys[-1] is NOTHING:
            self.lost = self.complain(event, "NO_NAME", "a field needs a plain name before its colon")
            return
        self.open.append((container, self.put(event, container)))
        self.keys.append(NOTHING if isinstance(container, dict) else None)
        if len(self.open) > MAX_DEPTH:
            self.lost = self.complain(event, "TOO_DEEP", f"is nested more than {MAX_DEPTH} levels deep; flatten it")

    def end(self, event: Any) -> None:
        self.open.pop()
        self.keys.pop()


@lru_cache(maxsize=1 << 16)
def resolved(text: str) -> Any:
    """The value of a plain scalar: text, number, truth value, date or nothing. Raises DoubtfulError."""
    tag = str(RESOLVER.resolve(yaml.ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]
    match tag.rpartition(":")[2]:
        case "str":
            return text
        case "null":
            return None
        case "bool":
            return _truth(text)
        case "int" | "float" as kind:
            return _number(text, kind)
        case "timestamp":
            return _date(text, tag)
    raise DoubtfulError(f"`{text}` has a meaning of its own in YAML; put it in quotes")


def _truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise DoubtfulError(
            f"`{text}` is text to some readers and not to others; write true or false, or put it in quotes"
        )
    return text.lower() == "true"


def _number(text: str, kind: str) -> int | float:
    if not PLAIN_NUMBER.fullmatch(text):
        raise DoubtfulError(
            f"`{text[:40]}` is a number to some readers and text to others; write plain digits or use quotes"
        )
    if len(text) > MAX_DIGITS:
        raise DoubtfulError(f"`{text[:40]}` is too long for a number; put it in quotes if it is a code")
    return float(text) if kind == "float" else int(text)


def _date(text: str, tag: str) -> Any:
    try:
        return RESOLVER.construct_object(yaml.ScalarNode(tag, text))
    except ValueError:
        raise DoubtfulError(f"`{text}` is not a day of the calendar; correct it, or put it in quotes") from None
