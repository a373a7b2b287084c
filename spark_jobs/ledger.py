"""The hash chain over the ledger, and the proof that every row is accounted for. Hash: SM3 (GB/T 32905)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from cryptography.hazmat.primitives import hashes

from spark_jobs import tables

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Kind = Literal["delivery", "balance", "report", "publication"]
Row = Mapping[str, Any]
GENESIS = "0" * 64
PARTS = ("accepted", "quarantined", "superseded", "rejected")
#: States of a letter that may have left the house; it is chained before it enters the first of them.
LEAVING = ("queued", "sent")


@dataclass(frozen=True)
class Entered:
    """A table whose rows are chained: their id column, and columns that may still change (such as a sending state)."""

    table: str
    key: str
    changing: tuple[str, ...] = ()


ENTERED: dict[Kind, Entered] = {
    "delivery": Entered("ledger.delivery", "delivery_id"),
    "balance": Entered("ledger.balance", "delivery_id"),
    "report": Entered("quality.report", "report_id", ("sent_at", "state", "detail")),
    "publication": Entered("ledger.publication", "publication_id"),
}


def chain_hash(previous: str, kind: str, entry_id: str, payload_hash: str, seq: int) -> str:
    """Hash of one link; `previous` is the hash of the link before it, GENESIS for the first."""
    return _sm3(json.dumps([previous, seq, kind, entry_id, payload_hash], ensure_ascii=False))


def payload_hash(row: Row) -> str:
    """Hash of a row's canonical JSON: names sorted, instants in UTC, a NULL the same as no column at all."""
    present = {name: _canonical(value) for name, value in row.items() if value is not None}
    return _sm3(json.dumps(present, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _sm3(text: str) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(text.encode())
    return digest.finalize().hex()


def _canonical(value: Any) -> str | int | bool:
    if isinstance(value, datetime):
        # A naive instant is what collect() gives: local time of this process.
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str | int):
        return value
    raise TypeError(f"a ledger row holds no {type(value).__name__}")


def _payload(kind: Kind, row: Row) -> str:
    left_out = {"entry_id", *ENTERED[kind].changing}
    return payload_hash({name: value for name, value in row.items() if name not in left_out})


def append(spark: SparkSession, kind: Kind, entries: Sequence[Row]) -> None:
    """Chain rows of the kind's table, each with its `entry_id` beside its columns; one already chained is left alone.

    The caller holds the ledger's single-writer pool. One atomic commit; if another writer was first after all, the
    links are made anew behind its own.
    """
    tables.ensure(spark, "ledger.chain")
    wanted = {(str(entry["entry_id"]), _payload(kind, entry)): None for entry in entries}
    while missing := _missing(spark, kind, wanted):
        schema = tables.schema(spark, "ledger.chain")
        spark.createDataFrame(missing, schema).createOrReplaceTempView(view := f"links_{uuid.uuid4().hex}")
        new = f"SELECT {tables.every_column(spark, 'ledger.chain')} FROM {view}"
        merge = f"MERGE INTO ledger.chain c USING ({new}) n ON c.seq = n.seq WHEN NOT MATCHED THEN INSERT *"
        tables.write(spark, merge)
        spark.catalog.dropTempView(view)


def _missing(spark: SparkSession, kind: Kind, wanted: Iterable[tuple[str, str]]) -> list[tuple[int | str, ...]]:
    """The links still to be added behind the chain's end."""
    from pyspark.sql.functions import col, lit

    ids = sorted({entry_id for entry_id, _ in wanted})
    chain = spark.table("ledger.chain")
    mine = (col("entry_kind") == lit(kind)) & col("entry_id").isin(ids)
    there = {(row.entry_id, row.payload_hash) for row in chain.where(mine).collect()}
    last = chain.orderBy(col("seq").desc()).limit(1).collect()
    seq, previous = (last[0].seq, last[0].hash) if last else (0, GENESIS)
    links: list[tuple[int | str, ...]] = []
    for entry_id, payload in wanted:
        if (entry_id, payload) not in there:
            seq += 1
            link = chain_hash(previous, kind, entry_id, payload, seq)
            links.append((seq, kind, entry_id, payload, previous, link))
            previous = link
    return links


def links(spark: SparkSession, kind: Kind) -> dict[str, int]:
    """The ids of a kind that are chained → the place in the chain of what they say now."""
    tables.ensure(spark, "ledger.chain")
    query = f"SELECT entry_id, max(seq) AS seq FROM ledger.chain WHERE entry_kind = '{kind}' GROUP BY entry_id"
    return {row.entry_id: row.seq for row in spark.sql(query).collect()}


def verify(spark: SparkSession) -> list[str]:
    """Every sentence about what does not hold, the first entry that fails first; empty if all holds."""
    there = set(tables.existing())
    chain = _rows(spark, "ledger.chain", there)
    deliveries = _rows(spark, "ledger.delivery", there)
    balances = _rows(spark, "ledger.balance", there)
    reports = _rows(spark, "quality.report", there)
    publications = _rows(spark, "ledger.publication", there)
    published = {row["delivery_id"] for row in deliveries if row["status"] == "published"}
    return [
        *_broken_link(chain),
        *_altered("delivery", deliveries, chain, published),
        *_altered("balance", balances, chain, published),
        *_altered("report", reports, chain, {row["report_id"] for row in reports if row["state"] in LEAVING}),
        *_altered("publication", publications, chain, {row["publication_id"] for row in publications}),
        *_without_balance(published, balances),
        *_unbalanced(balances),
        *_miscounted(spark, balances, published, there),
    ]


def _rows(spark: SparkSession, table: str, there: set[str]) -> list[dict[str, Any]]:
    """Rows with aware instants, in a fixed order."""
    if table not in there:
        return []
    rows: list[dict[str, Any]] = spark.table(table).toArrow().to_pylist()
    return sorted(rows, key=lambda row: (row.get("seq", 0), str(row.get("delivery_id", row.get("report_id")))))


def _broken_link(chain: list[dict[str, Any]]) -> list[str]:
    """The first link that does not follow from the one before it; all later ones are worthless."""
    previous = GENESIS
    for seq, link in enumerate(chain, start=1):
        name = f"哈希链第 {link['seq']} 条（{link['entry_kind']} {link['entry_id']}）"
        if link["seq"] != seq:
            return [f"{name}之前缺第 {seq} 条，或序号重复"]
        if link["previous_hash"] != previous:
            return [f"{name}与前一条不衔接"]
        previous = chain_hash(previous, link["entry_kind"], link["entry_id"], link["payload_hash"], seq)
        if link["hash"] != previous:
            return [f"{name}的哈希值与内容不符"]
    return []


def _altered(kind: Kind, rows: list[dict[str, Any]], chain: list[dict[str, Any]], must: set[str]) -> list[str]:
    """Rows that are not as they were chained, and chained rows that are gone. `must`: ids that have to be chained."""
    table, key = ENTERED[kind].table, ENTERED[kind].key
    chained: dict[str, set[str]] = {}
    for link in chain:
        if link["entry_kind"] == kind:
            chained.setdefault(link["entry_id"], set()).add(link["payload_hash"])
    found = []
    for row in rows:
        known = chained.get(row[key])
        if known is None and row[key] in must:
            found.append(f"{table} 的 {row[key]} 没有进入哈希链")
        if known is not None and _payload(kind, row) not in known:
            found.append(f"{table} 的 {row[key]} 与入链时不同，被改动过")
    gone = sorted(chained.keys() - {row[key] for row in rows})
    return [*found, *(f"{table} 的 {entry_id} 在哈希链中有记录，表中已不存在" for entry_id in gone)]


def _without_balance(published: set[str], balances: list[dict[str, Any]]) -> list[str]:
    missing = sorted(published - {row["delivery_id"] for row in balances})
    return [f"已发布的 {delivery_id} 在 ledger.balance 中没有行数平衡" for delivery_id in missing]


def _unbalanced(balances: list[dict[str, Any]]) -> list[str]:
    return [
        f"ledger.balance 的 {row['delivery_id']} 不平：收到 {row['received']} ≠ "
        + " + ".join(f"{part} {row[part]}" for part in PARTS)
        for row in balances
        if row["received"] != sum(row[part] for part in PARTS)
    ]


def _miscounted(
    spark: SparkSession, balances: list[dict[str, Any]], published: set[str], there: set[str]
) -> Iterator[str]:
    """Balances that differ from the rows really in raw and conform."""
    sources = sorted({row["source"] for row in balances})
    raw = {source: _raw(spark, source, there) for source in sources}
    conform = {source: _conform(spark, source, there) for source in sources}
    for row in balances:
        delivery, real = row["delivery_id"], dict[str, int]()
        if (received := raw[row["source"]]) is not None:
            real["received"] = received.get(delivery, 0)
        if (verdicts := conform[row["source"]]) is not None:
            real |= _settled(verdicts.get(delivery, {}), delivery in published)
        for name, count in real.items():
            if row[name] != count:
                yield f"ledger.balance 的 {delivery} 记 {name} {row[name]} 行，实有 {count} 行"


def _raw(spark: SparkSession, source: str, there: set[str]) -> dict[str, int] | None:
    """Rows received by delivery; None where there is no table."""
    if (table := f"raw.{source.split('/')[-1]}") not in there:
        return None
    rows = spark.sql(f"SELECT _delivery, count(*) AS n FROM {table} GROUP BY _delivery").collect()
    return {row._delivery: row.n for row in rows}


def _conform(spark: SparkSession, source: str, there: set[str]) -> dict[str, dict[str, int]] | None:
    """Rows by delivery and verdict; None where there is no table."""
    if (table := f"conform.{source.split('/')[-1]}") not in there:
        return None
    counted: dict[str, dict[str, int]] = {}
    query = f"SELECT _delivery, _verdict, count(*) AS n FROM {table} GROUP BY _delivery, _verdict"
    for row in spark.sql(query).collect():
        counted.setdefault(row._delivery, {})[row._verdict] = row.n
    return counted


def _settled(verdicts: Mapping[str, int], published: bool) -> dict[str, int]:
    """What a balance must say: of a delivery not published, nothing is accepted and the rest is quarantined."""
    count = {part: verdicts.get(part, 0) for part in PARTS}
    if not published:
        count |= {"accepted": 0, "quarantined": count["accepted"] + count["quarantined"]}
    return count
