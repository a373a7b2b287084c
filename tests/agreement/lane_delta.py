"""Delta: the CHECK that a table carries, read back from its own metadata, row by row; and that it really refuses.

One table holds the columns of several elements, as real tables do. In a row only one of them is filled, so that the
first error of the row is that element's.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable
from pyspark.sql import SparkSession

from catalog.model import Column
from spark_jobs import constraints, tables
from spark_jobs.constraints import BESIDE, PROPERTY, Constrained
from spark_jobs.writes import RowRefusedError
from tests.agreement.lane_conform import batches, compiled
from tests.agreement.material import Material
from tests.agreement.stored import Stored, arrow_type
from tests.agreement.tally import Lane, WhyNot

#: Column, value, and `<column>.<REASON>` of its first error or None.
Filled = tuple[str, Any, str | None]
PLATFORM = {
    "_line": 1,
    "_row_hash": "h",
    "_faults": 0,
    "_received_at": datetime(2026, 11, 1, tzinfo=UTC),
    "_delivery": "d",
}
assert set(PLATFORM) == set(BESIDE)
#: Elements in one table: every refused write plans the whole CHECK.
AT_ONCE = 3
#: With as many rows, one row of every error is written and refused; with fewer, one of every element.
FULL = 10_000


def run(spark: SparkSession, material: Material, lane: Lane) -> None:
    """Every lasting error check, NOT NULL of every element as a key, and the error rules over several columns."""
    for number, names in enumerate(batches(list(material.samples), AT_ONCE)):
        declared = {name: Column(element=name, headers=(name,)) for name in names}
        made = constraints.of_source(compiled(material.catalogue, declared))
        some = [material.stored[name] for name in names]
        _table(spark, replace(made, table=f"standard.agreement_{number}"), some, lane)
        keys = replace(made, table=f"standard.agreement_keys_{number}", not_null=tuple(names), parts=())
        _keys(spark, keys, some, lane)
        for column, reason in made.left_out:
            lane.cannot(f"{column}.{reason}", WhyNot.DAY)
    for name in material.samples:
        for rule, why in material.apart(name):
            lane.cannot(rule, why)
    for name in material.rows:
        _over_columns(spark, material, name, lane)


def _table(spark: SparkSession, table: Constrained, some: list[Stored], lane: Lane) -> None:
    constraints.ensure(spark, table)
    filled: list[Filled] = [
        (one.name, value, error and f"{one.name}.{error}")
        for one in some
        for value, error in zip(one.values, one.lasting, strict=True)
    ]
    counted = _judged(spark, table, filled, lane)
    for one in some:
        for reason in [reason for part in table.parts if part.subject == one.name for reason in part.reasons]:
            lane.judged(f"{one.name}.{reason}", len(one.values), counted[f"{one.name}.{reason}"])
    lane.differs(_accepted(spark, table, [(one.name, value, None) for one in some for value in one.good]))
    full = len(some[0].values) >= FULL
    wrong = {error if full else name: (name, value, error) for name, value, error in filled if error}
    lane.differs(_refused(spark, table, wrong.values()))


def _judged(spark: SparkSession, table: Constrained, filled: list[Filled], lane: Lane) -> Counter[str | None]:
    """The text in the table's metadata, evaluated on every value; how often it gives each error."""
    configuration = DeltaTable(tables.path(table.table)).metadata().configuration
    [text] = [sql for key, sql in configuration.items() if key.startswith(PROPERTY)]
    asked = ("row_no", f"({text}) AS holds", f"{text.removesuffix(' IS NULL')} AS error")
    rows = spark.createDataFrame(wide(table.types, filled)).selectExpr(*asked).collect()
    judged = {row.row_no: (row.holds, row.error) for row in rows}
    found = [judged[f"R{number}"] for number in range(len(filled))]
    differing = Counter(
        f"oracle {error or f'{name} good'}, CHECK {'holds' if holds else 'fails'}, {said}"
        for (name, _, error), (holds, said) in zip(filled, found, strict=True)
        if (holds, said) != (error is None, error)
    )
    lane.differs(f"{line}: {rows} rows" for line, rows in differing.items())
    return Counter(said for _, said in found)


def _accepted(spark: SparkSession, table: Constrained, good: list[Filled]) -> Iterator[str]:
    """All good values in one write."""
    try:
        _write(spark, table.table, wide(table.types, good))
    except RowRefusedError as refused:
        yield f"{table.table}: good rows are refused: {refused}"
        return
    if (kept := tables.row_count(table.table)) != len(good):
        yield f"{table.table}: {kept} rows kept of {len(good)} good ones"


def _refused(spark: SparkSession, table: Constrained, wrong: Iterable[Filled]) -> Iterator[str]:
    """One value of every error, each in a write of its own; also an empty key, and an empty column of ours."""
    version = tables.version(table.table)
    tried = [*wrong, ("row_no", None, "row_no.MISSING"), ("_line", None, "_line.MISSING")]
    accepted = [error for *row, error in tried if not _refuses(spark, table.table, wide(table.types, [(*row, error)]))]
    yield from (f"{table.table}: {error} is accepted" for error in accepted)
    if tables.version(table.table) != version + len(accepted):
        yield f"{table.table}: a refused write left a version behind"


def _keys(spark: SparkSession, table: Constrained, some: list[Stored], lane: Lane) -> None:
    """Each element as a part of the key: a row of good values is accepted, without any of them it is refused."""
    constraints.ensure(spark, table)
    whole = wide(table.types, [("", None, None)])
    for one in some:
        value = pa.array([next(v for v in one.good if v is not None)], arrow_type(one.family.type))
        whole = whole.set_column(whole.schema.get_field_index(one.name), one.name, value)
    if _refuses(spark, table.table, whole):
        lane.differs([f"{table.table}: a row of good values is refused"])
    for one in some:
        place, empty = whole.schema.get_field_index(one.name), pa.nulls(1, arrow_type(one.family.type))
        refused = _refuses(spark, table.table, whole.set_column(place, one.name, empty))
        lane.judged(f"{one.name}.MISSING", 2, int(refused))
        if not refused:
            lane.differs([f"{table.table}: {one.name}.MISSING is accepted"])


def _over_columns(spark: SparkSession, material: Material, name: str, lane: Lane) -> None:
    """The rule's own part of the CHECK, on typed rows: judged, then the good ones written, and one that breaks it."""
    sample, rule = material.rows[name], material.rule(name)
    if rule.severity != "error":
        lane.cannot(name, WhyNot.WARNING)
        return
    declared = {c: Column(element=e, headers=(c,)) for c, e in material.elements_of(name).items()}
    made = constraints.of_source(compiled(material.catalogue, declared, rules=(rule,)))
    part = next(part for part in made.parts if part.subject == rule.name)
    types = {"_line": "BIGINT"} | {column: made.types[column] for column in declared}
    table = Constrained(f"standard.{name.split('/')[1].replace('.', '_')}", types, (), (part,), ())
    constraints.ensure(spark, table)
    rows = pa.Table.from_pylist([{"_line": n} | row for n, row in enumerate(sample.rows)])
    judged = {
        r._line: bool(r.error)
        for r in spark.createDataFrame(rows).selectExpr("_line", f"{part.error} AS error").collect()
    }
    expected = [bool(one) for one in sample.expected]
    wrong = sum(judged[n] != one for n, one in enumerate(expected))
    if wrong:
        lane.differs([f"{name}: oracle and CHECK differ on {wrong} rows"])
    good = rows.filter(pa.array([not one for one in expected]))
    if _refuses(spark, table.table, good) or tables.row_count(table.table) != good.num_rows:
        lane.differs([f"{name}: good rows are refused"])
    if not _refuses(spark, table.table, rows.slice(expected.index(True), 1)):
        lane.differs([f"{name}: a row that breaks it is accepted"])
    lane.judged(name, len(expected), sum(judged.values()))


def _refuses(spark: SparkSession, table: str, rows: pa.Table) -> bool:
    try:
        _write(spark, table, rows)
    except RowRefusedError:
        return True
    return False


def _write(spark: SparkSession, table: str, rows: pa.Table) -> None:
    """Without a WHERE: Sail 0.7.2 would hold the CHECK against what it leaves out, too (spark_jobs/constraints.py)."""
    spark.createDataFrame(rows).createOrReplaceTempView(view := f"rows_{uuid.uuid4().hex}")
    tables.write(spark, f"INSERT INTO {table} SELECT {', '.join(rows.column_names)} FROM {view}")
    spark.catalog.dropTempView(view)


def wide(types: Mapping[str, str], filled: list[Filled]) -> pa.Table:
    """Row number n has one column of `types` filled, beside those of the key and the platform."""
    places: dict[str, list[int]] = {}
    for number, (name, _, _) in enumerate(filled):
        places.setdefault(name, []).append(number)
    columns = {}
    for column, type_ in types.items():
        numbers = range(len(filled))
        values: list[Any] = [f"R{n}" for n in numbers] if column == "row_no" else [PLATFORM.get(column)] * len(filled)
        for number in places.get(column, ()):
            values[number] = filled[number][1]
        columns[column] = pa.array(values, pa.int64() if type_ == "BIGINT" else arrow_type(type_))
    return pa.table(columns)
