"""standard.<source>: one current row per key, of what was accepted in the deliveries that are published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spark_jobs import constraints, tables
from spark_jobs.deliveries import Arrival
from spark_jobs.rules import CompiledSource

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: A row that another has taken the place of is written only if it says something else.
DIFFERS = "t._row_hash <> s._row_hash"


def ensure(spark: SparkSession, source: CompiledSource) -> str:
    """Create standard.<source> if it is not there, and see that it carries its constraints."""
    return constraints.ensure(spark, constraints.of_source(source))


def take_in(spark: SparkSession, source: CompiledSource, arrived: Arrival) -> None:
    """Publish the accepted rows of a new delivery; rows whose hash is unchanged are not written.

    The hash is over the declared columns: once they are others, every row that is delivered again is written anew, as
    it has a value for a new column, or none for one that is gone.
    """
    table = ensure(spark, source)
    accepted = f"""SELECT {tables.every_column(spark, table)} FROM conform.{source.table}
        WHERE _delivery = '{arrived.delivery_id}' AND _verdict = 'accepted'"""
    gone = "WHEN NOT MATCHED BY SOURCE THEN DELETE" if source.source.mode == "snapshot" else ""
    _merge(spark, source, accepted, f"{DIFFERS} AND t._received_at <= s._received_at", gone)
    if source.source.mode == "snapshot":
        tables.require_rows(spark, table, accepted)


def judge_anew(spark: SparkSession, source: CompiledSource, arrived: Arrival, *, published: bool) -> None:
    """Make the table what all published deliveries give now that this one, settled before, has other verdicts.

    What it no longer accepts goes, and what an earlier delivery said of such a key stands again.
    """
    table = ensure(spark, source)
    standing = _standing(source, arrived.delivery_id, published, tables.every_column(spark, table))
    standing = tables.staged(spark, f"standing_{source.table}", standing)
    rows = f"SELECT {tables.every_column(spark, table)} FROM {standing}"
    _merge(spark, source, rows, DIFFERS, "WHEN NOT MATCHED BY SOURCE THEN DELETE")
    tables.require_rows(spark, table, rows)


def _merge(spark: SparkSession, source: CompiledSource, rows: str, newer: str, gone: str) -> None:
    on = " AND ".join(f"t.{key} = s.{key}" for key in source.source.key)
    tables.write(
        spark,
        f"""MERGE INTO standard.{source.table} t USING ({rows}) s
        ON {on}
        WHEN MATCHED AND {newer} THEN UPDATE SET *
        WHEN NOT MATCHED THEN INSERT * {gone}""",
    )


def _standing(source: CompiledSource, delivery_id: str, published: bool, columns: str) -> str:
    """Of a snapshot the newest delivery's rows, else of each key the newest row; both of published deliveries only."""
    mine = "true" if published else "false"
    deliveries = f"""SELECT delivery_id, file_name, received_at FROM ledger.delivery WHERE source = '{source.name}'
        AND CASE WHEN delivery_id = '{delivery_id}' THEN {mine} ELSE status = 'published' END"""
    newest = "received_at DESC, file_name DESC, delivery_id"
    if source.source.mode == "snapshot":
        return f"""SELECT {columns} FROM conform.{source.table} WHERE _verdict = 'accepted'
            AND _delivery IN (SELECT delivery_id FROM ({deliveries}) ORDER BY {newest} LIMIT 1)"""
    ranked = f"""SELECT c.*, row_number() OVER (PARTITION BY {", ".join(source.source.key)} ORDER BY {newest}) AS nth
        FROM conform.{source.table} c JOIN ({deliveries}) d ON d.delivery_id = c._delivery
        WHERE c._verdict = 'accepted'"""
    return f"SELECT {columns} FROM ({ranked}) WHERE nth = 1"


def is_older(spark: SparkSession, source: CompiledSource, arrived: Arrival) -> bool:
    """Whether a later snapshot of this source is already published: a late, older one must not undo it."""
    if source.source.mode != "snapshot":
        return False
    tables.ensure(spark, "ledger.delivery")
    newest = (
        spark.sql(
            f"""SELECT max(received_at) AS at FROM ledger.delivery
        WHERE source = '{arrived.source}' AND status = 'published' AND delivery_id <> '{arrived.delivery_id}'"""
        )
        .collect()[0]
        .at
    )
    return newest is not None and newest.timestamp() > arrived.received_at.timestamp()
