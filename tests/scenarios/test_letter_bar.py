"""What is kept out of letters: planted in a delivery, looked for in everything that a letter is made from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from expectations.report import letters
from spark_jobs.night import ingest
from spark_jobs.session import connect
from tests.spark_jobs.listed_city import NEGATIVE, SOURCE, write

Deliver = Callable[..., Path]
#: Line 2 has a telephone of too many digits; its key is wanted in the letter, or not.
ROWS = "编号,姓名,电话,日期\nKEY-ABC-7,王建国,99913800008888,2026-01-01\n"
SHOWN = "999*******8888"


@pytest.fixture(params=[True, False], ids=["in the letter", "kept out"])
def in_letter(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    shown: bool = request.param
    source = SOURCE.replace(", in_letter: false", "")
    if not shown:
        source = source.replace("headers: [电话]", "headers: [电话], in_letter: false")
        source = source.replace("headers: [编号]", "headers: [编号], in_letter: false")
    barred = NEGATIVE.replace("[theme, share, open, letter]", "[theme, share, open]" if shown else "[letter]")
    changed = {"sources/a/list.yml": source, "lists/negative/phone.yml": barred}
    monkeypatch.setenv("YIYUAN_CATALOG", str(write(tmp_path / "catalogue", changed)))
    return shown


def test_a_value_kept_out_of_letters_is_in_none(in_letter: bool, home: Path, deliver: Deliver) -> None:
    deliver("a/list", "x.csv", ROWS.encode())
    ingest()
    faults = connect().sql("SELECT column_name, line, masked_value FROM quality.fault").collect()
    assert [tuple(fault) for fault in faults] == [("phone", 2, SHOWN if in_letter else None)]
    letters.compose()
    folder = home / "reports" / "2026-11" / "a"
    cells = [cell for sheet in load_workbook(folder / "待整改清单.xlsx") for row in sheet.values for cell in row]
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*") if path.suffix != ".xlsx"]
    told = "\n".join([*map(str, cells), *texts])
    assert "x.csv" in told
    assert (SHOWN in told, "KEY-ABC-7" in told, "99913800008888" in told) == (in_letter, in_letter, False)


def test_a_value_written_down_before_it_was_barred_is_not_quoted_either(
    home: Path, deliver: Deliver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ = {"sources/a/list.yml": SOURCE.replace(", in_letter: false", ""), "lists/negative/phone.yml": None}
    monkeypatch.setenv("YIYUAN_CATALOG", str(write(tmp_path / "before", open_)))
    deliver("a/list", "x.csv", ROWS.encode())
    ingest()
    assert connect().sql("SELECT masked_value FROM quality.fault").collect()[0].masked_value == SHOWN
    monkeypatch.setenv("YIYUAN_CATALOG", str(write(tmp_path / "after", {})))
    letters.compose()
    folder = home / "reports" / "2026-11" / "a"
    cells = [cell for sheet in load_workbook(folder / "待整改清单.xlsx") for row in sheet.values for cell in row]
    assert "KEY-ABC-7" in cells
    assert SHOWN not in cells
