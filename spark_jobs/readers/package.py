"""What Calamine does not tell about an .xlsx, from the XML inside: cells with an error value, and how far a sheet goes.

Reads only tags, so no entity of a hostile file is ever expanded. An .xls or .xlsb tells nothing here.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ERROR = re.compile(rb"<(?:\w+:)?c\s[^>]*\bt=[\"']e[\"'][^>]*>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=[\"'](\d+)[\"']")
_FAR = re.compile(rb"\br=[\"']([A-Z]{2,3})\d+[\"']")
_LETTERS = 26
_WINDOW = 1 << 20


class Sheet(NamedTuple):
    """Row numbers (from 1) with an error value; the last row; the last column (not below 26)."""

    errors: set[int]
    rows: int
    columns: int


def sheet(path: Path, index: int) -> Sheet:
    """The sheet at that place (from 0) in the workbook; an empty description for an .xls."""
    found = Sheet(set(), 0, _LETTERS)
    if not zipfile.is_zipfile(path):
        return found
    with zipfile.ZipFile(path) as package:
        if "xl/workbook.xml" not in package.namelist():
            return found
        for xml in _windows(package, _part(package, index)):
            found = Sheet(
                found.errors | {int(re.findall(rb"\d+", _attributes(tag)[b"r"])[0]) for tag in _ERROR.findall(xml)},
                max([found.rows, *map(int, _ROW.findall(xml))]),
                max([found.columns, *map(_column, set(_FAR.findall(xml)))]),
            )
    return found


def _part(package: zipfile.ZipFile, index: int) -> str:
    """The part of the package that holds the sheet."""
    tag = _SHEET.findall(package.read("xl/workbook.xml"))[index]
    relation = next((value for name, value in _attributes(tag).items() if name.endswith(b":id")), b"")
    told = [_attributes(tag) for tag in _RELATION.findall(package.read("xl/_rels/workbook.xml.rels"))]
    target = {one[b"Id"]: one[b"Target"].decode() for one in told}[relation]
    return posixpath.normpath(posixpath.join("/xl", target)).removeprefix("/")


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(tag))


def _windows(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The text of a part in pieces; no tag is cut."""
    rest = b""
    with package.open(part) as xml:
        while chunk := xml.read(_WINDOW):
            window = rest + chunk
            cut = window.rfind(b">") + 1
            yield window[:cut]
            rest = window[cut:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - ord("A") + 1
    return number
