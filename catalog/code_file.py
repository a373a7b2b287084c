"""A code list as it stands in a CSV file: one header, one code per line, nothing ragged, no line break in a cell."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import pairwise
from typing import Any

from catalog.document import LINE_END, Parsed, Place, text_of
from catalog.problem import Problem

HEADER = ["code", "name", "aliases", "valid_from", "valid_to"]
ALWAYS = ("0001-01-01", "9999-12-31")


def parse(name: str, raw: bytes, lines: bool) -> Parsed:
    """`{"codes": [{"code": …}, …]}`; `aliases` are divided by `|`, an empty date is no limit."""
    text, problems = text_of(name, raw)
    if problems:
        return Parsed(problems=problems)
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        return Parsed(problems=[Problem(name, reader.line_num, "CSV_SYNTAX", f"{error}; correct the quotes")])
    problems = [*_shape(name, rows)]
    if problems:
        return Parsed(problems=problems)
    codes = [_code(row) for _, row in rows[1:]]
    found: dict[Place, int] = {("codes", at): line for at, (line, _) in enumerate(rows[1:])} if lines else {}
    return Parsed({"codes": codes}, found, _overlaps(name, rows[1:]))


def _shape(name: str, rows: list[tuple[int, list[str]]]) -> list[Problem]:
    if not rows:
        return [Problem(name, 1, "EMPTY_FILE", "the file declares nothing; delete it or fill it in")]
    (line, header), *rest = rows
    if header != HEADER:
        return [Problem(name, line, "CSV_HEADER", f"the first line must be `{','.join(HEADER)}`")]
    found = [
        Problem(name, line, "RAGGED_ROW", f"has {len(row)} cells, not {len(HEADER)}; add or remove commas")
        for line, row in rest
        if len(row) != len(HEADER)
    ]
    return found + [
        Problem(name, line, "LINE_BREAK", "a cell holds a line break; write it on one line")
        for line, row in rest
        if any(LINE_END.search(cell) for cell in row)
    ]


def _code(row: list[str]) -> dict[str, Any]:
    code, name, aliases, valid_from, valid_to = row
    return {
        "code": code,
        "name": name,
        "aliases": [alias for alias in aliases.split("|") if alias],
        "valid_from": valid_from or None,
        "valid_to": valid_to or None,
    }


def _overlaps(name: str, rows: list[tuple[int, list[str]]]) -> list[Problem]:
    """One code may stand on several lines, if it means one thing at a time; `valid_to` is the first day it does not."""
    spans: dict[str, list[tuple[str, str, int]]] = {}
    for line, (code, _, _, start, end) in rows:
        spans.setdefault(code, []).append((start or ALWAYS[0], end or ALWAYS[1], line))
    found = [
        Problem(name, max(line, other), "CODE_TWICE", f"`{code}` stands in line {min(line, other)} too; keep one")
        if (start, end) == (begin, finish)
        else Problem(
            name, max(line, other), "OVERLAP", f"`{code}` is valid in line {min(line, other)} too; end one earlier"
        )
        for code, all_spans in spans.items()
        if len(all_spans) > 1
        for (start, end, line), (begin, finish, other) in pairwise(sorted(all_spans))
        if begin < end
    ]
    return found + [
        Problem(name, line, "NEVER_VALID", f"`{code}` ends ({end}) before it begins ({start}); correct a date")
        for code, all_spans in spans.items()
        for start, end, line in all_spans
        if start >= end
    ]
