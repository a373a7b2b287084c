"""A delivery that is not published, or changes nothing, says why; its rows are accounted for, what stood stays."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from expectations import gx
from expectations.report.parts import OURS
from expectations.results import Result
from spark_jobs import check, conform, find, land, settle, tables
from spark_jobs.home import Home
from spark_jobs.session import connect
from tests.catalog.test_load import DEPARTMENT, ELEMENT, SOURCE, write

OCTOBER, NOVEMBER = 1_792_029_600, 1_795_140_000
FOUR = "编号\n1\n2\n3\n4\n"
STOOD = ["1", "2", "3", "4"]

Between = Callable[[str, pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue with one source of snapshots, that may lose half of its rows from one to the next."""
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    source = f"{SOURCE}volume: {{min_accepted_share: 0.5, max_drop_share: 0.5}}\n"
    files = {"elements/code.yml": ELEMENT, "departments/a.yml": DEPARTMENT, "sources/a/list.yml": source}
    monkeypatch.setenv("YIYUAN_CATALOG", str(write(tmp_path / "catalogue", files)))
    return tmp_path / "home"


def nothing(delivery: str, patch: pytest.MonkeyPatch) -> None:
    """The steps as they are."""


def lose_a_row(delivery: str, patch: pytest.MonkeyPatch) -> None:
    tables.write(connect(), f"DELETE FROM conform.list WHERE _delivery = '{delivery}' AND code = '3'")


def check_nothing(delivery: str, patch: pytest.MonkeyPatch) -> None:
    validate = gx.validate

    def unchecked(*arguments: object, **named: object) -> list[Result]:
        results = validate(*arguments, **named)
        return [dataclasses.replace(result, verdict="could_not_check") for result in results]

    patch.setattr(gx, "validate", unchecked)


def take_in(at: int, text: str, between: Between, patch: pytest.MonkeyPatch) -> str:
    """The delivery of what came then, gone the whole way; `between` comes before its check."""
    path = Home.of_environment().inbox / "a" / "list" / f"{at}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at, at))
    [arrival] = find.find("a", "sys")
    delivery = land.land(arrival)
    assert delivery
    conform.conform(delivery)
    between(delivery, patch)
    check.check(delivery)
    settle.settle(delivery)
    return delivery


def rows(select: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connect().sql(select).collect()]


@pytest.mark.parametrize(
    ("at", "text", "between", "status", "reason", "sentence", "balance"),
    [
        (NOVEMBER, "编号\n1\n2\n3\n", lose_a_row, "quarantined", "UNBALANCED",
         "平台核对行数时发现不平衡，已停止发布；由平台处理，无需重传。", (3, 0, 2, 0, 0)),
        (NOVEMBER, "编号\n9\n", nothing, "quarantined", "VOLUME_DROP",
         "可接收 1 行，比现有 4 行减少超过 50%，整批未发布；请核对是否为全量数据。", (1, 0, 1, 0, 0)),
        (NOVEMBER, "编号\n1\n9\n", nothing, "published", None, None, (2, 2, 0, 0, 0)),
        (NOVEMBER, "编号\n1\n2\n9\n", check_nothing, "quarantined", "GATE_NOT_CHECKED",
         "平台复核未能完成，已停止发布；由平台处理，无需重传。", (3, 0, 3, 0, 0)),
        (OCTOBER - 1, "编号\n1\n2\n9\n", nothing, "published", "OLDER_SNAPSHOT",
         "此前已接收时间更晚的全量数据，本次数据已核对并入账，但不改变现有数据。", (3, 3, 0, 0, 0)),
        (NOVEMBER, "编号\n1\n\"\"\n\"\"\n\"\"\n9\n", nothing, "quarantined", "TOO_MANY_FAULTS",
         "可接收的行只占 40.0%，低于约定的 50%，整批未发布；请核对导出列序与格式。", (5, 0, 5, 0, 0)),
    ],
    ids=["a row lost by us", "more than half gone", "just half gone", "gate broken", "late", "mostly null"],
)  # fmt: skip
def test_what_becomes_of_a_second_delivery(
    at: int, text: str, between: Between, status: str, reason: str | None, sentence: str | None,
    balance: tuple[int, ...], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    take_in(OCTOBER, FOUR, nothing, monkeypatch)
    delivery = take_in(at, text, between, monkeypatch)
    mine = f"WHERE delivery_id = '{delivery}'"
    assert rows(f"SELECT status, reason, sentence FROM ledger.delivery {mine}") == [(status, reason, sentence)]
    columns = "received, accepted, quarantined, superseded, rejected"
    assert rows(f"SELECT {columns} FROM ledger.balance {mine}") == [balance]
    taken = status == "published" and reason is None
    standing = [code for (code,) in rows("SELECT code FROM standard.list ORDER BY code")]
    assert standing == (["1", "9"] if taken else STOOD)


def test_who_is_at_fault() -> None:
    """The letter asks a department for nothing where the platform failed."""
    reasons = ("UNBALANCED", "GATE_NOT_CHECKED", "VOLUME_DROP", "OLDER_SNAPSHOT")
    assert [reason for reason in reasons if reason in OURS] == ["UNBALANCED", "GATE_NOT_CHECKED"]
