"""The four lists as tables of `meta`, and what matches between demand and supply. Unchanged means nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from catalog.model import Catalogue
from spark_jobs import tables
from spark_jobs.lists.matching import matching
from spark_jobs.lists.responsibility import responsibilities
from spark_jobs.lists.supply import offers
from spark_jobs.proofs.declared import Declared

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Row = dict[str, Any]


class HistoryRewrittenError(RuntimeError):
    """A demand's history is not what was recorded with more behind it; the message names each demand."""


def build(spark: SparkSession, known: Declared, today: date) -> list[str]:
    """Bring the tables of the lists up to date; the names of those that were written. Raises HistoryRewrittenError."""
    rows = {
        "meta.responsibility": [_row(it) for it in responsibilities(known.catalogue)],
        "meta.supply": list(_supply(spark, known.catalogue)),
        "meta.matching": [_row(it) for it in matching(known, today, dict(_withheld(spark, known)))],
    }
    written = [table for table, found in rows.items() if tables.make_equal(spark, table, found)]
    steps = list(demand_steps(known.catalogue))
    if rewritten := _rewritten(spark, steps):
        raise HistoryRewrittenError(f"需求的状态历史只增不改，这些被改动过：{'、'.join(rewritten)}")
    return written + (["meta.demand"] if tables.make_equal(spark, "meta.demand", steps) else [])


def demand_steps(catalogue: Catalogue) -> Iterator[Row]:
    """One row per demand and step of its history."""
    for demand in catalogue.demands.values():
        about = demand.model_dump(include={"label", "department", "description", "purpose", "frequency"})
        for number, step in enumerate(demand.history, 1):
            said = {"step": number, "on_date": step.on, "status": step.status, "note": step.note}
            yield {"demand": demand.id, **about, "wanted": list(demand.wanted), **said}


def _row(found: Any) -> Row:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(found).items()}


def _supply(spark: SparkSession, catalogue: Catalogue) -> Iterator[Row]:
    """Each offer with the newest published delivery of its source and the share of its rows that was accepted."""
    for table in ("ledger.delivery", "ledger.balance"):
        tables.ensure(spark, table)
    newest = spark.sql(
        """SELECT d.source, max(d.received_at) AS last_arrival,
        max_by(cast(b.accepted AS DOUBLE) / nullif(b.received, 0), d.received_at) AS accepted_share
        FROM ledger.delivery d JOIN ledger.balance b ON b.delivery_id = d.delivery_id
        WHERE d.status = 'published' GROUP BY d.source"""
    )
    fresh = {row.pop("source"): row for row in newest.toArrow().to_pylist()}
    for offer in offers(catalogue):
        yield asdict(offer) | fresh.get(offer.source, {"last_arrival": None, "accepted_share": None})


def _withheld(spark: SparkSession, known: Declared) -> Iterator[tuple[str, str]]:
    """Outputs that are not out: blocked before they ever were, withdrawn, or without data."""
    tables.ensure(spark, "ledger.publication")
    rows = spark.sql("SELECT output, state, reason FROM ledger.publication ORDER BY number").collect()
    for table, _ in known.outputs():
        history = [row for row in rows if row.output == table]
        if not history:
            yield table, "来源尚无数据"
        elif not any(row.state == "published" for row in history) or history[-1].state == "withdrawn":
            yield table, history[-1].reason


def _rewritten(spark: SparkSession, steps: list[Row]) -> list[str]:
    names = ("demand", "step", "on_date", "status", "note")
    stands = {tuple(step[name] for name in names) for step in steps}
    tables.ensure(spark, "meta.demand")
    recorded = spark.sql(f"SELECT {', '.join(names)} FROM meta.demand").collect()
    return sorted({row.demand for row in recorded if tuple(row) not in stands})
