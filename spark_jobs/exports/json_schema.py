"""A source's standard row as JSON Schema, draft 2020-12: types, formats, lists, lengths, in Chinese and English.

The row is the one in `standard.<source>`: a key is always there, any other value may have been withheld and is null.
What a rule says that JSON Schema cannot (check digits, calendars, other tables) is named in `x-beyond-schema`.
"""

from __future__ import annotations

import re
from typing import Any

from catalog.model import Catalogue, Element
from spark_jobs.elements.family import Check, Family
from spark_jobs.exports.predicates import Schema, holds, whole
from spark_jobs.rules import CompiledColumn, CompiledSource, compile_source

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def row_schema(catalogue: Catalogue, name: str) -> dict[str, Any]:
    """The schema of one row of `<department>/<source>`."""
    source = compile_source(catalogue, name)
    return {
        "$schema": DRAFT,
        "$id": schema_id(name),
        "title": source.source.label,
        "description": source.source.abstract,
        "type": "object",
        "properties": {column.name: _property(source, column) for column in source.columns},
        "required": [column.name for column in source.columns],
        "additionalProperties": False,
        "x-key": list(source.source.key),
        "x-beyond-schema": [
            {"columns": list(declared.columns), "reason": rule.reason, "zh": rule.sentence, "en": rule.english}
            for rule, declared in source.table_rules
        ],
    }


def schema_id(name: str) -> str:
    """The schema's name, which a DCAT entry conforms to."""
    return f"urn:yiyuan:schema:{name.replace('/', ':')}"


def value_schema(element: Element, family: Family) -> Schema:
    """What a value of an element must be, leaving out what JSON Schema cannot say."""
    parts = [schema for check in family.errors if (schema := _held(family, check))]
    made: dict[str, Any] = _type(family.type)
    for part in parts:
        if part.keys() & made.keys():
            made.setdefault("allOf", []).append(part)
        else:
            made |= part
    return made


def beyond(family: Family) -> list[Check]:
    """The errors of a family that its schema does not say, or not wholly."""
    # `format: date` is the calendar, and a number's type is its text.
    by_type = {"DATE": {"CALENDAR"}, "TIMESTAMP": {"FORMAT", "CALENDAR"}}.get(family.type, set())
    if family.type.startswith(("DECIMAL", "INT")):
        by_type = {"FORMAT", "TOO_LARGE"}
    return [check for check in family.errors if check.reason not in by_type and not whole(_held(family, check))]


def _property(source: CompiledSource, column: CompiledColumn) -> dict[str, Any]:
    element, family = column.element, column.family
    value = value_schema(element, family)
    if column.name not in source.source.key:
        value = {"anyOf": [{"type": "null"}, value]}
    english = [check.english for check in family.errors]
    extra: dict[str, Any] = {
        "x-element": element.id,
        "x-basis": element.basis,
        "x-code-list": element.code_list,
        "x-beyond-schema": [{"reason": c.reason, "zh": c.sentence, "en": c.english} for c in beyond(family)],
    }
    return {
        "title": column.declared.label or element.label,
        "description": f"{element.definition}\n{element.basis}\nWrong if: {' '.join(english)}".strip(),
        **value,
        **{name: told for name, told in extra.items() if told},
    }


def _held(family: Family, check: Check) -> Schema | None:
    if family.type == "TIMESTAMP":
        return None  # an instant is written otherwise than the text that was checked
    return holds(check.fails, number=family.type.startswith(("DECIMAL", "INT")))


def _type(sql: str) -> dict[str, Any]:
    """The JSON type of a Spark SQL type."""
    if found := re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", sql):
        bound = 10 ** (int(found[1]) - int(found[2]))
        return {"type": "number", "exclusiveMinimum": -bound, "exclusiveMaximum": bound}
    return {
        "STRING": {"type": "string"},
        "INT": {"type": "integer"},
        "DATE": {"type": "string", "format": "date"},
        "TIMESTAMP": {"type": "string", "format": "date-time"},
    }[sql]
