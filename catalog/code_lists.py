"""The rows of a code list: codes/<id>.csv, read strictly, every problem with its line.

Columns: code, name, aliases (`|` between them), valid_from, valid_to; where they exist also parent (a code of the same
list) and successors (`|` between them, each a code and, for a part that left before the end, `@` and the day).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog.model import Code
from catalog.problem import Problem

REQUIRED = ("code", "name", "aliases", "valid_from", "valid_to")
OPTIONAL = ("parent", "successors")
Lined = tuple[int, Code]


def codes_of(path: Path) -> tuple[tuple[Code, ...], list[Problem]]:
    """The codes of one CSV, as far as they can be read, and every problem of the file."""
    name = f"codes/{path.name}"
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, restkey="", strict=True)
            if problems := list(_header(name, reader.fieldnames or ())):
                return (), problems
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        return (), [Problem(name, 1, "UNREADABLE", f"cannot be read as CSV in UTF-8: {why}")]
    codes: list[Lined] = []
    found: list[Problem] = []
    for line, row in rows:
        code = _code(name, line, row)
        found.append(code) if isinstance(code, Problem) else codes.append((line, code))
    found += [*_periods(name, codes), *_parents(name, codes), *_successors(name, codes)]
    return tuple(code for _, code in codes), found


def undescribed(folder: Path) -> Iterator[Problem]:
    """CSV files without the YAML that says what they are."""
    for path in sorted(folder.glob("*.csv")):
        if not path.with_suffix(".yml").exists():
            message = f"add codes/{path.stem}.yml with label, standard, version and origin"
            yield Problem(f"codes/{path.name}", 1, "UNDESCRIBED_LIST", message)


def _header(name: str, columns: Any) -> Iterator[Problem]:
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
        return Problem(name, line, "RAGGED_ROW", "the row has not as many fields as the header")
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
            yield Problem(name, line, "UNKNOWN_PARENT", f"the parent `{code.parent}` is not a code of this list")
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
                message = f"the successor `{successor.code}` is not valid on {day}"
                yield Problem(name, line, "UNKNOWN_SUCCESSOR", message)


def valid_on(code: Code, day: date) -> bool:
    """Whether a code is in force on a day."""
    return (code.valid_from or date.min) <= day < (code.valid_to or date.max)
