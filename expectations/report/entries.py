"""Letters in the lake: their rows in `quality.report`, and their links in the ledger's chain.

A letter is chained before it is queued, that is before it may leave: from then on its content hash and its figures are
those of the link. Only `state`, `sent_at` and `detail` still change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from spark_jobs import ledger, tables
from spark_jobs.ledger import LEAVING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TABLE, KEY = "quality.report", "report_id"
Entry = dict[str, Any]


def entries(spark: SparkSession) -> dict[str, Entry]:
    """Id → the row of every letter; instants are aware."""
    tables.ensure(spark, TABLE)
    return {row[KEY]: row for row in spark.table(TABLE).toArrow().to_pylist()}


def enter(spark: SparkSession, rows: Sequence[Entry]) -> None:
    """Write rows; of a letter that is chained already, the chain first hears what it says now."""
    chained = ledger.entered(spark, "report")
    _chain(spark, chained, [row for row in rows if row[KEY] in chained])
    if rows:
        tables.upsert(spark, TABLE, list(rows), KEY)


def move(spark: SparkSession, row: Entry, state: str, sent_at: datetime | None = None) -> None:
    """Chain a letter, then let it be in this state. Killed in between, it is still what the chain says."""
    _chain(spark, ledger.entered(spark, "report"), [row])
    tables.upsert(spark, TABLE, [{**row, "state": state, "sent_at": sent_at}], KEY)


def _chain(spark: SparkSession, chained: set[str], rows: list[Entry]) -> None:
    """Chain rows. In a lake from before letters were chained those that have left come first, in the same commit.

    Only once: later, a letter that left and has no link is a finding of `yiyuan verify`, not to be mended quietly.
    """
    if not chained:
        left = [row for row in entries(spark).values() if row["state"] in LEAVING]
        rows = [*sorted(left, key=lambda row: (row["period"], row["department"])), *rows]
    if rows:
        ledger.append(spark, "report", [{"entry_id": row[KEY], **row} for row in rows])
