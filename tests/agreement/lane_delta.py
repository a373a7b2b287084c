"""Delta: the CHECK that a table carries, read back from its own metadata, row by row; and that it really refuses.

One table holds the columns of several elements, as real tables do. In a row only one of them is filled, so that the
first error of the row is that element's.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable
from pyspark.sql import DataFrame, SparkSession

from catalog.model import Catalogue, Column
from spark_jobs import constraints, tables
from spark_jobs.constraints import BESIDE, PROPERTY, Constrained
from spark_jobs.writes import RowRefusedError
from tests.agreement.compare import RuleSample
from tests.agreement.lane_conform import batches, compiled
from tests.agreement.lane_gate import error_rules
from tests.agreement.stored import Stored, arrow_type

Filled = tuple[str, Any, str | None]
PLATFORM = {
    "_line": 1,
    "_row_hash": "h",
    "_faults": 0,
    "_received_at": datetime(2026, 11, 1, tzinfo=UTC),
    "_delivery": "d",
}


def disagree(spark: SparkSession, catalogue: Catalogue, stored: Mapping[str, Stored], engine: str) -> list[str]:
    """Rows that the stored CHECK judges otherwise than the oracle; wrong rows accepted; good rows refused."""
    found = []
    for number, names in enumerate(batches(list(stored))):
        declared = {name: Column(element=name, headers=(name,)) for name in names}
        table = replace(constraints.of_source(compiled(catalogue, declared)), table=f"standard.agreement_{number}")
        constraints.ensure(spark, table)
        some = [stored[name] for name in names]
        found += _judged(spark, table, some, engine)
        found += _accepted(spark, table, some, engine)
        wrong = [(one.name, one.first(reason), reason) for one in some for reason in one.reasons]
        found += _refused(spark, table, [one for one in wrong if one[1] is not None], engine)
    return found


def _judged(spark: SparkSession, table: Constrained, some: list[Stored], engine: str) -> Iterator[str]:
    """The text in the table's metadata, evaluated on every value."""
    [text] = [
        sql for key, sql in DeltaTable(tables.path(table.table)).metadata().configuration.items() if PROPERTY in key
    ]
    filled: list[Filled] = [
        (one.name, value, error and f"{one.name}.{error}")
        for one in some
        for value, error in zip(one.values, one.lasting, strict=True)
    ]
    rows = _frame(spark, table, filled).selectExpr(
        "row_no", f"({text}) AS holds", f"{text.removesuffix(' IS NULL')} AS error"
    )
    judged = {row.row_no: (row.holds, row.error) for row in rows.collect()}
    for number, (name, _, error) in enumerate(filled):
        if judged[f"R{number}"] != (error is None, error):
            yield f"{name}: oracle {error}, CHECK on {engine} {judged[f'R{number}']}"


def _accepted(spark: SparkSession, table: Constrained, some: list[Stored], engine: str) -> Iterator[str]:
    """All good values in one write."""
    good: list[Filled] = [(one.name, value, None) for one in some for value in one.good]
    try:
        _write(spark, table, good)
    except RowRefusedError as refused:
        yield f"{table.table}: {engine} refuses good rows: {refused}"
        return
    kept = DeltaTable(tables.path(table.table)).to_pyarrow_table().num_rows
    if kept != len(good):
        yield f"{table.table}: {engine} kept {kept} of {len(good)} good rows"


def _refused(spark: SparkSession, table: Constrained, wrong: list[Filled], engine: str) -> Iterator[str]:
    """One wrong value of every kind, each in a write of its own; also an empty key, and an empty column of ours."""
    version = tables.version(table.table)
    for name, value, reason in wrong:
        yield from _refuses(spark, table, [(name, value, reason)], f"{name}.{reason}", engine)
    yield from _refuses(spark, table, [("row_no", None, "MISSING")], "an empty key", engine)
    yield from _refuses(spark, table, [("_line", None, "MISSING")], "an empty _line", engine)
    if tables.version(table.table) != version:
        yield f"{table.table}: a refused write left a version behind on {engine}"


def _refuses(spark: SparkSession, table: Constrained, rows: list[Filled], what: str, engine: str) -> Iterator[str]:
    try:
        _write(spark, table, rows)
    except RowRefusedError:
        return
    yield f"{table.table}: {engine} accepts {what}"


def _write(spark: SparkSession, table: Constrained, rows: list[Filled]) -> None:
    _frame(spark, table, rows).createOrReplaceTempView(view := f"rows_{uuid.uuid4().hex}")
    tables.write(spark, f"INSERT INTO {table.table} SELECT {', '.join(table.types)} FROM {view}")
    spark.catalog.dropTempView(view)


def _frame(spark: SparkSession, table: Constrained, filled: list[Filled]) -> DataFrame:
    """Row number n has one column filled, beside those of the key and the platform."""
    return spark.createDataFrame(wide(table.types, filled))


def wide(types: Mapping[str, str], filled: list[Filled]) -> pa.Table:
    """The same as Arrow, with the columns of `types`."""
    columns = {}
    for column, type_ in types.items():
        default = PLATFORM.get(column)
        values = [
            value if name == column else f"R{number}" if column == "row_no" else default
            for number, (name, value, _) in enumerate(filled)
        ]
        kinds = {"BIGINT": pa.int64()}
        columns[column] = pa.array(values, kinds.get(type_) or arrow_type(type_))
    return pa.table(columns)


def disagree_on_rules(
    spark: SparkSession, catalogue: Catalogue, samples: Mapping[str, RuleSample], engine: str
) -> list[str]:
    """Error rules over several columns: the rule's own part of the CHECK, on typed rows, written and refused."""
    found = []
    for name, rule, sample in error_rules(catalogue, samples):
        source = catalogue.sources[name.partition(".")[0]]
        declared = {c: Column(element=source.columns[c].element, headers=(c,)) for c in sample.rows[0]}
        made = constraints.of_source(compiled(catalogue, declared, rules=(rule,)))
        parts = tuple(part for part in made.parts if part.subject == rule.name)
        types = {column: made.types[column] for column in declared}
        table = Constrained(f"standard.agreement_{name.split('/')[0]}_{rule.name}", types, (), parts, ())
        constraints.ensure(spark, table)
        rows = spark.createDataFrame(pa.Table.from_pylist(sample.rows))
        judged = [bool(row.error) for row in rows.selectExpr(f"{parts[0].error} AS error").collect()]
        expected = [bool(one) for one in sample.expected]
        if sorted(judged) != sorted(expected):
            found.append(f"{name}: oracle {sum(expected)} broken, CHECK on {engine} {sum(judged)}")
        rows.createOrReplaceTempView(view := f"rows_{uuid.uuid4().hex}")
        columns = ", ".join(types)
        try:
            tables.write(
                spark, f"INSERT INTO {table.table} SELECT {columns} FROM {view} WHERE {constraints.holds(parts)}"
            )
            tables.write(spark, f"INSERT INTO {table.table} SELECT {columns} FROM {view}")
            found.append(f"{name}: {engine} accepts rows that break it")
        except RowRefusedError:
            kept = DeltaTable(tables.path(table.table)).to_pyarrow_table().num_rows
            if kept != expected.count(False):
                found.append(f"{name}: {engine} kept {kept} rows of {expected.count(False)}")
    return found


assert set(PLATFORM) == set(BESIDE)
