"""The chain and the balances: whole holds, any single change is named."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from spark_jobs import ledger, tables

SOURCE = "health/death_certificates"
AT = datetime(2026, 10, 5, 1, 2, 3, tzinfo=UTC)
TABLES = ("ledger.delivery", "ledger.balance", "ledger.chain", "quality.report", "raw.death_certificates",
          "conform.death_certificates")  # fmt: skip


def delivery(number: int, status: str = "published") -> dict[str, object]:
    return {
        "delivery_id": f"d{number}", "department": "health", "source": SOURCE, "file_name": f"{number}.jsonl",
        "sha256": f"{number:064x}", "bytes": 10, "received_at": AT, "period": "2026-10", "status": status,
        "reason": None, "sentence": None,
    }  # fmt: skip


def balance(number: int, *counts: int) -> dict[str, object]:
    names = ("received", "accepted", "quarantined", "superseded", "rejected")
    return {"delivery_id": f"d{number}", "source": SOURCE, **dict(zip(names, counts, strict=True))}


def report(state: str) -> dict[str, object]:
    return {
        "report_id": "r1", "department": "health", "period": "2026-10", "sent_at": None, "state": state,
        "content_hash": "abc", "rows_received": 4, "rows_to_fix": 1, "detail": None, "issued_on": None,
    }  # fmt: skip


def enter(spark, kind, row):
    table, key = ledger.ENTERED[kind].table, ledger.ENTERED[kind].key
    ledger.append(spark, kind, [{"entry_id": row[key], **row}])
    tables.upsert(spark, table, [row], key)


def forget(spark):
    for table in TABLES:
        spark.sql(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}").collect()
        spark.sql(f"DROP TABLE IF EXISTS {table}").collect()


@pytest.fixture(scope="module")
def written(spark, tmp_path_factory):
    """d1 published, d2 published, d3 withheld as a whole, d4 a duplicate without a balance; one letter."""
    home = tmp_path_factory.mktemp("written")
    forget(spark)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("YIYUAN_HOME", str(home))
        environment.delenv("YIYUAN_LAKE", raising=False)
        write(spark)
    forget(spark)
    return home


def write(spark):
    tables.ensure(spark, TABLES[4], "_delivery STRING, _line BIGINT")
    tables.ensure(spark, TABLES[5], "_delivery STRING, _line BIGINT, _verdict STRING")
    rows = [("d1", 1, "accepted"), ("d1", 2, "accepted"), ("d1", 3, "quarantined"), ("d1", 4, "rejected"),
            ("d2", 1, "accepted"), ("d2", 2, "superseded"), ("d3", 1, "accepted")]  # fmt: skip
    spark.sql(f"INSERT INTO conform.death_certificates VALUES {', '.join(map(str, rows))}").collect()
    spark.sql("INSERT INTO raw.death_certificates SELECT _delivery, _line FROM conform.death_certificates").collect()
    for number, status, counts in (
        (1, "published", (4, 2, 1, 0, 1)),
        (2, "published", (2, 1, 0, 1, 0)),
        (3, "quarantined", (1, 0, 1, 0, 0)),
    ):
        enter(spark, "balance", balance(number, *counts))
        enter(spark, "delivery", delivery(number, status))
    enter(spark, "delivery", delivery(4, "duplicate"))
    enter(spark, "report", report("ready"))
    tables.upsert(spark, "quality.report", [report("sent")], "report_id")


@pytest.fixture
def lake(spark, written, tmp_path, monkeypatch):
    """A copy of what was written, free to be spoilt."""
    shutil.copytree(written, tmp_path / "home")
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    forget(spark)
    for table in TABLES:
        spark.sql(f"CREATE TABLE {table} USING delta LOCATION '{tables.path(table)}'").collect()
    yield spark
    forget(spark)


def test_untouched_chain_holds(lake):
    assert ledger.verify(lake) == []
    links = [(row.seq, row.entry_kind, row.entry_id) for row in lake.table("ledger.chain").orderBy("seq").collect()]
    kinds = {"b": "balance", "d": "delivery", "r": "report"}
    assert links == [
        (seq, kinds[entry[0]], entry[1:])
        for seq, entry in enumerate(("bd1", "dd1", "bd2", "dd2", "bd3", "dd3", "dd4", "rr1"), start=1)
    ]


def test_appending_twice_is_once(lake):
    before = lake.table("ledger.chain").orderBy("seq").collect()
    ledger.append(lake, "delivery", [{"entry_id": f"d{n}", **delivery(n)} for n in (1, 2, 2)])
    assert lake.table("ledger.chain").orderBy("seq").collect() == before


def test_a_batch_is_linked_in_order(lake):
    ledger.append(lake, "delivery", [{"entry_id": f"d{n}", **delivery(n)} for n in (6, 5, 6)])
    added = lake.table("ledger.chain").where("seq > 8").orderBy("seq").collect()
    assert [(row.seq, row.entry_id) for row in added] == [(9, "d6"), (10, "d5")]
    assert added[1].previous_hash == added[0].hash


def test_no_ledger_yet_holds(spark, tmp_path, monkeypatch):
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "empty"))
    assert ledger.verify(spark) == []


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (
            "UPDATE ledger.delivery SET bytes = 11 WHERE delivery_id = 'd2'",
            ["ledger.delivery 的 d2 与入链时不同，被改动过"],
        ),
        (
            "UPDATE ledger.delivery SET reason = 'X' WHERE delivery_id = 'd3'",
            ["ledger.delivery 的 d3 与入链时不同，被改动过"],
        ),
        (
            "UPDATE ledger.delivery SET received_at = TIMESTAMP'2026-10-05 00:00:00' WHERE delivery_id = 'd4'",
            ["ledger.delivery 的 d4 与入链时不同，被改动过"],
        ),
        (
            "UPDATE ledger.balance SET accepted = 1, quarantined = 2 WHERE delivery_id = 'd1'",
            [
                "ledger.balance 的 d1 与入链时不同，被改动过",
                "ledger.balance 的 d1 记 accepted 1 行，实有 2 行",
                "ledger.balance 的 d1 记 quarantined 2 行，实有 1 行",
            ],
        ),
        (
            "UPDATE quality.report SET rows_to_fix = 0",
            ["quality.report 的 r1 与入链时不同，被改动过"],
        ),
        (
            "DELETE FROM ledger.balance WHERE delivery_id = 'd2'",
            [
                "ledger.balance 的 d2 在哈希链中有记录，表中已不存在",
                "已发布的 d2 在 ledger.balance 中没有行数平衡",
            ],
        ),
        (
            "INSERT INTO ledger.balance VALUES ('d9', 'health/death_certificates', 1, 0, 0, 0, 0)",
            [
                "ledger.balance 的 d9 不平：收到 1 ≠ accepted 0 + quarantined 0 + superseded 0 + rejected 0",
                "ledger.balance 的 d9 记 received 1 行，实有 0 行",
            ],
        ),
        (
            "DELETE FROM raw.death_certificates WHERE _delivery = 'd2' AND _line = 1",
            ["ledger.balance 的 d2 记 received 2 行，实有 1 行"],
        ),
        (
            "DELETE FROM conform.death_certificates WHERE _delivery = 'd3'",
            ["ledger.balance 的 d3 记 quarantined 1 行，实有 0 行"],
        ),
        (
            "UPDATE ledger.chain SET entry_id = 'd1' WHERE seq = 7",
            ["哈希链第 7 条（delivery d1）的哈希值与内容不符"],
        ),
        (
            "UPDATE ledger.chain SET seq = CASE seq WHEN 2 THEN 3 ELSE 2 END WHERE seq IN (2, 3)",
            ["哈希链第 2 条（balance d2）与前一条不衔接"],
        ),
        (
            "DELETE FROM ledger.chain WHERE seq = 4",
            [
                "哈希链第 5 条（balance d3）之前缺第 4 条，或序号重复",
                "ledger.delivery 的 d2 没有进入哈希链",
            ],
        ),
        (
            "DELETE FROM ledger.chain WHERE seq > 3",
            ["ledger.delivery 的 d2 没有进入哈希链", "quality.report 的 r1 没有进入哈希链"],
        ),
    ],
)  # fmt: skip
def test_any_change_is_named(lake, change, sentences):
    lake.sql(change).collect()
    assert ledger.verify(lake) == sentences


def test_payload_hash_is_of_the_value_not_its_spelling():
    zone = timezone(timedelta(hours=8))
    row = {"a": Decimal("1.50"), "b": date(2026, 1, 1), "c": AT, "d": None}
    same = {"c": AT.astimezone(zone), "b": date(2026, 1, 1), "a": Decimal("1.50")}
    assert ledger.payload_hash(row) == ledger.payload_hash(same)
    naive = AT.astimezone().replace(tzinfo=None)
    assert ledger.payload_hash({"c": naive}) == ledger.payload_hash({"c": AT})
    others = [{"a": ""}, {"a": None}, {"a": 1}, {"a": "1"}, {"b": "1"}]
    assert len({ledger.payload_hash(other) for other in others}) == len(others)


def test_payload_hash_refuses_what_has_no_canonical_form():
    with pytest.raises(TypeError, match="float"):
        ledger.payload_hash({"a": 0.1})
