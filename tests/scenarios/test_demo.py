"""`yiyuan demo` itself, twice: Airflow's real scheduler, the real engine, the real mail sink.

The second time, bad things lie in the inbox beside what was delivered before.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from deltalake import DeltaTable

from spark_jobs.compare import Content
from tests.dags.test_dags import DEPARTMENTS
from tests.lakes import contents

ROOT = Path(__file__).parents[2]
LIMIT_SECONDS = 1800  # on a busy machine; an idle one needs a twentieth of it
NOVEMBER = 1_793_500_000
DAGS = {"bases", "themes", "publish", "reports", "maintenance"} | {f"ingest_{name}" for name in DEPARTMENTS}
#: What a file that cannot be used is told in, and nothing else: deliveries, their links, what a letter would now say.
TELLING = {"ledger.delivery", "ledger.chain", "quality.report"}
BAD = [
    ("hotline/tickets", "payments.csv", "unreadable", "HEADER_DRIFT"),
    ("human_resources/pension_payments", "empty.csv", "unreadable", "EMPTY_FILE"),
    ("market_regulation/enterprises", "folder", "unreadable", "NOT_A_FILE"),
]


@dataclass(frozen=True)
class Demo:
    """What one demo printed and left behind. `runs`: how often each DAG has ended in which state by now."""

    said: str
    runs: Counter[tuple[str, str]]
    tables: Mapping[str, Content]
    deliveries: list[tuple[str, str, str, str | None]]
    letters: list[tuple[str, str]]
    mail: Mapping[str, bytes]


def demo(home: Path) -> Demo:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("YIYUAN_")}
    environment |= {"YIYUAN_HOME": str(home), "CI": "true", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "yiyuan", "demo", "--persons", "300"]
    ended = subprocess.run(
        command, env=environment, cwd=home, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
    )
    said = ended.stdout + ended.stderr
    assert (ended.returncode, (home / "stack.json").exists()) == (0, False), said
    lake = home / "lake"
    return Demo(
        said,
        runs(home),
        {name: held for name, held in contents(str(lake)).items() if not name.startswith("work.")},
        rows(lake / "ledger/delivery", "source", "file_name", "status", "reason"),
        rows(lake / "quality/report", "department", "state"),
        {path.name: path.read_bytes() for path in (home / "mail/new").iterdir()},
    )


def runs(home: Path) -> Counter[tuple[str, str]]:
    with sqlite3.connect(f"file:{home}/airflow/airflow.db?mode=ro", uri=True) as database:
        return Counter(database.execute("SELECT dag_id, state FROM dag_run WHERE end_date IS NOT NULL").fetchall())


def rows(table: Path, *columns: str) -> list[tuple[str, ...]]:
    return sorted(
        (tuple(row[name] for name in columns) for row in DeltaTable(table).to_pyarrow_table().to_pylist()), key=str
    )


def put_bad_things(inbox: Path) -> None:
    header = "公民身份号码,姓名,发放月份,发放金额(元),发放日期\n"
    (inbox / "hotline/tickets/payments.csv").write_text(header, encoding="utf-8")
    (inbox / "human_resources/pension_payments/empty.csv").touch()
    (inbox / "market_regulation/enterprises/folder").mkdir()
    for source, name, *_ in BAD:
        os.utime(inbox / source / name, (NOVEMBER, NOVEMBER))


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> tuple[Demo, Demo]:
    home = tmp_path_factory.mktemp("demo")
    first = demo(home)
    put_bad_things(home / "inbox")
    return first, demo(home)


def test_every_dag_succeeds_both_times(demos: tuple[Demo, Demo]) -> None:
    first, second = demos
    assert set(first.runs) == set(second.runs) == {(dag_id, "success") for dag_id in DAGS}
    assert [name for name in first.runs if second.runs[name] <= first.runs[name]] == []
    assert ["14 DAG runs succeeded in" in it.said for it in demos] == [True, True]


def test_it_tells_what_it_does_and_what_came_of_it(demos: tuple[Demo, Demo]) -> None:
    steps = ("writing the demo city's deliveries (300 persons)", "starting the stack", "demo city is written")
    assert [step for step in steps if step not in demos[0].said] == []
    files = re.compile(r"^ hotline/tickets +15 +15 +0 +0 +0 +(\S+) *$", re.MULTILINE)
    assert [files.findall(it.said) for it in demos] == [["1"], ["1+1d+1x"]]


def test_the_first_time_all_is_published_and_each_department_gets_its_letter(demos: tuple[Demo, Demo]) -> None:
    first, _ = demos
    assert {(status, reason) for *_, status, reason in first.deliveries} == {("published", None)}
    assert {source.split("/")[0] for source, *_ in first.deliveries} == set(DEPARTMENTS)
    assert first.letters == [(name, "sent") for name in DEPARTMENTS]
    assert len(first.mail) == len(DEPARTMENTS)


def test_repeats_are_duplicates_and_bad_things_have_their_verdicts(demos: tuple[Demo, Demo]) -> None:
    first, second = demos
    repeated = [(source, name, "duplicate", "SAME_BYTES") for source, name, *_ in first.deliveries]
    assert second.deliveries == sorted([*first.deliveries, *repeated, *BAD], key=str)


def test_what_no_bad_thing_concerns_is_as_it_was(demos: tuple[Demo, Demo]) -> None:
    first, second = demos
    assert {layer.split(".")[0] for layer in first.tables} >= {"raw", "conform", "standard", "base", "theme", "quality"}
    changed = {name for name in first.tables | second.tables if first.tables.get(name) != second.tables.get(name)}
    assert changed <= TELLING
    assert {"ledger.delivery", "ledger.chain"} <= changed


def test_no_letter_is_sent_twice(demos: tuple[Demo, Demo]) -> None:
    first, second = demos
    assert second.letters == first.letters
    assert second.mail == first.mail
