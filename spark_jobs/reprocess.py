"""Reprocess: which settled deliveries the next run is to work on again, by the rules and readers as they are now.

One that was published is judged anew from its rows in raw, any other is read anew from its copy in landing/. The ledger
keeps its row; the chain gets a link for each row that comes out otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from catalog.load import load
from spark_jobs import deliveries, tables
from spark_jobs.deliveries import Arrival
from spark_jobs.rules import compiled

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass(frozen=True)
class Settled:
    """A delivery with its ledger row."""

    arrival: Arrival
    status: str
    reason: str | None


def settled(spark: SparkSession) -> dict[str, Settled]:
    """Id → every delivery that has a copy in landing/ and a ledger row, oldest first."""
    tables.ensure(spark, "ledger.delivery")
    rows = spark.sql("SELECT delivery_id, status, reason FROM ledger.delivery").collect()
    entered = {row.delivery_id: (row.status, row.reason) for row in rows}
    landed = sorted(deliveries.landed(), key=attrgetter("turn"))
    return {a.delivery_id: Settled(a, *entered[a.delivery_id]) for a in landed if a.delivery_id in entered}


def standing(known: Iterable[Settled]) -> list[Settled]:
    """Without the snapshots that a later published one has replaced: nothing of them is current."""
    kept: list[Settled] = []
    for delivery in known:
        source = delivery.arrival.source
        if delivery.status == "published" and load().sources[source].mode == "snapshot":
            kept = [other for other in kept if other.arrival.source != source]
        kept.append(delivery)
    return kept


def of_sources(known: Iterable[Settled], sources: Collection[str]) -> list[Settled]:
    """The standing deliveries of some sources."""
    return [delivery for delivery in standing(known) if delivery.arrival.source in sources]


def changed(spark: SparkSession, known: Iterable[Settled]) -> list[Settled]:
    """The standing deliveries that were judged by other rules than those of today.

    One that no rule has seen, since its file could not be read, is not among them.
    """
    tables.ensure(spark, "quality.result")
    rows = spark.sql(
        "SELECT DISTINCT delivery_id, rule_id, rule_version FROM quality.result WHERE attributed_to = 'source'"
    ).collect()
    judged: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        judged.setdefault(row.delivery_id, set()).add((row.rule_id, row.rule_version))
    there = [delivery for delivery in standing(known) if delivery.arrival.delivery_id in judged]
    return [each for each in there if judged[each.arrival.delivery_id] != _rules(each.arrival.source)]


def _rules(source: str) -> set[tuple[str, str]]:
    return {(rule.rule_id, rule.version) for rule in compiled(source).rules}
