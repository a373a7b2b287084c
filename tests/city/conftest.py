"""A small city with defects and the same city without, read back with other libraries than it was written with."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from city import write_city

PERSONS = 1_000


class City:
    """A written city: its truth, and the records of its files by the line that the truth counts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def truth(self, name: str):
        """A truth file: JSON as it is, CSV as a list of dicts."""
        path = self.folder / "truth" / name
        if path.suffix == ".json":
            return json.loads(path.read_text(encoding="utf-8"))
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def path(self, source: str, file: str) -> Path:
        return self.folder / "inbox" / source / file

    def records(self, source: str, file: str | None = None) -> dict[int, dict[str, object]]:
        """line → header → value; `None` under the key `broken` marks a record that a strict reader refuses."""
        path = self.path(source, file) if file else next(self.path(source, "").iterdir())
        if path.is_dir():
            return {
                (part.name, line): record
                for part in sorted(path.iterdir())
                for line, record in READERS[part.suffix](part).items()
            }
        return READERS[path.suffix](path)


def read_csv(path: Path) -> dict[int, dict[str, object]]:
    raw = path.read_bytes()
    encoding = "gb18030" if "household" in path.name else "utf-8-sig"
    text = raw.decode(encoding, "surrogateescape")
    found, rows = {}, csv.reader(io.StringIO(text, newline=""))
    header, line = next(rows), rows.line_num + 1
    for row in rows:
        lost = any(mark in value for value in row for mark in ("\ufffd", "\0", "\udcff"))
        found[line] = {"broken": row} if lost or len(row) != len(header) else dict(zip(header, row, strict=True))
        line = rows.line_num + 1
    return found


def read_jsonl(path: Path) -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {}
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found[line] = json.loads(text)
        except ValueError:
            found[line] = {"broken": text}
    return found


def read_json(path: Path) -> dict[int, dict[str, object]]:
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["total"] == len(told["licences"])
    return dict(enumerate(told["licences"], 1))


def read_geojson(path: Path) -> dict[int, dict[str, object]]:
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4490"
    return {n: {**f["properties"], "geometry": f["geometry"]} for n, f in enumerate(told["features"], 1)}


def read_xlsx(path: Path) -> dict[int, dict[str, object]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    merged = "marriages" in str(path)
    header, group = [], ""
    for upper, lower in zip(rows[1], rows[2], strict=True):
        group = upper or group
        header.append(f"{group}/{lower}" if merged and lower else group)
    first = 3 if merged else 2
    return {n: dict(zip(header, row, strict=True)) for n, row in enumerate(rows[first:], first + 1)}


READERS = {".csv": read_csv, ".jsonl": read_jsonl, ".json": read_json, ".geojson": read_geojson, ".xlsx": read_xlsx}


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """With defects."""
    folder = tmp_path_factory.mktemp("city")
    write_city(folder, persons=PERSONS)
    return City(folder)


@pytest.fixture(scope="session")
def clean_city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The same without defects."""
    folder = tmp_path_factory.mktemp("clean")
    write_city(folder, persons=PERSONS, defects=0)
    return City(folder)


@pytest.fixture(scope="session")
def next_month(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The city with defects one month later."""
    folder = tmp_path_factory.mktemp("next")
    write_city(folder, persons=PERSONS, month="2026-11")
    return City(folder)
