"""Landing again after a task died at any point: the same delivery, once."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from catalog.load import load
from expectations.report.parts import OURS
from spark_jobs import deliveries, find, land, readers
from spark_jobs.readers.layout import layout
from spark_jobs.session import connect

PENSION = "human_resources/pension_payments"
FILE = """公民身份号码,姓名,发放月份,发放金额(元),发放日期
39010219010101001X,张三,2026-10,1234.50,2026-10-15
,,,,
"""


@pytest.fixture
def home(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    path = tmp_path / "inbox" / PENSION / "part.csv"
    path.parent.mkdir(parents=True)
    path.write_text(FILE, encoding="utf-8")
    os.utime(path, (1_793_500_000, 1_793_500_000))
    return tmp_path


def raw() -> list[tuple[object, ...]]:
    columns = "resident_id, name, pay_month, amount, paid_on, _line, _reason, _text"
    return [tuple(row) for row in connect().sql(f"SELECT {columns} FROM raw.pension_payments ORDER BY _line").collect()]


def test_a_file_is_kept_as_sent_with_its_lines(home: Path) -> None:
    [arrival] = find.find("human_resources", "pension")
    delivery = land.land(arrival)
    assert delivery is not None
    assert raw() == [
        ("39010219010101001X", "张三", "2026-10", "1234.50", "2026-10-15", 2, None, None),
        ("", "", "", "", "", 3, None, None),
    ]
    [copy] = home.glob("landing/??/*.csv")
    assert (copy.read_text(encoding="utf-8"), stat.filemode(copy.stat().st_mode)) == (FILE, "-r--r--r--")
    assert list(home.glob("inbox/*/*/*")) == []


def test_a_task_that_died_after_taking_the_file_resumes_the_same_delivery(home: Path) -> None:
    [arrival] = find.find("human_resources", "pension")
    first = land.land(arrival)
    before = raw()
    assert land.land(arrival) == first
    assert raw() == before
    assert deliveries.settled(connect()) == set()


def test_a_landing_without_ledger_row_is_found_again(home: Path) -> None:
    [arrival] = find.find("human_resources", "pension")
    first = land.land(arrival)
    [again] = find.find("human_resources", "pension")
    assert land.land(again) == first


def test_a_reader_that_breaks_is_our_fault_and_says_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("张三")

    monkeypatch.setattr(readers, "read", broken)
    [batch] = land._read_or_refuse("a.csv", layout(load().sources[PENSION], "csv"))
    [row] = batch.to_pylist()
    reason, sentence = json.loads(row["_text"])
    assert (row["_reason"], reason, reason in OURS) == ("UNREADABLE", "READER_FAILED", True)
    assert sentence == "平台解析该文件时出错（KeyError），由平台处理，无需重传。"


def test_a_link_is_not_followed(home: Path) -> None:
    """It may lead to what another department sent."""
    (home / "secret.csv").write_text(FILE, encoding="utf-8")
    inbox = home / "inbox" / PENSION
    (inbox / "part.csv").unlink()
    (inbox / "link.csv").symlink_to(home / "secret.csv")
    (inbox / "broken.csv").symlink_to(home / "nowhere.csv")
    for arrival in find.find("human_resources", "pension"):
        assert land.land(arrival) is None
    entered = connect().sql("SELECT file_name, reason FROM ledger.delivery ORDER BY file_name").collect()
    assert [tuple(row) for row in entered] == [("broken.csv", "NOT_A_FILE"), ("link.csv", "NOT_A_FILE")]


@pytest.mark.parametrize("far", [4_070_908_800, 315_532_800])  # 2099-01-01; 1980-01-01, as in a zip without times
def test_a_clock_that_is_years_wrong_is_no_time_of_delivery(home: Path, far: int) -> None:
    os.utime(home / "inbox" / PENSION / "part.csv", (far, far))
    assert find.find("human_resources", "pension") == []
    [row] = connect().sql("SELECT reason, period, status FROM ledger.delivery").collect()
    assert (row.reason, "2000" < row.period < "2099", row.status) == ("WRONG_CLOCK", True, "unreadable")


def test_a_name_in_gb18030_and_an_empty_folder_are_entries_like_others(home: Path) -> None:
    inbox = home / "inbox" / PENSION
    (inbox / "part.csv").rename(inbox / os.fsdecode("养老金.csv".encode("gb18030")))
    (inbox / "2026-11").mkdir()
    found = {str(arrival["file_name"]): land.land(arrival) for arrival in find.find("human_resources", "pension")}
    assert (found.keys(), found["2026-11"], bool(found["养老金.csv"])) == ({"养老金.csv", "2026-11"}, None, True)
    assert [tuple(row) for row in connect().sql("SELECT file_name, reason FROM ledger.delivery").collect()] == [
        ("2026-11", "NOT_A_FILE")
    ]


def test_a_personal_number_in_a_file_name_is_told_to_nobody(home: Path) -> None:
    (home / "inbox" / PENSION / "part.csv").rename(home / "inbox" / PENSION / "王13812345678.pdf")
    [arrival] = find.find("human_resources", "pension")
    assert land.land(arrival) is None
    [row] = connect().sql("SELECT file_name, sentence FROM ledger.delivery").collect()
    assert row.file_name == "王138****5678.pdf"
    assert "13812345678" not in row.sentence


def test_only_pending_deliveries_are_found_again(home: Path) -> None:
    [arrival] = find.find("human_resources", "pension")
    delivery = land.land(arrival)
    assert delivery is not None
    [waiting] = deliveries.pending(connect())
    deliveries.enter(connect(), delivery, waiting, "published", None, None)
    (home / "landing" / "arrivals" / f"{delivery}.open").touch()  # a run that was killed before it took its mark away
    assert deliveries.pending(connect()) == []
    assert find.find("human_resources", "pension") == []
    deliveries.reopen(delivery)
    assert [found["file_name"] for found in find.find("human_resources", "pension")] == ["part.csv"]
