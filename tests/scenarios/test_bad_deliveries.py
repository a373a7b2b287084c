"""Everything a department can do wrong ends in a verdict with a reason, a ledger row and a sentence."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from expectations.report import letters
from spark_jobs import find as finding
from spark_jobs.deliveries import Arrival
from spark_jobs.night import ingest
from spark_jobs.session import connect

Deliver = Callable[..., Path]
PENSION = "human_resources/pension_payments"
REGISTER = "public_security/household_register"
MARRIAGES = "civil_affairs/marriages"
ENTERPRISES = "market_regulation/enterprises"
HEADER = "公民身份号码,姓名,发放月份,发放金额(元),发放日期\n"
GOOD = HEADER + "39010219010101001X,张三,2026-10,1234.50,2026-10-15\n"
REGISTER_HEADER = "公民身份号码,姓名,性别,出生日期,民族,户籍区划,户籍地址,地址编码,户籍状态,状态日期\r\n"


def workbook(rows: list[list[object]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def test_each_bad_file_has_its_verdict(home: Path, deliver: Deliver) -> None:
    deliver(PENSION, "good.csv", GOOD.encode())
    deliver(PENSION, "again.csv", GOOD.encode())
    deliver(PENSION, "empty.csv", b"")
    deliver(PENSION, "header_only.csv", HEADER.encode())
    deliver(PENSION, "renamed.csv", GOOD.replace("发放月份", "月份").encode())
    deliver(PENSION, "another_layout.csv", "工单编号,来电时间\n1,2\n".encode())
    deliver(PENSION, "gbk.csv", GOOD.encode("gb18030"))
    deliver(PENSION, "one_line.csv", HEADER.encode() + b"1" * (3 << 20))
    deliver(PENSION, "values_swapped.csv", (HEADER + "张三,39010219010101001X,1234.50,2026-10,2026-10-15\n").encode())
    deliver(PENSION, "book.xlsx", workbook([["公民身份号码"]]))
    deliver(REGISTER, "utf8.csv", REGISTER_HEADER.encode())
    deliver(MARRIAGES, "cut.xlsx", workbook([["云州市婚姻登记信息表"], ["登记证号"]])[:900])
    deliver(ENTERPRISES, "zip.csv", workbook([["企业名称"]]))
    (home / "inbox" / ENTERPRISES / "folder").mkdir()

    ingest()

    rows = connect().sql("SELECT file_name, status, reason, sentence FROM ledger.delivery ORDER BY file_name").collect()
    assert {row.file_name: (row.status, row.reason) for row in rows} == {
        "again.csv": ("published", None),
        "another_layout.csv": ("unreadable", "HEADER_DRIFT"),
        "book.xlsx": ("unreadable", "UNKNOWN_FORMAT"),
        "cut.xlsx": ("unreadable", "TRUNCATED"),
        "empty.csv": ("unreadable", "EMPTY_FILE"),
        "folder": ("unreadable", "NOT_A_FILE"),
        "gbk.csv": ("unreadable", "ENCODING"),
        "good.csv": ("duplicate", "SAME_BYTES"),
        "header_only.csv": ("published", "EMPTY_DELIVERY"),
        "one_line.csv": ("quarantined", "TOO_MANY_FAULTS"),
        "renamed.csv": ("unreadable", "HEADER_DRIFT"),
        "utf8.csv": ("unreadable", "ENCODING"),
        "values_swapped.csv": ("quarantined", "TOO_MANY_FAULTS"),
        "zip.csv": ("unreadable", "WRONG_FORMAT"),
    }
    assert [row.file_name for row in rows if row.reason and not row.sentence] == []
    assert sorted(p.name for p in home.glob("inbox/*/*/*")) == ["folder"]
    balances = connect().sql("SELECT * FROM ledger.balance").collect()
    assert [b for b in balances if b.received != b.accepted + b.quarantined + b.superseded + b.rejected] == []


def test_one_line_of_a_gibibyte_is_one_rejected_row(home: Path, deliver: Deliver) -> None:
    path = deliver(PENSION, "endless.csv", HEADER.encode())
    with path.open("ab") as file:
        for _ in range(1024):
            file.write(b"1" * (1 << 20))
    os.utime(path, (time.time() - 3600, time.time() - 3600))
    ingest([PENSION])
    rows = connect().sql("SELECT status, reason, sentence FROM ledger.delivery").collect()
    refused = "可接收的行只占 0.0%，低于约定的 80%，整批未发布；请核对导出列序与格式。"
    assert [tuple(row) for row in rows] == [("quarantined", "TOO_MANY_FAULTS", refused)]
    reasons = connect().sql("SELECT line, reasons FROM quality.quarantine").collect()
    assert [tuple(row) for row in reasons] == [(2, ["LINE_TOO_LONG"])]
    letters.compose(None, "human_resources")
    text = next((home / "reports").rglob("letter.txt")).read_text(encoding="utf-8")
    too_long = ("这一行超过 1 MiB", "endless.csv 第 2 行", "请检查该行是否缺少换行，或字段里混入了附件内容")
    assert [sentence for sentence in (refused, *too_long) if sentence not in text] == []


def test_the_same_bad_inbox_twice_adds_nothing(home: Path, deliver: Deliver) -> None:
    (home / "inbox" / ENTERPRISES / "folder").mkdir(parents=True)
    deliver(PENSION, "good.csv", GOOD.encode())
    ingest([PENSION, ENTERPRISES])
    before = connect().sql("SELECT * FROM ledger.delivery ORDER BY delivery_id").collect()
    ingest([PENSION, ENTERPRISES])
    assert connect().sql("SELECT * FROM ledger.delivery ORDER BY delivery_id").collect() == before


def test_a_full_disk_is_the_platforms_fault_and_loses_nothing(home: Path, deliver: Deliver) -> None:
    path = deliver(PENSION, "good.csv", GOOD.encode())
    arrival = Arrival(PENSION, str(path), "good.csv", path.stat().st_size, path.stat().st_mtime_ns)
    draft = home / "landing" / f".{arrival.arrival_id}.part"
    draft.parent.mkdir(parents=True)
    draft.symlink_to("/dev/full")
    ingest([PENSION])
    rows = connect().sql("SELECT status, reason FROM ledger.delivery").collect()
    assert [tuple(row) for row in rows] == [("unreadable", "DISK_FULL")]
    assert path.exists()
    ingest([PENSION])
    rows = connect().sql("SELECT status, reason FROM ledger.delivery ORDER BY status").collect()
    assert [tuple(row) for row in rows] == [("published", None), ("unreadable", "DISK_FULL")]


def test_a_file_still_being_written_waits_for_the_next_run(
    home: Path, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "LOOK_SECONDS", 0.05)
    path = deliver(PENSION, "growing.csv", b"")
    with path.open("wb") as upload:
        upload.write(HEADER.encode())
        upload.flush()
        os.utime(path, (time.time(), time.time()))
        ingest([PENSION])
    rows = connect().sql("SELECT status, reason FROM ledger.delivery").collect()
    assert [tuple(row) for row in rows] == [("unreadable", "STILL_WRITING")]
    path.write_bytes(GOOD.encode())
    ingest([PENSION])
    rows = connect().sql("SELECT status, reason FROM ledger.delivery ORDER BY status").collect()
    assert [tuple(row) for row in rows] == [("published", None), ("unreadable", "STILL_WRITING")]
