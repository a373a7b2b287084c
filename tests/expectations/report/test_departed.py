"""Letters that are on their way or gone: chained, kept for an outage, and whole again after their files were lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import yiyuan
from expectations.report import collect, letters, sending
from expectations.report.letter import report_id
from infra.mail import client
from spark_jobs import ledger, tables
from spark_jobs.session import connect
from tests.expectations.report.test_letters import (
    HEALTH,
    ID,
    PERIOD,
    deliver_rows,
    files,
    put,
    refuse,
    reports,
    send_and_crash,
    state,
)

__all__ = ["reports"]
NEXT = "2026-10"
MATERIAL = collect.material


def chain() -> list[str]:
    rows = connect().sql("SELECT entry_id FROM ledger.chain WHERE entry_kind = 'report' ORDER BY seq").collect()
    return [row.entry_id for row in rows]


def about_letters() -> list[str]:
    """What the ledger says of letters; the deliveries of these tests are in no chain."""
    return [sentence for sentence in ledger.verify(connect()) if sentence.startswith(("quality.report", "哈希链"))]


@pytest.fixture
def sent(reports: Path) -> Path:
    """A letter that was sent; its folder."""
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    sending.send(ID, [].append)
    return reports / HEALTH


def test_a_letter_is_chained_when_it_leaves_and_once(reports: Path) -> None:
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    assert chain() == []  # it may still be written anew
    sending.queue([ID])
    sending.queue([ID])
    sending.send(ID, [].append)
    letters.compose(PERIOD, HEALTH)
    assert (chain(), about_letters()) == ([ID], [])


def repeat() -> None:
    """The published file comes again, a little later."""
    row = connect().sql("SELECT * FROM ledger.delivery WHERE delivery_id = 'd1'").toArrow().to_pylist()[0]
    again = {"delivery_id": "d3", "received_at": datetime(2026, 9, 30, 12, tzinfo=UTC), "status": "duplicate"}
    ledger.append(connect(), "delivery", [{"entry_id": "d3", **row, **again}])
    put("ledger.delivery", "delivery_id", {**row, **again, "reason": "SAME_BYTES", "sentence": "收到过。"})


def test_the_same_file_once_more_is_no_news_to_a_letter_that_left(sent: Path) -> None:
    before, row = files(sent), state()
    repeat()
    letters.compose(PERIOD, HEALTH)
    assert (files(sent), state(), (sent / "update").exists()) == (before, row, False)


def test_a_letter_tells_of_a_repeat_that_came_before_it(reports: Path) -> None:
    deliver_rows()
    repeat()
    letters.compose(PERIOD, HEALTH)
    sending.send(ID, [].append)
    assert "重复报送" in (reports / HEALTH / "letter.txt").read_text()
    before, row = files(reports / HEALTH), state()
    letters.compose(PERIOD, HEALTH)
    assert (files(reports / HEALTH), state()) == (before, row)


@pytest.mark.parametrize("change", ["content_hash = 'x'", "rows_received = 4", "rows_to_fix = 0", "period = '2026-08'"])
def test_a_changed_letter_is_found(sent: Path, change: str) -> None:
    connect().sql(f"UPDATE quality.report SET {change}").collect()
    assert about_letters() == [f"quality.report 的 {ID} 与入链时不同，被改动过"]


def test_what_may_change_is_no_finding(sent: Path) -> None:
    deliver_rows(masked=None)
    letters.compose(PERIOD, HEALTH)
    assert (state()["state"], state()["detail"] is None, about_letters()) == ("sent", False, [])


def test_letters_of_an_older_lake_are_chained_once(sent: Path) -> None:
    connect().sql("DELETE FROM ledger.chain").collect()
    assert about_letters() == [f"quality.report 的 {ID} 没有进入哈希链"]
    letters.compose(PERIOD, "hotline")  # whichever letter is written next
    assert (chain(), about_letters()) == ([ID], [])
    put("quality.report", "report_id", state() | {"report_id": "r0", "sent_at": None})
    letters.compose(PERIOD, "hotline")
    assert about_letters() == ["quality.report 的 r0 没有进入哈希链"]  # not mended quietly


@pytest.mark.parametrize("kills", [(1,), (2,), (3,), (4,), (3, 1), (3, 2), (3, 3)], ids=str)
def test_a_kill_at_any_write_leaves_a_ledger_that_holds(
    reports: Path, monkeypatch: pytest.MonkeyPatch, kills: tuple[int, ...]
) -> None:
    """`kills`: the writes at which one night after another ends. The rows are others on each night."""
    outbox: list[EmailMessage] = []
    write = tables.write

    def night() -> None:
        letters.compose(PERIOD, HEALTH)
        sending.queue([ID])
        sending.send(ID, outbox.append)

    for number, fatal in enumerate(kills):
        deliver_rows(masked="*" * number)
        left = iter(range(fatal - 1))

        def killed(spark: Any, sql: str, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt
            write(spark, sql)

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(tables, "write", killed)
            night()
        assert about_letters() == []
    deliver_rows(masked="****")
    night()
    assert (len(outbox), state()["state"], about_letters()) == (1, "sent", [])


def test_after_an_outage_the_letter_of_an_earlier_month_goes_as_it_was(reports: Path) -> None:
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    sending.queue([ID])
    with pytest.raises(ConnectionRefusedError):
        sending.send(ID, refuse)
    letters.compose(PERIOD, "hotline")  # only looked at: nobody asked for it to be sent
    before = (reports / HEALTH / "letter.eml").read_bytes()
    deliver_rows(masked=None)
    new = [(NEXT, department) for department in collect.departments(letters.load())]
    assert sending.due(NEXT) == [(PERIOD, HEALTH), *new]
    assert letters.compose(PERIOD, HEALTH) == [ID]
    outbox: list[EmailMessage] = []
    sending.send(ID, outbox.append)
    assert [letter.as_bytes() for letter in outbox] == [before]
    assert sending.due(NEXT) == new


def test_what_waits_to_be_sent_needs_nothing_but_its_file(
    reports: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither its department, which has left the catalogue, nor that it could be composed again."""
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    sending.queue([ID])
    before = (reports / HEALTH / "letter.eml").read_bytes()
    shutil.copytree(reports / HEALTH, reports / "gone")
    put(
        "quality.report",
        "report_id",
        state() | {"report_id": (gone := report_id("gone", PERIOD)), "department": "gone"},
    )
    fail_for(monkeypatch, HEALTH)
    late, departed, *new = sending.prepare(NEXT)
    assert (late, departed) == (
        {"period": PERIOD, "department": "gone", "report_id": gone},
        {"period": PERIOD, "department": HEALTH, "report_id": ID},
    )
    assert [letter["department"] for letter in new if letter["report_id"] is None] == [HEALTH]
    outbox: list[EmailMessage] = []
    assert [sending.send_due(letter, outbox.append) for letter in (late, departed)] == [True, True]
    assert [letter.as_bytes() for letter in outbox] == [before, before]


def test_before_the_first_delivery_no_letter_is_due(reports: Path) -> None:
    assert sending.due() == []
    deliver_rows()
    assert {period for period, _ in sending.due()} == {PERIOD}


def test_lost_files_of_a_sent_letter_come_back_byte_for_byte(sent: Path) -> None:
    before, row = files(sent), state()
    shutil.rmtree(sent)
    letters.compose(PERIOD)
    assert {name: files(sent)[name] for name in files(sent)} == {n: h for n, h in before.items() if n != ".accepted"}
    (sent / "letter.eml").write_bytes(b"Subject: x\r\n\r\n")
    letters.compose(PERIOD, HEALTH)
    assert (files(sent)["letter.eml"], state()) == (before["letter.eml"], row)
    assert not sending.send(ID, refuse)


def test_lost_files_of_a_sent_letter_are_not_replaced_by_others(sent: Path) -> None:
    row = state()
    shutil.rmtree(sent)
    deliver_rows(masked=None)
    letters.compose(PERIOD)
    assert (files(sent), set(files(sent / "update"))) == (
        {}, {"letter.eml", "letter.html", "letter.txt", "待整改清单.xlsx", "report.json"},
    )  # fmt: skip
    said = "函件定稿后数据有变，按现在的数据写成的函件在 update/，未发送；发出的那一份文件已不在，且不能照原样重写"
    assert (state(), about_letters()) == (row | {"detail": said}, [])
    assert not sending.send(ID, refuse)


def test_a_queued_letter_whose_files_are_lost_is_written_anew(reports: Path) -> None:
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    sending.queue([ID])
    shutil.rmtree(reports)
    with pytest.raises(sending.LetterChangedError, match="compose it again"):
        sending.send(ID, refuse)
    deliver_rows(masked=None)
    letters.compose(PERIOD, HEALTH)
    assert (state()["state"], state()["content_hash"]) == ("composed", files(reports / HEALTH)["letter.eml"])
    outbox: list[EmailMessage] = []
    sending.send(ID, outbox.append)
    assert (len(outbox), chain(), about_letters()) == (1, [ID, ID], [])


def test_a_letter_that_the_server_took_is_not_written_anew(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver_rows()
    letters.compose(PERIOD, HEALTH)
    send_and_crash(monkeypatch, [])
    (reports / HEALTH / "letter.eml").unlink()
    deliver_rows(masked=None)
    letters.compose(PERIOD, HEALTH)
    assert not sending.send(ID, refuse)
    assert state()["state"] == "sent"


def fail_for(monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    """Let the letters of one department be such that they cannot be composed."""

    def fails(month: Any, department: str, *about: Any) -> Any:
        if department == failing:
            raise KeyError("价")
        return MATERIAL(month, department, *about)

    monkeypatch.setattr(collect, "material", fails)


@pytest.fixture
def broken(reports: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One department's letter cannot be composed."""
    deliver_rows()
    fail_for(monkeypatch, "civil_affairs")
    return reports


def test_one_letter_that_cannot_be_composed_stops_no_other(broken: Path) -> None:
    with pytest.raises(letters.LettersFailedError, match=r"^未能写成的函件：civil_affairs（KeyError）$") as failed:
        letters.compose(PERIOD)
    assert isinstance(failed.value.__cause__, ExceptionGroup)
    written = sorted(folder.name for folder in broken.iterdir())
    assert (len(written), "civil_affairs" in written) == (8, False)
    assert sorted(failed.value.composed) == sorted(report_id(department, PERIOD) for department in written)


def test_letters_are_prepared_together_and_one_that_failed_is_tried_alone(
    broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = {letter["department"]: letter for letter in sending.prepare(PERIOD)}
    failed, ready = prepared.pop("civil_affairs"), prepared[HEALTH]
    assert (failed["report_id"], ready) == (None, {"period": PERIOD, "department": HEALTH, "report_id": ID})
    states = connect().sql("SELECT DISTINCT state FROM quality.report").collect()
    assert ([row.state for row in states], len(chain())) == (["queued"], len(prepared))
    outbox: list[EmailMessage] = []
    with pytest.raises(letters.LettersFailedError, match="civil_affairs"):
        sending.send_due(failed, outbox.append)
    assert [sending.send_due(ready, outbox.append), sending.send_due(ready, outbox.append)] == [True, False]
    monkeypatch.setattr(collect, "material", MATERIAL)
    assert sending.send_due(failed, outbox.append)
    assert len(outbox) == 2


def test_the_command_sends_the_others_and_says_which_failed(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deliver(letter: EmailMessage) -> None:
        if "health" in letter["To"]:
            refuse(letter)

    monkeypatch.setattr(client, "deliver", deliver)
    result = CliRunner(env={"COLUMNS": "400"}).invoke(yiyuan.application(), ["report", "--period", PERIOD, "--send"])
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == "未能写成的函件：civil_affairs（KeyError）"
    assert [line.split(":")[0] for line in result.stderr.splitlines()[1:]] == [ID]
    states = {row.department: row.state for row in connect().sql("SELECT * FROM quality.report").collect()}
    assert (states.pop(HEALTH), set(states.values()), len(states)) == ("queued", {"sent"}, 7)
