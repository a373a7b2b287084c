"""Constraints: what a table's rows are proved to satisfy, written into the Delta table itself.

Key columns are NOT NULL. Everything else is the one CHECK of the table: the error checks of each column's element, the
source's error rules, the columns that the platform adds: `coalesce(<first error of column 1>, …) IS NULL`. Any writer
that honours the Delta protocol then refuses a wrong row; the same text in a SELECT says which error it is.

What was found on Sail 0.7.2, Spark 4.2 with delta-spark 4.4.0, and delta-rs 1.6.6:

- Both engines take `CREATE TABLE … (k STRING NOT NULL) … TBLPROPERTIES ('delta.constraints.<name>' = '<SQL>')`: one
  commit, the text kept as it is. Neither takes ALTER COLUMN … SET NOT NULL: the CHECK of an older table says it.
- Both take `ALTER TABLE … ADD CONSTRAINT`, but Sail not with a lambda over a column (licence numbers, geometries), and
  it has no DROP CONSTRAINT. delta-rs parses neither, but changes the table's properties: an existing table gets its
  CHECK that way, after the rows were counted. Sail keeps the constraints that it saw as long as it knows the name: the
  table must be named anew afterwards.
- Both enforce them on INSERT, REPLACE WHERE, UPDATE and MERGE, also what the other wrote. A CHECK that is NULL counts
  as violated on both (not so in the SQL standard): the text here is never NULL.
- Spark cannot check a row whose CHECK has a lambda that reads a column, or anything but its own parameters
  ("Invalid call to dataType on unresolved object"): what it needs must come in through the array.
- Sail makes the CHECK a filter, which it may apply before the WHERE of an INSERT … SELECT: then a row that would not be
  written is refused. It fails closed. A MERGE does not: the join stands between.
- The plan of a MERGE on Sail doubles with every constraint: one CHECK per column took minutes and 19 GB for a table of
  ten columns, one CHECK of all takes 0.2 s. Hence one for the table, and NOT NULL for the key only.
- delta-rs and Polars read and compact such tables. delta-rs refuses to append to them, as it cannot parse the SQL
  (rlike, try_cast): it fails closed.
- What Spark says of a refused row quotes its values, Sail does not: `tables.write` cuts them off.

A check that looks at today ({as_of}) cannot be a constraint: an old row would change its verdict. `meta.constraint`
says which were left out, and which a table does not carry because its rows violate them.
"""

from __future__ import annotations

import hashlib
import logging
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deltalake import DeltaTable

from catalog.model import Base, Catalogue
from spark_jobs import tables
from spark_jobs.elements import family
from spark_jobs.elements.compile import first_error_sql
from spark_jobs.elements.family import Family
from spark_jobs.parts import Part, over_columns
from spark_jobs.rules import CompiledSource

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

log = logging.getLogger(__name__)
PROPERTY = "delta.constraints."
#: A name that `name` makes; a constraint that somebody added by hand stays.
OURS = re.compile("^valid_[0-9a-f]{8}$")
#: The version of the Delta protocol from which writers must honour a CHECK.
WRITER_OF_CHECKS = 3
#: Stands for a moment in a table that had no CHECK.
OPENING = "valid_00000000"
#: What the platform adds to a standard row, with its type.
BESIDE = {
    "_line": "BIGINT",
    "_row_hash": "STRING",
    "_faults": "INT",
    "_received_at": "TIMESTAMP",
    "_delivery": "STRING",
}


@dataclass(frozen=True)
class Constrained:
    """A table as it is declared. `left_out`: column and reason of each check that looks at the day."""

    table: str
    types: Mapping[str, str]
    not_null: tuple[str, ...]
    parts: tuple[Part, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def ddl(self) -> str:
        """The columns of CREATE TABLE."""
        return ", ".join(f"{n} {type_}{' NOT NULL' * (n in self.not_null)}" for n, type_ in self.types.items())


def of_source(source: CompiledSource) -> Constrained:
    """standard.<source>: a kept value has no error, and every error rule over several columns holds."""
    families = {column.name: column.family for column in source.columns}
    return Constrained(
        table=f"standard.{source.table}",
        types={name: made.type for name, made in families.items()} | BESIDE,
        not_null=source.source.key,
        parts=(*_columns(families), *over_columns(source.source), *map(_present, BESIDE)),
        left_out=_left_out(families),
    )


def of_base(catalogue: Catalogue, base: Base, history: bool = False) -> Constrained:
    """base.<base>, or its history: what its elements say of each column."""
    families = {n: family(catalogue.elements[c.element], catalogue.code_lists) for n, c in base.columns.items()}
    period = {"valid_from": "DATE", "valid_to": "DATE"} if history else {}
    return Constrained(
        table=f"base.{base.id}_history" if history else f"base.{base.id}",
        types={name: made.type for name, made in families.items()} | period,
        not_null=base.key,
        parts=(*_columns(families), *([_present("valid_from")] if history else [])),
        left_out=_left_out(families),
    )


def _columns(families: Mapping[str, Family]) -> Iterator[Part]:
    for name, made in families.items():
        reasons = tuple(check.reason for check in made.errors if check.lasting)
        if reasons:
            yield Part(name, reasons, first_error_sql(made, name))


def _present(column: str) -> Part:
    subject = f"{column}.MISSING"
    return Part(subject, ("MISSING",), f"CASE WHEN {column} IS NULL THEN '{subject}' END")


def _left_out(families: Mapping[str, Family]) -> tuple[tuple[str, str], ...]:
    return tuple((n, check.reason) for n, made in families.items() for check in made.errors if not check.lasting)


def holds(parts: Sequence[Part]) -> str:
    """The CHECK: true or false, never NULL. Flat, since the protocol of Spark Connect nests about 100 deep."""
    return f"coalesce({', '.join(part.error for part in parts) or 'NULL'}) IS NULL"


def name(parts: Sequence[Part]) -> str:
    """Its name: a version of the text, so that what carries this name need not be compared."""
    return f"valid_{hashlib.sha256(holds(parts).encode()).hexdigest()[:8]}"


# ------------------------------------------------------------------------------------------------ into the tables


#: What this process has seen to be as declared: session, table and the name of its CHECK.
_current: set[tuple[str, str, str]] = set()


def ensure(spark: SparkSession, declared: Constrained) -> str:
    """Create a table with its constraints, or bring those of an existing one to what is declared; returns its name.

    A CHECK of an older text goes. A part that the rows violate is left off; `meta.constraint` and the log say so.
    """
    place = (spark.session_id, declared.table, name(declared.parts))
    if place in _current:
        return declared.table
    if DeltaTable.is_deltatable(tables.path(declared.table)):
        tables.ensure(spark, declared.table, declared.ddl)
        _bring_up_to_date(spark, declared)
    else:
        properties = {PROPERTY + name(declared.parts): holds(declared.parts)}
        tables.ensure(spark, declared.table, declared.ddl, properties=properties)
        _record(spark, declared, declared.parts, {})
    _current.add(place)
    return declared.table


def _bring_up_to_date(spark: SparkSession, declared: Constrained) -> None:
    """Where the table carries the CHECK of all its parts, this costs one look at its log.

    For the one writer of the table: what another writes between counting and carrying is not looked at.
    """
    delta = DeltaTable(tables.path(declared.table))
    parts = (*declared.parts, *_nullable(delta, declared))
    if name(parts) in _carried(delta):
        return
    violations = _violations(spark, declared.table, parts)
    kept = [part for part in parts if not violations[part.subject]]
    if name(kept) not in _carried(delta):
        _carry(delta, kept)
        tables.name_anew(spark, declared.table)
    for part in parts:
        if rows := violations[part.subject]:
            log.warning("%s: %d rows violate %s, which is left out of its CHECK", declared.table, rows, part.subject)
    _record(spark, declared, parts, violations)


def _carry(delta: DeltaTable, parts: Sequence[Part]) -> None:
    """Make this the CHECK of the table, instead of any older one of ours."""
    if delta.protocol().min_writer_version < WRITER_OF_CHECKS:
        delta.alter.add_constraint({OPENING: "true"})  # a property alone would not raise the protocol's version
    delta.alter.set_table_properties({PROPERTY + name(parts): holds(parts)}, raise_if_not_exists=False)
    for old in sorted(_carried(delta) - {name(parts)}):
        delta.alter.drop_constraint(old)


def _nullable(delta: DeltaTable, declared: Constrained) -> Iterator[Part]:
    """Neither engine makes a column of an existing table NOT NULL: its CHECK says it instead."""
    nullable = {field.name for field in delta.schema().fields if field.nullable}
    yield from (_present(column) for column in declared.not_null if column in nullable)


def _carried(delta: DeltaTable) -> set[str]:
    names = {key.removeprefix(PROPERTY) for key in delta.metadata().configuration if key.startswith(PROPERTY)}
    return {name for name in names if OURS.match(name)}


def _violations(spark: SparkSession, table: str, parts: Sequence[Part]) -> dict[str, int]:
    """Rows that violate each part, in one pass over the table."""
    sums = ", ".join(f"sum(cast({part.error} IS NOT NULL AS INT)) AS p{n}" for n, part in enumerate(parts))
    [row] = spark.sql(f"SELECT {sums} FROM {table}").collect()
    return {part.subject: found or 0 for part, found in zip(parts, row, strict=True)}


def _record(spark: SparkSession, declared: Constrained, parts: Sequence[Part], violations: Mapping[str, int]) -> None:
    """meta.constraint: a row for everything declared of the table, also for what it does not carry."""
    states = {part.subject: "violated" if violations.get(part.subject) else "enforced" for part in parts}
    rows: list[tuple[object, ...]] = [
        (declared.table, part.subject, ",".join(part.reasons), part.error, state, violations.get(part.subject, 0))
        for part, state in zip(parts, states.values(), strict=True)
    ]
    rows += [(declared.table, column, reason, None, "left_out", 0) for column, reason in declared.left_out]
    rows += [
        (declared.table, column, "MISSING", "NOT NULL", "enforced", 0)
        for column in declared.not_null
        if f"{column}.MISSING" not in states
    ]
    schema = tables.schema(spark, tables.ensure(spark, "meta.constraint"))
    spark.createDataFrame(rows, schema).createOrReplaceTempView(view := f"constraints_{uuid.uuid4().hex}")
    tables.replace(spark, "meta.constraint", f"table_name = '{declared.table}'", f"SELECT * FROM {view}")
    spark.catalog.dropTempView(view)
