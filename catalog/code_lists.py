"""The rows of a code list: codes/<id>.csv, read strictly, every problem with its line.

Columns: code, name, aliases (`|` between them), valid_from, valid_to; where they exist also parent (a code of the same
list) and successors (`|` between them, each a code and, for a part that left before the end, `@` and the day).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from datetime import date
from io import StringIO
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from catalog.file import Parsed, text_of
from catalog.model import AboutList, Code, CodeList
from catalog.problem import Problem
from catalog.terms import Strict

REQUIRED = ("code", "name", "aliases", "valid_from", "valid_to")
OPTIONAL = ("parent", "successors")
#: What the YAML beside the rows must say.
WANTED = "with label, standard, version and origin"
Lined = tuple[int, Code]


class Rows(Strict):
    """The rows of one list."""

    codes: tuple[Code, ...]


def parse(name: str, raw: bytes, lines: bool) -> Parsed:
    """The codes of one CSV, and every problem of the file. It has no places below its lines, so `lines` adds none."""
    text, problems = text_of(name, raw)
    if problems:
        return Parsed(problems=problems)
    reader = csv.DictReader(StringIO(text, newline=""), restkey="", strict=True)
    try:
        if not reader.fieldnames:
            return Parsed(
                problems=[Problem(name, 1, "EMPTY_FILE", "the file declares nothing; delete it or fill it in")]
            )
        if problems := list(_header(name, reader.fieldnames)):
            return Parsed(problems=problems)
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        return Parsed(problems=[Problem(name, max(reader.line_num, 1), "CSV_SYNTAX", f"{error}; correct the quotes")])
    codes: list[Lined] = []
    found: list[Problem] = []
    for line, row in rows:
        code = _code(name, line, row)
        found.append(code) if isinstance(code, Problem) else codes.append((line, code))
    found += [*_periods(name, codes), *_parents(name, codes), *_successors(name, codes)]
    return Parsed({"codes": tuple(code for _, code in codes)}, problems=found)


def joined(
    headings: Mapping[str, AboutList], rows: Mapping[str, Rows], broken: Set[str]
) -> tuple[dict[str, CodeList], list[Problem]]:
    """The code lists that have both halves, and a problem for every half alone; a broken half has had its own."""
    problems = [
        Problem(f"codes/{name}.csv", 1, "UNDESCRIBED_LIST", f"add codes/{name}.yml {WANTED}")
        for name in rows.keys() - headings.keys()
        if f"codes/{name}" not in broken
    ]
    problems += [
        Problem(f"codes/{name}.yml", 1, "NO_ROWS", f"add codes/{name}.csv with the codes of this list")
        for name in headings.keys() - rows.keys()
        if f"codes/{name}.csv" not in broken
    ]
    both = [name for name in headings if name in rows]
    return {name: CodeList(**dict(headings[name]), codes=rows[name].codes) for name in both}, problems


def _header(name: str, columns: Any) -> Iterator[Problem]:
    if not set(columns) & set(REQUIRED):
        yield Problem(name, 1, "CSV_HEADER", f"the first line must be {','.join(REQUIRED)}; add it")
        return
    for column in REQUIRED:
        if column not in columns:
            yield Problem(name, 1, "MISSING_COLUMN", f"the column `{column}` is required; add it")
    for column in columns:
        if column not in (*REQUIRED, *OPTIONAL):
            yield Problem(name, 1, "UNKNOWN_COLUMN", f"`{column}` is not a column of a code list; remove it")
        elif list(columns).count(column) > 1:
            yield Problem(name, 1, "DUPLICATE_COLUMN", f"the column `{column}` stands twice; keep one")


def _code(name: str, line: int, row: Mapping[str, Any]) -> Code | Problem:
    if "" in row or None in row.values():
        return Problem(name, line, "RAGGED_ROW", "has not as many cells as the header; add or remove commas")
    filled = {column: value for column, value in row.items() if value}
    split: dict[str, Any] = {column: filled[column].split("|") for column in ("aliases",) if column in filled}
    if "successors" in filled:
        parts = [successor.partition("@") for successor in filled["successors"].split("|")]
        split["successors"] = [{"code": code, "on": on or None} for code, _, on in parts]
    try:
        code = Code.model_validate(filled | split)
    except ValidationError as error:
        first = error.errors()[0]
        message = "write a day of the calendar as 2010-01-31" if first["type"].startswith("date") else first["msg"]
        return Problem(name, line, "INVALID_VALUE", f"`{'.'.join(map(str, first['loc']))}`: {message}")
    if code.valid_from and code.valid_to and code.valid_from >= code.valid_to:
        return Problem(name, line, "PERIOD_REVERSED", f"`{code.code}` ends on {code.valid_to}, before it begins")
    return code


def _by_code(codes: list[Lined]) -> dict[str, list[Lined]]:
    groups: dict[str, list[Lined]] = defaultdict(list)
    for line, code in codes:
        groups[code.code].append((line, code))
    return groups


def _periods(name: str, codes: list[Lined]) -> Iterator[Problem]:
    """A code may come back with another meaning, but at no time has it two."""
    for code, rows in _by_code(codes).items():
        rows.sort(key=lambda lined: lined[1].valid_from or date.min)
        for (first, one), (second, other) in pairwise(rows):
            if (one.valid_from, one.valid_to) == (other.valid_from, other.valid_to):
                message = f"`{code}` stands on line {first} already; keep one"
                yield Problem(name, second, "DUPLICATE_CODE", message)
            elif one.valid_to is None or one.valid_to > (other.valid_from or date.min):
                message = f"`{code}` is still valid by line {first}; end it there before it begins here"
                yield Problem(name, second, "CODE_OVERLAP", message)


def _parents(name: str, codes: list[Lined]) -> Iterator[Problem]:
    parents = {code.code: code.parent for _, code in codes}
    for line, code in codes:
        if code.parent is not None and code.parent not in parents:
            yield Problem(
                name,
                line,
                "UNKNOWN_PARENT",
                f"there is no code `{code.parent}` to be parent; correct it",
            )
        elif code.code in _ancestors(code.code, parents):
            yield Problem(name, line, "PARENT_CYCLE", f"`{code.code}` is above itself; correct one of the parents")


def _ancestors(code: str, parents: Mapping[str, str | None]) -> list[str]:
    found: list[str] = []
    above = parents.get(code)
    while above is not None and above not in found:
        found.append(above)
        above = parents.get(above)
    return found


def _successors(name: str, codes: list[Lined]) -> Iterator[Problem]:
    """A successor is valid on the day it takes over, and an end is not said where there is none."""
    groups = _by_code(codes)
    for line, code in codes:
        for successor in code.successors:
            day = successor.on or code.valid_to
            if day is None:
                message = f"`{code.code}` has no end: write on which day a part went to `{successor.code}`, after an @"
                yield Problem(name, line, "SUCCESSOR_UNDATED", message)
            elif not any(valid_on(other, day) for _, other in groups.get(successor.code, [])):
                message = f"the successor `{successor.code}` is not valid on {day}; correct it or the day"
                yield Problem(name, line, "UNKNOWN_SUCCESSOR", message)


def valid_on(code: Code, day: date) -> bool:
    """Whether a code is in force on a day."""
    return (code.valid_from or date.min) <= day < (code.valid_to or date.max)
