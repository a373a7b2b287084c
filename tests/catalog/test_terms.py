"""What YAML says is a number, a truth value or a day stays one: no field of a file makes it into another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from catalog.kinds import KINDS
from catalog.model import Code, Successor
from catalog.terms import SEEN, SEEN_LINES, Lines, Strict, Text

#: Read from CSV, which knows texts only.
OF_TEXTS = (Code, Successor)


class Lax(Strict):
    """What the test must see."""

    number: int


def _lax(schema: Any) -> Iterator[str]:
    """The types in a schema that take what is of another type."""
    if isinstance(schema, list | tuple):
        for part in schema:
            yield from _lax(part)
    elif isinstance(schema, dict) and schema.get("cls") not in OF_TEXTS:
        if schema.get("type") in ("int", "float", "bool", "date") and not schema.get("strict"):
            yield schema["type"]
        for part in schema.values():
            yield from _lax(part)


def test_a_lax_field_is_seen() -> None:
    assert list(_lax(TypeAdapter(Lax).core_schema)) == ["int"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.field)
def test_no_field_of_a_file_is_coerced(kind: Any) -> None:
    assert list(_lax(kind.adapter.core_schema)) == []


@pytest.mark.parametrize("pattern", [SEEN, SEEN_LINES])
def test_a_text_is_seen_as_it_is(pattern: str) -> None:
    kind = TypeAdapter(Text if pattern == SEEN else Lines)
    for sign in "\x00", "\x07", "\t", "\r", "\x7f", "\x85", "\u200b", "\u202e", "\u2028", "\u2066", "\ufeff":
        with pytest.raises(ValueError, match="String should match pattern"):
            kind.validate_python(f"甲{sign}局")
    assert kind.validate_python(" 甲局（《条例》第3条）、㐀𠀀é — 50%\n") == "甲局（《条例》第3条）、㐀𠀀é — 50%"


def test_only_sql_and_headers_have_lines() -> None:
    assert TypeAdapter(Lines).validate_python("a\nAND b") == "a\nAND b"
    with pytest.raises(ValueError, match="String should match pattern"):
        TypeAdapter(Text).validate_python("甲\n局")
