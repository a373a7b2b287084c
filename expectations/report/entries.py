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
    chained = ledger.links(spark, "report")
    _chain(spark, bool(chained), [row for row in rows if row[KEY] in chained])
    if rows:
        tables.upsert(spark, TABLE, list(rows), KEY)


def move(spark: SparkSession, rows: Sequence[Entry], state: str, sent_at: datetime | None = None) -> None:
    """Chain letters, then let them be in this state. Killed in between, they are still what the chain says."""
    if rows:
        _chain(spark, bool(ledger.links(spark, "report")), rows)
        tables.upsert(spark, TABLE, [{**row, "state": state, "sent_at": sent_at} for row in rows], KEY)


def _chain(spark: SparkSession, begun: bool, rows: Sequence[Entry]) -> None:
    """Chain rows. In a lake from before letters were chained those that have left come first, in the same commit.

    Only once: later, a letter that left and has no link is a finding of `yiyuan verify`, not to be mended quietly.
    """
    if not begun:
        left = [row for row in entries(spark).values() if row["state"] in LEAVING]
        rows = [*sorted(left, key=lambda row: (row["period"], row["department"])), *rows]
    if rows:
        ledger.append(spark, "report", [{"entry_id": row[KEY], **row} for row in rows])
