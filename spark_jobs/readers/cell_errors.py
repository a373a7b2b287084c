"""Rows of an .xlsx sheet that hold an error value (#N/A, #DIV/0! …). Calamine shows such a cell as an empty one."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_ROW = re.compile(rb"\d+")


def cell_errors(path: Path, sheet: int) -> set[int]:
    """Row numbers (from 1) with an error value in the sheet at that place in the workbook (from 0).

    Nothing for an .xls or .xlsb. Reads only tags, so no entity of a hostile file is ever expanded.
    """
    if not zipfile.is_zipfile(path):
        return set()
    with zipfile.ZipFile(path) as book:
        if "xl/workbook.xml" not in book.namelist():
            return set()
        part = _part(book, sheet)
        with book.open(part) as xml:
            return {row for cell in _cells(xml) if (row := _error_row(cell))}


def _part(book: zipfile.ZipFile, sheet: int) -> str:
    """The part of the package that holds the sheet."""
    tags = _SHEET.findall(book.read("xl/workbook.xml"))
    relation = next(value for name, value in _ATTRIBUTE.findall(tags[sheet]) if name.endswith(b":id"))
    for tag in _RELATION.findall(book.read("xl/_rels/workbook.xml.rels")):
        told = dict(_ATTRIBUTE.findall(tag))
        if told[b"Id"] == relation:
            return posixpath.normpath(posixpath.join("/xl", told[b"Target"].decode())).removeprefix("/")
    raise KeyError(sheet)


def _cells(xml: IO[bytes]) -> Iterator[bytes]:
    """Opening tags of cells of type error."""
    rest = b""
    while chunk := xml.read(1 << 20):
        rest += chunk
        if b't="e"' in rest or b"t='e'" in rest:
            yield from (tag for tag in _CELL.findall(rest) if dict(_ATTRIBUTE.findall(tag)).get(b"t") == b"e")
        rest = rest[max(rest.rfind(b"<"), 0) :]


def _error_row(cell: bytes) -> int:
    place = _ROW.search(dict(_ATTRIBUTE.findall(cell)).get(b"r", b""))
    return int(place[0]) if place else 0
