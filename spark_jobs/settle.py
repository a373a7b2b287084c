"""Settle: publish a delivery's accepted rows into standard.<source>, or quarantine the delivery; then enter the ledger.

Order matters: faults, quarantine, standard rows and balance first, the ledger row that makes them visible last. A run
killed anywhere and run again gives the same tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spark_jobs import deliveries, faults, ledger, standard_rows, tables
from spark_jobs.conform import VERDICTS
from spark_jobs.deliveries import Arrival
from spark_jobs.review import versions
from spark_jobs.rules import CompiledSource, compiled
from spark_jobs.session import connect

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


OLDER = ("OLDER_SNAPSHOT", "此前已接收时间更晚的全量数据，本次数据已核对并入账，但不改变现有数据。")


@dataclass(frozen=True)
class Balance:
    """received = accepted + quarantined + superseded + rejected, in rows."""

    received: int
    accepted: int
    quarantined: int
    superseded: int
    rejected: int

    def holds(self) -> bool:
        """Whether no row is lost or counted twice."""
        return self.received == self.accepted + self.quarantined + self.superseded + self.rejected

    def withheld(self) -> Balance:
        """The balance of a delivery that is not published: what would have been accepted is quarantined."""
        return Balance(self.received, 0, self.quarantined + self.accepted, self.superseded, self.rejected)


def settle(delivery_id: str) -> bool:
    """Finish one delivery; True if it was published."""
    spark, arrived = connect(), deliveries.arrival(delivery_id)
    source = compiled(arrived.source)
    balance = counted(spark, source, delivery_id)
    refusal = _refusal(spark, source, delivery_id, balance)
    publish = refusal is None or (refusal[0] == "EMPTY_DELIVERY" and source.source.mode == "increment")
    if not publish:
        balance = balance.withheld()
    versions.record(spark, arrived)
    faults.record(spark, source, arrived)
    older = publish and standard_rows.is_older(spark, source, arrived)
    if deliveries.status(spark, delivery_id):
        standard_rows.judge_anew(spark, source, arrived, published=publish)
    elif publish and not older:
        standard_rows.take_in(spark, source, arrived)
    _enter(spark, arrived, balance, publish, refusal or (OLDER if older else None))
    return publish


def counted(spark: SparkSession, source: CompiledSource, delivery_id: str) -> Balance:
    """Rows received, from raw; rows by verdict, from conform."""
    where = f"_delivery = '{delivery_id}'"
    received = spark.sql(f"SELECT count(*) AS n FROM raw.{source.table} WHERE {where}").collect()[0].n
    rows = spark.sql(
        f"SELECT _verdict, count(*) AS n FROM conform.{source.table} WHERE {where} GROUP BY _verdict"
    ).collect()
    by_verdict = {row._verdict: row.n for row in rows}
    return Balance(received, *(by_verdict.get(verdict, 0) for verdict in VERDICTS))


def _refusal(spark: SparkSession, source: CompiledSource, delivery_id: str, balance: Balance) -> tuple[str, str] | None:
    """Why a delivery cannot be published as a whole: reason and sentence. The first that applies."""
    volume = source.source.volume
    if not balance.holds():
        return "UNBALANCED", "平台核对行数时发现不平衡，已停止发布；由平台处理，无需重传。"
    if balance.received == 0:
        nothing_new = "按本次没有新增入账；如有遗漏请补报。"
        missing = "如确无数据请回信说明，否则请重新报送。"
        told = nothing_new if source.source.mode == "increment" else missing
        return "EMPTY_DELIVERY", f"文件没有数据行（只有表头，或只有空的列表）；{told}"
    share = (balance.accepted + balance.superseded) / balance.received
    if share < volume.min_accepted_share:
        limit = f"{volume.min_accepted_share:.0%}"
        return "TOO_MANY_FAULTS", f"可接收的行只占 {share:.1%}，低于约定的 {limit}，整批未发布；请核对导出列序与格式。"
    if balance.received < volume.min_rows:
        return (
            "TOO_FEW_ROWS",
            f"共 {balance.received} 行，少于约定的最少 {volume.min_rows} 行，整批未发布；请核对是否漏导。",
        )
    return _drop(spark, source, balance) or _gate(spark, delivery_id)


def _drop(spark: SparkSession, source: CompiledSource, balance: Balance) -> tuple[str, str] | None:
    if source.source.mode != "snapshot" or f"standard.{source.table}" not in tables.existing():
        return None
    before = spark.sql(f"SELECT count(*) AS n FROM standard.{source.table}").collect()[0].n
    limit = source.source.volume.max_drop_share
    if before == 0 or balance.accepted >= before * (1 - limit):
        return None
    return (
        "VOLUME_DROP",
        f"可接收 {balance.accepted} 行，比现有 {before} 行减少超过 {limit:.0%}，整批未发布；请核对是否为全量数据。",
    )


def _gate(spark: SparkSession, delivery_id: str) -> tuple[str, str] | None:
    """The gate's verdict. A failing gate is the pipeline's fault: the row rules should have caught it."""
    rows = spark.sql(
        f"""SELECT verdict FROM quality.result
        WHERE delivery_id = '{delivery_id}' AND attributed_to = 'pipeline' AND verdict <> 'pass'"""
    ).collect()
    if not rows:
        return None
    verdicts = {row.verdict for row in rows}
    if "fail" in verdicts:
        return "GATE_FAILED", "平台复核发现处理结果与规则不一致，已停止发布；由平台处理，无需重传。"
    return "GATE_NOT_CHECKED", "平台复核未能完成，已停止发布；由平台处理，无需重传。"


def _enter(
    spark: SparkSession, arrived: Arrival, balance: Balance, publish: bool, refusal: tuple[str, str] | None
) -> None:
    row = {"delivery_id": arrived.delivery_id, "source": arrived.source, **vars(balance)}
    ledger.append(spark, "balance", [{"entry_id": arrived.delivery_id, **row}])
    tables.upsert(spark, "ledger.balance", [row], "delivery_id")
    reason, sentence = refusal or (None, None)
    deliveries.enter(spark, arrived.delivery_id, arrived, "published" if publish else "quarantined", reason, sentence)
