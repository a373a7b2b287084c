"""Merge: each column of a base library from its one authority; history kept as valid_from / valid_to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from catalog.load import load
from catalog.model import Base
from spark_jobs import base_rows, constraints, disagreements, references, standard_rows, tables
from spark_jobs.deliveries import CHINA
from spark_jobs.rules import compiled
from spark_jobs.session import connect

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def merge(base_id: str) -> None:
    """Bring one base library (and its history) to what its authorities say now. Running it again changes nothing.

    The authorities are those in force on the day of the newest delivery, in the whole base.
    """
    spark, base = connect(), load().bases[base_id]
    for source in sources_of(base):
        standard_rows.ensure(spark, compiled(source))
    today = _as_of(spark, base)
    if today is None or not base_rows.begun(base, today):
        ensure(spark, base)
        return
    said = base_rows.select(base, today, base_rows.column_types(load(), base))
    references.record(spark, base, said)
    names = ", ".join(base.columns)
    current = f"SELECT {names}, _source FROM ({references.only_resolved(base, said)})"
    staged = tables.staged(spark, f"base_{base.id}", current)
    rows = f"SELECT {names} FROM {staged}"
    if base.history:
        _merge_history(spark, base, rows, today)
    _merge_current(spark, base, rows)
    disagreements.record(spark, load(), base, staged, today)


def sources_of(base: Base) -> list[str]:
    """Every source that feeds or verifies a base, sorted."""
    columns = base.columns.values()
    fed = {reference.split(".")[0] for column in columns for reference in (*column.authority, *column.verified_by)}
    return sorted(fed | {scope.source for scope in base.scopes})


def _as_of(spark: SparkSession, base: Base) -> date | None:
    """The day (in China) of the newest published delivery that this base is made from; None before the first."""
    tables.ensure(spark, "ledger.delivery")
    names = ", ".join(f"'{source}'" for source in sources_of(base))
    newest = (
        spark.sql(
            f"SELECT max(received_at) AS at FROM ledger.delivery WHERE status = 'published' AND source IN ({names})"
        )
        .collect()[0]
        .at
    )
    return newest.astimezone(CHINA).date() if newest else None


def ensure(spark: SparkSession, base: Base) -> str:
    """Create base.<base> and its history if they are not there, and see that they carry their constraints."""
    if base.history:
        constraints.ensure(spark, constraints.of_base(load(), base, history=True))
    return constraints.ensure(spark, constraints.of_base(load(), base))


def _changed(base: Base) -> str:
    return " OR ".join(f"NOT (t.{name} <=> s.{name})" for name in base.columns if name not in base.key) or "false"


def _merge_current(spark: SparkSession, base: Base, rows: str) -> None:
    ensure(spark, base)
    on = " AND ".join(f"t.{key} = s.{key}" for key in base.key)
    tables.write(
        spark,
        f"""MERGE INTO base.{base.id} t
        USING (SELECT {tables.every_column(spark, f"base.{base.id}")} FROM ({rows})) s ON {on}
        WHEN MATCHED AND ({_changed(base)}) THEN UPDATE SET *
        WHEN NOT MATCHED THEN INSERT *
        WHEN NOT MATCHED BY SOURCE THEN DELETE""",
    )
    tables.require_rows(spark, f"base.{base.id}", rows)
    if base.history:
        tables.require_rows(spark, f"(SELECT * FROM base.{base.id}_history WHERE valid_to IS NULL)", rows)


def _merge_history(spark: SparkSession, base: Base, rows: str, today: date) -> None:
    """One atomic MERGE: a changed row ends the open version and opens a new one; a row that is gone is ended.

    A second change on the same day corrects the open version instead, so that no version lasts zero days.
    """
    ensure(spark, base)
    table, day, names = f"base.{base.id}_history", f"DATE'{today}'", list(base.columns)
    keys = ", ".join(f"s.{key} AS _k{n}" for n, key in enumerate(base.key))
    nulls = ", ".join(f"CAST(NULL AS STRING) AS _k{n}" for n in range(len(base.key)))
    on = " AND ".join(f"t.{key} = s._k{n}" for n, key in enumerate(base.key))
    same = " AND ".join(f"t.{key} = s.{key}" for key in base.key)
    columns = ", ".join(f"s.{name}" for name in names)
    staged = f"""SELECT {columns}, {keys} FROM ({rows}) s UNION ALL
        SELECT {columns}, {nulls} FROM ({rows}) s JOIN {table} t ON {same} AND t.valid_to IS NULL
        WHERE t.valid_from < {day} AND ({_changed(base)})"""
    versions = tables.staged(spark, f"base_{base.id}_history", staged)
    tables.write(
        spark,
        f"""MERGE INTO {table} t USING {versions} s ON {on} AND t.valid_to IS NULL
        WHEN MATCHED AND ({_changed(base)}) AND t.valid_from < {day} THEN UPDATE SET valid_to = {day}
        WHEN MATCHED AND ({_changed(base)}) THEN UPDATE SET {", ".join(f"{n} = s.{n}" for n in names)}
        WHEN NOT MATCHED THEN INSERT ({", ".join(names)}, valid_from, valid_to)
            VALUES ({columns}, {day}, CAST(NULL AS DATE))
        WHEN NOT MATCHED BY SOURCE AND t.valid_to IS NULL THEN UPDATE SET valid_to = {day}""",
    )
