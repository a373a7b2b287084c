"""The published enterprise register, from the inbox to the letter."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from expectations.report import letters
from spark_jobs.night import ingest
from spark_jobs.session import connect

REAL = Path(__file__).parents[3].parent / "shared" / "real" / "enterprise_register"
ENTERPRISES = "market_regulation/enterprises"


@pytest.fixture
def home(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    if not REAL.is_dir():
        pytest.skip(f"the real enterprise register is not here ({REAL.name} of the shared folder)")
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    return tmp_path


def letter_about(home: Path, name: str) -> Path:
    inbox = home / "inbox" / ENTERPRISES
    inbox.mkdir(parents=True)
    (inbox / name).write_bytes((REAL / name).read_bytes())
    os.utime(inbox / name, (1_793_500_000, 1_793_500_000))
    ingest([ENTERPRISES])
    letters.compose(None, "market_regulation")
    return home / "reports" / "2026-11" / "market_regulation"


def test_the_two_broken_rows_are_listed(home: Path) -> None:
    folder = letter_about(home, "2002_tibet.csv")
    found = json.loads((folder / "report.json").read_text())
    counts = {name: found["totals"][name] for name in ("received", "accepted", "rows_to_fix")}
    assert counts == {"received": 59, "accepted": 57, "rows_to_fix": 2}
    sheet = load_workbook(folder / "待整改清单.xlsx")["企业登记"]
    listed = {(r[0], r[1]) for r in sheet.iter_rows(min_row=2, values_only=True) if r[9] == "错误"}
    kept_out = connect().sql("""SELECT _line FROM conform.enterprises WHERE _verdict IN ('quarantined', 'rejected')""")
    assert listed == {("2002_tibet.csv", row._line) for row in kept_out.collect()}
    assert len(listed) == 2
    [row] = connect().sql(found["sql"]["to_fix"]).collect()
    assert row.rows_to_fix == 2


def test_a_header_without_rows_is_said_to_be_empty(home: Path) -> None:
    text = (letter_about(home, "2000_hubei_headeronly.csv") / "letter.txt").read_text()
    assert "空文件“2000_hubei_headeronly.csv”：文件没有数据行（只有表头，或只有空的列表）；如确无数据请回信说明" in text
    assert "本期收到 0 条，重报文件 1 个" in text
