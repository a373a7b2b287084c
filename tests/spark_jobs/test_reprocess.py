"""Settled deliveries worked on again: what stands afterwards is what all published deliveries give today."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import yiyuan
from spark_jobs import constraints, deliveries, ledger, readers, tables
from spark_jobs.compare import compare
from spark_jobs.home import Home
from spark_jobs.night import ingest
from spark_jobs.session import connect
from tests.catalog.test_load import DEPARTMENT, ELEMENT, SOURCE, write

OCTOBER, NOVEMBER = 1_792_029_600, 1_795_140_000
CODE = "  code: {element: code, headers: [编号]}\n"
NAME = "  name: {element: name, headers: [名称]}\n"
HEAD = "编号,名称\n"
TEXTS = {OCTOBER: "1234,南\n2,北\n", NOVEMBER: "1234,西\n3,东\n"}

Under = Callable[..., None]


@pytest.fixture
def under(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Under:
    """Go on, as another process would begin, under a catalogue with this mode, longest code and volume."""
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)

    def go_on(mode: str = "increment", longest: int = 9, least: int = 1) -> None:
        source = SOURCE.replace("mode: snapshot", f"mode: {mode}").replace(CODE, CODE + NAME)
        files = {
            "elements/code.yml": f"{ELEMENT}max_length: {longest}\n",
            "elements/name.yml": ELEMENT,
            "departments/a.yml": DEPARTMENT,
            "sources/a/list.yml": f"{source}volume: {{min_rows: {least}, max_drop_share: 1}}\n",
        }
        folder = tmp_path / f"catalogue_{mode}_{longest}_{least}"
        monkeypatch.setenv("YIYUAN_CATALOG", str(folder if folder.exists() else write(folder, files)))
        tables._known.clear()
        constraints._current.clear()

    return go_on


def deliver() -> None:
    """What came in October and in November, taken in on one night each."""
    for at, text in TEXTS.items():
        path = Home.of_environment().inbox / "a" / "list" / f"{at}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text, encoding="utf-8")
        os.utime(path, (at, at))
        ingest()


def rows(select: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connect().sql(select).collect()]


def standard() -> list[tuple[object, ...]]:
    return rows("SELECT code, name FROM standard.list ORDER BY code")


def again(*arguments: str) -> list[str]:
    """Ask for it on the command line, and work a night; the lines it printed."""
    result = CliRunner().invoke(yiyuan.application(), ["reprocess", *arguments])
    assert (result.exit_code, result.stderr) == (0, "")
    ingest()
    assert deliveries.pending(connect()) == []
    assert ledger.verify(connect()) == []
    return result.stdout.splitlines()


def the_one_of(at: int) -> str:
    return next(arrival.delivery_id for arrival in deliveries.landed() if arrival.mtime_ns == at * 10**9)


def test_a_stricter_rule_takes_its_rows_away_and_a_milder_one_brings_them_back(under: Under) -> None:
    under()
    deliver()
    assert standard() == [("1234", "西"), ("2", "北"), ("3", "东")]
    under(longest=3)
    assert again("--changed") == [
        f"{the_one_of(OCTOBER)}  a/list  {OCTOBER}.csv  published",
        f"{the_one_of(NOVEMBER)}  a/list  {NOVEMBER}.csv  published",
        "2 to be worked on again tonight, or now: yiyuan run --source a/list",
    ]
    assert standard() == [("2", "北"), ("3", "东")]
    assert rows("SELECT accepted, quarantined FROM ledger.balance") == [(1, 1), (1, 1)]
    seen = "count(*), count(DISTINCT delivery_id), count(DISTINCT first_seen), count(DISTINCT last_seen)"
    assert rows(f"SELECT reason, {seen} FROM quality.fault GROUP BY reason") == [("TOO_LONG", 2, 2, 1, 2)]
    assert again("--changed") == ["nothing to work on again"]
    under()
    again("--changed")
    assert standard() == [("1234", "西"), ("2", "北"), ("3", "东")]
    assert rows("SELECT * FROM quality.fault") == []


def test_a_delivery_that_no_longer_counts_gives_way_to_the_one_before(under: Under) -> None:
    under()
    deliver()
    under(least=3)
    again(the_one_of(NOVEMBER))
    assert rows("SELECT status, reason FROM ledger.delivery ORDER BY status") == [
        ("published", None), ("quarantined", "TOO_FEW_ROWS"),
    ]  # fmt: skip
    assert standard() == [("1234", "南"), ("2", "北")]
    under()
    again("--source", "a/list")
    assert standard() == [("1234", "西"), ("2", "北"), ("3", "东")]


def test_of_a_snapshot_only_the_newest_stands(under: Under) -> None:
    under("snapshot")
    deliver()
    under("snapshot", longest=3)
    assert again("--changed")[0] == f"{the_one_of(NOVEMBER)}  a/list  {NOVEMBER}.csv  published"
    assert standard() == [("3", "东")]
    again(the_one_of(OCTOBER))
    assert standard() == [("3", "东")]
    under("snapshot", longest=3, least=3)
    again(the_one_of(NOVEMBER))
    assert standard() == [("2", "北")]


def test_the_same_rules_change_no_row(under: Under, tmp_path: Path) -> None:
    under()
    deliver()
    before = shutil.copytree(Home.of_environment().lake, tmp_path / "before")
    again("--source", "a/list")
    found = compare(str(before), Home.of_environment().lake)
    # The results name the version of the table that they looked at, and that was written again.
    assert [each.table for each in found] == ["quality.result", "work.standing_list"]


def test_a_file_that_our_reader_could_not_read_is_read_anew(under: Under, monkeypatch: pytest.MonkeyPatch) -> None:
    under()
    with monkeypatch.context() as patch:
        patch.setattr(readers, "read", None)
        deliver()
    assert rows("SELECT status, reason FROM ledger.delivery") == [("unreadable", "READER_FAILED")] * 2
    again("--source", "a/list")
    assert rows("SELECT status, reason FROM ledger.delivery") == [("published", None)] * 2
    assert standard() == [("1234", "西"), ("2", "北"), ("3", "东")]


def test_a_run_that_was_stopped_goes_on_with_it(under: Under, monkeypatch: pytest.MonkeyPatch) -> None:
    under()
    deliver()
    under(longest=3)
    for arrival in deliveries.landed():
        deliveries.reopen(arrival.delivery_id)
    with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
        patch.setattr(deliveries, "enter", lambda *_: 1 / 0)
        ingest()
    ingest()
    assert standard() == [("2", "北"), ("3", "东")]
    assert ledger.verify(connect()) == []
