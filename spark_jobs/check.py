"""Check: count every row rule from the masks, and let Great Expectations gate the rows about to be published."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from catalog.load import load
from expectations import gx
from expectations.suites import suite
from spark_jobs import deliveries, tables
from spark_jobs.deliveries import Arrival
from spark_jobs.home import Home
from spark_jobs.review import versions
from spark_jobs.rules import CompiledSource, compiled
from spark_jobs.session import connect

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: The worst verdict of several.
ORDER = ("pass", "could_not_check", "fail")


def check(delivery_id: str) -> str:
    """Write quality.result for one delivery; returns the gate's verdict."""
    spark, arrived = connect(), deliveries.arrival(delivery_id)
    source = compiled(arrived.source)
    tables.ensure(spark, "quality.result")
    rows = [*_row_rules(spark, source, delivery_id), *_gate(spark, source, arrived)]
    columns = tables.schema(spark, "quality.result")
    frame = spark.createDataFrame([tuple(row[name] for name in columns.names) for row in rows], columns)
    frame.createOrReplaceTempView(view := f"results_{delivery_id}")
    tables.replace(spark, "quality.result", f"delivery_id = '{delivery_id}'", f"SELECT * FROM {view}")
    spark.catalog.dropTempView(view)
    gate = [str(row["verdict"]) for row in rows if row["attributed_to"] == "pipeline"]
    return max(gate, key=ORDER.index, default="pass")


def _result(source: CompiledSource, delivery_id: str, **values: object) -> dict[str, object]:
    return {
        "run_id": f"{delivery_id}-{values['attributed_to']}",
        "delivery_id": delivery_id,
        "department": source.department,
        "source": source.name,
        "unchecked": 0,
        "detail": None,
        "catalogue_version": versions.current(),
        **values,
    }


def _row_rules(spark: SparkSession, source: CompiledSource, delivery_id: str) -> list[dict[str, object]]:
    """One aggregation for all rules. A row that the reader refused was not checked by any."""
    table = f"conform.{source.table}"
    sums = ", ".join(
        f"sum(cast(_mask{rule.mask} & {rule.flag}L <> 0 AS INT)) AS r{number}"
        for number, rule in enumerate(source.rules)
    )
    counts = spark.sql(
        f"""SELECT count(*) AS n, sum(cast(_reason IS NOT NULL AS INT)) AS refused, {sums}
        FROM {table} WHERE _delivery = '{delivery_id}'"""
    ).collect()[0]
    version, refused = tables.version(table), counts.refused or 0
    return [
        _result(
            source,
            delivery_id,
            table_name=table,
            rule_id=rule.rule_id,
            rule_version=rule.version,
            delta_version=version,
            checked=counts.n - refused,
            failed=(failed := counts[f"r{number}"] or 0),
            unchecked=refused,
            verdict="fail" if failed else "pass",
            attributed_to="source",
        )
        for number, rule in enumerate(source.rules)
    ]


def _gate(spark: SparkSession, source: CompiledSource, arrived: Arrival) -> list[dict[str, object]]:
    """Great Expectations over exactly the rows that would be published, as of the day the delivery was received."""
    table, delivery_id = f"conform.{source.table}", arrived.delivery_id
    names = [column.name for column in source.columns] + ["_delivery", "_line", "_row_hash", "_faults"]
    frame = spark.table(table).where(f"_delivery = '{delivery_id}' AND _verdict = 'accepted'").select(*names)
    catalogue = load()
    families = {column.name: column.family for column in source.columns}
    received_on = date.fromisoformat(arrived.received_on)
    told = spark.sql(f"SELECT count(*) AS n FROM {table} WHERE _delivery = '{delivery_id}' AND _verdict = 'accepted'")
    accepted = told.collect()[0].n
    expected = suite(source.name, source.source, families, catalogue, accepted=accepted, as_of=received_on)
    docs = Home.of_environment().reports / "data_docs"
    version = tables.version(table)
    results = gx.validate(frame, f"standard.{source.table}", expected, docs, run=delivery_id)
    return [
        _result(
            source,
            delivery_id,
            table_name=f"standard.{source.table}",
            rule_id=f"gate.{result.rule_id}",
            rule_version=rule.version,
            delta_version=version,
            checked=result.checked,
            failed=result.failed,
            unchecked=result.unchecked,
            verdict=result.verdict,
            attributed_to="pipeline",
            detail=result.detail,
        )
        for rule, result in zip(expected, results, strict=True)
    ]
