"""Whether the SQL of every row rule is a condition over one row and the columns that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from pydantic import TypeAdapter

from catalog.document import Document, Place
from catalog.model import Catalogue, Rule, Source
from catalog.problem import Problem
from spark_jobs.remembered import remembered

#: How a rule of an element calls its value, and how any rule calls the day of receipt.
VALUE, TODAY = "{x}", "{as_of}"


class Condition(NamedTuple):
    """What an SQL text is: the names it reads, sorted, or why it is no condition over one row."""

    names: tuple[str, ...] = ()
    fault: str | None = None


CONDITIONS = TypeAdapter(Condition)


def problems(catalogue: Catalogue, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Every rule that could not run. One of an element knows its value only, one of a source that source's columns."""
    for name, element in catalogue.elements.items():
        for position, rule in enumerate(element.rules):
            place = ("rules", position, "holds")
            yield from _problems(documents[f"elements/{name}"], place, rule.holds, {VALUE})
    for name, source in catalogue.sources.items():
        for position, rule in enumerate(source.rules):
            place = ("rules", position, "holds")
            yield from _problems(documents[f"sources/{name}"], place, rule.holds, source.columns.keys())
            yield from _unlisted(documents[f"sources/{name}"], position, rule, source)


def _unlisted(document: Document, position: int, rule: Rule, source: Source) -> Iterator[Problem]:
    """Columns that a rule reads and does not name: the clerk would be sent to the wrong cells."""
    read = _read(rule.holds).names if rule.columns and source.columns.keys() >= {*rule.columns} else ()
    for name in [it for it in read if it in source.columns and it not in rule.columns]:
        message = f"the rule reads `{name}`, which is not among its `columns`; add it, or leave it out of `holds`"
        yield document.problem(("rules", position, "columns"), "UNLISTED_COLUMN", message)


def _problems(document: Document, place: Place, sql: str, known: Set[str]) -> Iterator[Problem]:
    found = _read(sql)
    if found.fault:
        yield document.problem(place, "RULE_SQL", f"`{sql}` {found.fault}")
    for name in found.names:
        if name not in known:
            there = f"only {VALUE} is" if VALUE in known else "correct it or add the column"
            yield document.problem(place, "UNKNOWN_COLUMN", f"`{name}` is not known here; {there}")


def _read(sql: str) -> Condition:
    return remembered("condition", lambda: sql, lambda: condition(sql), CONDITIONS)


def condition(sql: str) -> Condition:
    """Read one condition in the Spark dialect."""
    from spark_jobs.proofs.sql_condition import read  # sqlglot takes long to import, and mostly the answer is known

    return read(sql)
