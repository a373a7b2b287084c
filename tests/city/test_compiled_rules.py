"""Readers and compiled rules find in each delivery what the truth lists: every seeded defect, and nothing else."""

from __future__ import annotations

import pyarrow as pa
import pytest

from catalog.load import load
from city.layout import LAYOUTS
from spark_jobs import readers
from spark_jobs.conform import conformed
from spark_jobs.rules import compiled

RECEIVED = "2026-11-02"


def deliveries(city, source):
    """file → its rows as a reader gives them."""
    files = [told["file"] for told in city.truth("rows.json") if told["source"] == source]
    for file in files:
        path = city.path(source, file)
        shape = readers.layout(load().sources[source], path.suffix)
        yield file, pa.Table.from_batches(readers.read(path, shape), readers.schema(shape))


def found(spark, source, rows):
    """(line, column, reason, effect) of every fault; a refused line and a repeat have no column."""
    told = compiled(source)
    spark.createDataFrame(rows).createOrReplaceTempView("sent")
    raw = f"SELECT *, 'd' AS _delivery, TIMESTAMP'{RECEIVED} 01:00:00' AS _received_at FROM sent"
    masks = ", ".join(f"_mask{number}" for number in range(told.masks))
    plan = conformed(told, raw, f"DATE'{RECEIVED}'")
    judged = f"""SELECT _line, _reason, _verdict, {masks} FROM ({plan})
        WHERE _faults > 0 OR _verdict <> 'accepted'"""
    return {fault for row in spark.sql(judged).collect() for fault in faults(told, row)}


def faults(told, row):
    if row._verdict in ("rejected", "superseded"):
        yield row._line, "", row._reason or "DUPLICATE_KEY", row._verdict
        return
    lost = "quarantined" if row._verdict == "quarantined" else "withheld"
    for rule in told.rules:
        if row[f"_mask{rule.mask}"] & rule.flag:
            yield row._line, rule.column, rule.reason, lost if rule.severity == "error" else "recorded"


@pytest.mark.parametrize("source", LAYOUTS)
def test_every_seeded_defect_is_found_and_no_other(spark, city, source):
    for file, rows in deliveries(city, source):
        seeded = {
            (int(d["line"]), d["column"], d["reason"], d["effect"])
            for d in city.truth("defects.csv")
            if (d["source"], d["file"]) == (source, file)
            and d["reason"] != "HOLDER_UNKNOWN"  # found when the base libraries are merged
        }
        assert rows["_line"].to_pylist() == list(city.records(source, file))
        assert found(spark, source, rows) == seeded
