"""Literal rows in a lake → letters on disk, the printed SQL, and sending once whatever happens between."""

from __future__ import annotations

import hashlib
import json
import mailbox
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from expectations.report import entries, letters, sending
from expectations.report.letter import report_id
from spark_jobs import tables
from spark_jobs.session import connect

PERIOD, HEALTH = "2026-09", "health"
DEATHS = "health/death_certificates"
AT = datetime(2026, 9, 30, 10, tzinfo=UTC)
ISSUED = date(2026, 10, 1)
ID = report_id(HEALTH, PERIOD)
NAMED, NUMBER = "王建国", "390102199001011235"


@pytest.fixture
def reports(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty lake of its own; where its letters will lie."""
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    monkeypatch.setattr(letters, "today", lambda: ISSUED)
    connect()
    return tmp_path / "reports" / PERIOD


def deliver_rows(received: int = 5, masked: str | None = "3901**********1235") -> None:
    """One delivery of 5 rows: line 2 has a wrong number, line 3 was refused; and one file that could not be read."""
    spark = connect()
    base = {"department": HEALTH, "source": DEATHS, "sha256": "0", "bytes": 9, "received_at": AT, "period": PERIOD}
    put("ledger.delivery", "delivery_id",
        {**base, "delivery_id": "d1", "file_name": "9月.jsonl", "status": "published", "reason": None,
         "sentence": None},
        {**base, "delivery_id": "d2", "file_name": "坏.jsonl", "status": "unreadable", "reason": "ENCODING",
         "sentence": "编码不对，请重新导出。"})  # fmt: skip
    put("ledger.balance", "delivery_id", {"delivery_id": "d1", "source": DEATHS, "received": received, "accepted": 2,
        "quarantined": 1, "superseded": 1, "rejected": 1})  # fmt: skip
    common = {"delivery_id": "d1", "department": HEALTH, "source": DEATHS, "file_name": "9月.jsonl", "key_token": "t",
              "severity": "error", "attributed_to": "source", "first_seen": AT, "last_seen": AT}  # fmt: skip
    put("quality.fault", "fault_id",
        {**common, "fault_id": "f1", "line": 2, "column_name": "resident_id", "element": "resident_id",
         "rule_id": "death_certificates.resident_id.CHECKSUM", "reason": "CHECKSUM", "verdict": "withheld",
         "masked_value": masked},
        {**common, "fault_id": "f2", "line": 3, "column_name": "_line", "element": "",
         "rule_id": "death_certificates._line.JSON_SYNTAX", "reason": "JSON_SYNTAX", "verdict": "rejected",
         "masked_value": None})  # fmt: skip
    put("meta.rule", "rule_id", {"rule_id": "death_certificates.resident_id.CHECKSUM", "rule_version": "1",
        "source": DEATHS, "column_name": "resident_id", "column_label": "公民身份号码", "element": "resident_id",
        "reason": "CHECKSUM", "severity": "error", "dimension": "准确性", "indicator": "0301",
        "sentence": "校验码不对", "english": "Check digit.", "fix": "请更正号码",
        "basis": "GB 11643-1999"})  # fmt: skip
    tables.ensure(
        spark,
        "raw.death_certificates",
        "certificate_no STRING, resident_id STRING, name STRING, _line BIGINT, _delivery STRING",
    )
    values = f"('SW-1', '{NUMBER}', '{NAMED}', 2, 'd1'), (NULL, NULL, NULL, 3, 'd1')"
    spark.sql(f"INSERT OVERWRITE raw.death_certificates VALUES {values}").collect()


def put(table: str, key: str, *rows: dict[str, Any]) -> None:
    tables.upsert(connect(), table, list(rows), key)


def state() -> dict[str, Any]:
    [row] = connect().sql(f"SELECT * FROM quality.report WHERE report_id = '{ID}'").collect()
    return dict(row.asDict())


def files(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*") if path.is_file()}


def test_a_letter_for_every_department_with_sources(reports: Path) -> None:
    assert letters.compose() == []  # before the first delivery there is no period
    deliver_rows()
    ids = letters.compose()
    assert len(ids) == len(set(ids)) == 9
    assert sorted(folder.name for folder in reports.iterdir() if (folder / "letter.eml").exists()) == sorted(
        row.department for row in connect().sql("SELECT department FROM quality.report").collect()
    )
    assert "本期未收到报送数据" in (reports / "hotline" / "letter.txt").read_text()
    assert set(files(reports / HEALTH)) == {"letter.eml", "letter.html", "letter.txt", "待整改清单.xlsx", "report.json"}


def test_each_datasets_own_steward_receives_the_letter_once(reports: Path) -> None:
    deliver_rows()
    letters.compose(PERIOD, "civil_affairs")
    letter = message_from_bytes((reports / "civil_affairs" / "letter.eml").read_bytes(), policy=policy.default)
    assert {name: letter[name] for name in ("To", "Cc")} == {
        "To": "place@dept.yunzhou.example, civil@dept.yunzhou.example, organisation@dept.yunzhou.example",
        "Cc": "civil.office@dept.yunzhou.example",
    }


def test_a_letter_bears_its_day_and_its_deadline_counts_from_there(
    reports: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Until it has left; what is written of it later keeps the day on which it was sent."""
    deliver_rows()
    place = reports / HEALTH / "letter.txt"
    letters.compose(PERIOD, HEALTH)
    assert "2026年10月20日前完成" in place.read_text()  # ten working days, a Saturday made up for among them
    monkeypatch.setattr(letters, "today", lambda: date(2026, 10, 9))
    letters.compose(PERIOD, HEALTH)
    assert "2026年10月22日前完成" in place.read_text()
    assert sending.send(ID, mailbox.Maildir(tmp_path / "mail").add)
    sent = files(reports / HEALTH)
    monkeypatch.setattr(letters, "today", lambda: date(2026, 11, 2))
    letters.compose(PERIOD, HEALTH)
    assert files(reports / HEALTH) == sent


def test_one_letter_and_its_row(reports: Path) -> None:
    deliver_rows()
    assert letters.compose(PERIOD, HEALTH) == [ID]
    folder = reports / HEALTH
    assert state() == {
        "report_id": ID, "department": HEALTH, "period": PERIOD, "sent_at": None, "state": "composed",
        "content_hash": files(folder)["letter.eml"], "rows_received": 5, "rows_to_fix": 2, "detail": None,
        "issued_on": ISSUED,
    }  # fmt: skip
    text = (folder / "letter.txt").read_text()
    assert "9月.jsonl 第 2 行，值为 3901**********1235" in text
    assert "这一行不是合法的 JSON" in text
    assert NUMBER not in text and NAMED not in text


def test_the_printed_sql_gives_the_printed_figures(reports: Path) -> None:
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    found = json.loads((reports / HEALTH / "report.json").read_text())
    received, to_fix = (connect().sql(found["sql"][name]).collect() for name in ("received", "to_fix"))
    assert [row.asDict() for row in received] == [
        {
            name: found["totals"][name]
            for name in ("files", "received", "accepted", "quarantined", "superseded", "rejected")
        }
        | {"source": DEATHS}
    ]
    assert [row.asDict() for row in to_fix] == [{name: found["totals"][name] for name in ("faults", "rows_to_fix")}]


def test_the_printed_sql_leaves_out_what_a_newer_snapshot_mended(reports: Path) -> None:
    source = "public_security/household_register"
    base = {"department": "public_security", "source": source, "sha256": "0", "bytes": 9, "period": PERIOD,
            "status": "published", "reason": None, "sentence": None}  # fmt: skip
    old, new = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 2, tzinfo=UTC)
    put("ledger.delivery", "delivery_id", {**base, "delivery_id": "a", "file_name": "a.csv", "received_at": old},
        {**base, "delivery_id": "b", "file_name": "b.csv", "received_at": new})  # fmt: skip
    counts = {"received": 1, "accepted": 1, "quarantined": 0, "superseded": 0, "rejected": 0, "source": source}
    put("ledger.balance", "delivery_id", {**counts, "delivery_id": "a"}, {**counts, "delivery_id": "b"})
    fault = {"department": "public_security", "source": source, "file_name": "x.csv", "key_token": "t",
             "column_name": "sex", "element": "sex", "rule_id": "r", "reason": "CODE", "severity": "error",
             "attributed_to": "source", "verdict": "withheld", "masked_value": "3",
             "first_seen": old, "last_seen": old}  # fmt: skip
    put("quality.fault", "fault_id", {**fault, "fault_id": "f1", "delivery_id": "a", "line": 2},
        {**fault, "fault_id": "f2", "delivery_id": "b", "line": None})  # fmt: skip
    letters.compose(PERIOD, "public_security")
    found = json.loads((reports / "public_security" / "report.json").read_text())
    assert (found["totals"]["rows_to_fix"], found["totals"]["resolved"]) == (1, 1)
    [row] = connect().sql(found["sql"]["to_fix"]).collect()
    assert row.asDict() == {"faults": 1, "rows_to_fix": 1}


def test_composing_again_changes_nothing(reports: Path) -> None:
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    before, row = files(reports / HEALTH), state()
    letters.compose(PERIOD, HEALTH)
    assert (files(reports / HEALTH), state()) == (before, row)


def test_sending_twice_sends_once(reports: Path) -> None:
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    outbox: list[EmailMessage] = []
    assert [sending.send(ID, outbox.append), sending.send(ID, outbox.append)] == [True, False]
    assert [letter.as_bytes() for letter in outbox] == [(reports / HEALTH / "letter.eml").read_bytes()]
    assert (state()["state"], state()["sent_at"] is None) == ("sent", False)


def refuse(_: EmailMessage) -> None:
    raise ConnectionRefusedError


def test_a_server_that_refuses_leaves_the_letter_to_be_sent(reports: Path) -> None:
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    with pytest.raises(ConnectionRefusedError):
        sending.send(ID, refuse)
    assert state()["state"] == "queued"
    letters.compose(PERIOD, HEALTH)  # a letter under way stays as it is
    outbox: list[EmailMessage] = []
    assert sending.send(ID, outbox.append)
    assert (len(outbox), state()["state"]) == (1, "sent")


def send_and_crash(monkeypatch: pytest.MonkeyPatch, outbox: list[EmailMessage]) -> None:
    """The server takes the letter, and the process ends before the lake knows."""
    move = entries.move

    def crash(spark: Any, row: Any, to: str, at: Any = None) -> None:
        if to == "sent":
            raise KeyboardInterrupt
        move(spark, row, to, at)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(entries, "move", crash)
        sending.send(ID, outbox.append)


def test_a_crash_after_acceptance_does_not_send_again(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    outbox: list[EmailMessage] = []
    send_and_crash(monkeypatch, outbox)
    assert not sending.send(ID, outbox.append)
    assert (len(outbox), state()["state"]) == (1, "sent")


def test_a_sent_letter_stays_and_news_lie_beside_it(reports: Path) -> None:
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    outbox: list[EmailMessage] = []
    sending.send(ID, outbox.append)
    before, row = files(reports / HEALTH), state()
    deliver_rows(masked=None)
    letters.compose(PERIOD, HEALTH)
    said = "函件定稿后数据有变，按现在的数据写成的函件在 update/，未发送"
    assert (files(reports / HEALTH), state()) == (before, row | {"detail": said})
    assert not sending.send(ID, outbox.append)
    assert len(outbox) == 1
    assert (reports / HEALTH / "update" / "letter.txt").read_text() != (reports / HEALTH / "letter.txt").read_text()
    deliver_rows()
    letters.compose(PERIOD, HEALTH)  # what changed has changed back
    assert (files(reports / HEALTH), state(), (reports / HEALTH / "update").exists()) == (before, row, False)


def test_what_would_be_said_now_may_be_barred(reports: Path) -> None:
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    sending.send(ID, [].append)
    before = files(reports / HEALTH)
    deliver_rows(received=6)
    letters.compose(PERIOD, HEALTH)
    assert (files(reports / HEALTH), state()["state"]) == (before, "sent")
    assert state()["detail"].startswith("函件定稿后数据有变，按现在的数据写不成函件：收发行数不平衡")
    assert not (reports / HEALTH / "update").exists()


BREAK: dict[str, Callable[[], None]] = {
    "收发行数不平衡": lambda: deliver_rows(received=6),
    "函件含个人信息": lambda: deliver_rows(masked=NUMBER),
    "姓名": lambda: deliver_rows(masked=f"{NAMED}的号码"),
}


@pytest.mark.parametrize("word", BREAK)
def test_a_blocked_letter_is_neither_written_nor_sent(reports: Path, word: str) -> None:
    BREAK[word]()
    assert letters.compose(PERIOD, HEALTH) == [ID]
    row = state()
    assert (row["state"], row["content_hash"], word in row["detail"]) == ("blocked", None, True)
    assert NUMBER not in row["detail"] and NAMED not in row["detail"]
    assert not (reports / HEALTH).exists()
    with pytest.raises(sending.LetterBlockedError, match=word):
        sending.send(ID, refuse)


def test_a_changed_file_is_not_sent(reports: Path) -> None:
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    (reports / HEALTH / "letter.eml").write_bytes(b"Subject: x\r\n\r\n")
    with pytest.raises(sending.LetterChangedError):
        sending.send(ID, refuse)


@pytest.mark.parametrize(("period", "department"), [("2026-13", None), ("2026-9'", None), (PERIOD, "nobody")])
def test_what_there_cannot_be(reports: Path, period: str, department: str | None) -> None:
    with pytest.raises(ValueError, match=r"period|department"):
        letters.compose(period, department)


@pytest.mark.parametrize("unknown", ["r0000000000000000", "' OR ''='"])
def test_an_unknown_letter(reports: Path, unknown: str) -> None:
    with pytest.raises(LookupError):
        sending.send(unknown, refuse)


def test_what_a_letter_shows_of_values_in_wrong_columns(reports: Path) -> None:
    source = "hotline/tickets"
    put("ledger.delivery", "delivery_id", {"department": "hotline", "source": source, "sha256": "0", "bytes": 9,
        "received_at": AT, "period": PERIOD, "delivery_id": "d1", "file_name": "t.csv", "status": "published",
        "reason": None, "sentence": None})  # fmt: skip
    put("ledger.balance", "delivery_id", {"delivery_id": "d1", "source": source, "received": 5, "accepted": 5,
        "quarantined": 0, "superseded": 0, "rejected": 0})  # fmt: skip
    shown = [  # element, masked value in the lake, in the letter
        ("division_code", NAMED, "王*"),
        ("division_code", "39010", "39010"),
        ("uscc", NUMBER, "［含个人号码，已隐去］"),
        ("organisation_name", "云州热线", "云州热线"),
        ("event_time", "x" * 70, "x" * 60 + "…"),
        ("phone", "*******", None),
        ("ticket_text", "来电人说", None),
        ("geometry", '{"type":"Point"}', None),
        ("", None, None),
    ]
    put("quality.fault", "fault_id", *(
        {"fault_id": f"f{line}", "delivery_id": "d1", "department": "hotline", "source": source, "file_name": "t.csv",
         "line": line, "key_token": "t", "column_name": "c", "element": element, "rule_id": f"tickets.c.{line}",
         "reason": "FORMAT", "severity": "error", "attributed_to": "source", "verdict": "withheld",
         "masked_value": masked, "first_seen": AT, "last_seen": AT}
        for line, (element, masked, _) in enumerate(shown)
    ))  # fmt: skip
    letters.compose(PERIOD, "hotline")
    book = load_workbook(reports / "hotline" / "待整改清单.xlsx")
    assert [row[4] for row in book["12345热线工单"].iter_rows(min_row=2, values_only=True)] == [
        said for *_, said in shown
    ]
