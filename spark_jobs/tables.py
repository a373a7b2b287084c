"""The only file that knows a table's path. fixed_tables.py declares those that do not come from the catalogue."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from deltalake import DeltaTable

from spark_jobs import evolution
from spark_jobs.comments import commented
from spark_jobs.elements.cleaning import quoted
from spark_jobs.fixed_tables import FIXED as FIXED
from spark_jobs.home import Home
from spark_jobs.writes import write as write

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from pyspark.sql.types import StructType

#: Session id → tables that this process has seen registered there (asking again costs two round trips each) → the
#: declared columns that it has seen them to have; none before it looked.
_known: dict[str, dict[str, str]] = {}
#: Where a session says, to all processes that share it, which tables it knows.
TOLD = "yiyuan.tables"


def path(table: str, lake: str | None = None) -> str:
    """`schema.table` → its folder in a lake (folder or s3:// URI), by default this installation's."""
    schema, name = table.split(".")
    return f"{(lake or Home.of_environment().lake).rstrip('/')}/{schema}/{name}"


def ensure(
    spark: SparkSession,
    table: str,
    columns: str | None = None,
    partition: str | None = None,
    properties: Mapping[str, str] | None = None,
) -> str:
    """Create a table if it is not there, or add the columns that it lacks; returns its name.

    `columns` may be omitted for the fixed tables. Raises SchemaChangeError if a column is of another type.
    """
    if columns is None:
        columns, partition = FIXED[table]
    known = _known.setdefault(spark.session_id, {})
    if known.get(table) == columns:
        return table
    if table not in known:
        _create(spark, table, columns, partition, properties or {})
    evolution.add_missing(table, path(table), columns)
    known[table] = columns
    return table


def _create(
    spark: SparkSession, table: str, columns: str, partition: str | None, properties: Mapping[str, str]
) -> None:
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}")
    by = f"PARTITIONED BY ({partition})" if partition else ""
    given = ", ".join(f"{quoted(name)} = {quoted(value)}" for name, value in properties.items())
    place = f"LOCATION '{path(table)}' {f'TBLPROPERTIES ({given})' if given else ''}"
    spark.sql(f"CREATE TABLE IF NOT EXISTS {table} ({commented(table, columns)}) USING delta {by} {place}")
    _tell(spark, table)


def schema(spark: SparkSession, table: str) -> StructType:
    """The declared columns of a table that was ensured, in their order; one made earlier may have others, elsewhere."""
    there, declared = spark.table(table).schema, _known[spark.session_id][table]
    return type(there)([there[name] for name in evolution.types(declared)])


def comments(table: str) -> dict[str, str]:
    """Column → what it means, as the table itself keeps it, for those that have a comment. None of no table."""
    if not DeltaTable.is_deltatable(path(table)):
        return {}
    fields = DeltaTable(path(table)).schema().fields
    return {field.name: field.metadata["comment"] for field in fields if field.metadata.get("comment")}


def every_column(spark: SparkSession, table: str) -> str:
    """The select list that gives a table all that it has: a declared column by its name, NULL for any other.

    Delta has a row written with every column of the table, MERGE … INSERT * likewise.
    """
    there, declared = spark.table(table).schema, _known.get(spark.session_id, {}).get(table)
    names = set(evolution.types(declared)) if declared else set(there.names)
    return ", ".join(
        field.name if field.name in names else f"CAST(NULL AS {field.dataType.simpleString()}) AS {field.name}"
        for field in there
    )


def replace(spark: SparkSession, table: str, where: str, select: str) -> None:
    """Replace exactly the rows that satisfy `where` by those of a SELECT that names its columns; one atomic commit."""
    write(spark, f"INSERT INTO {table} REPLACE WHERE {where} SELECT {every_column(spark, table)} FROM ({select})")


def overwrite(spark: SparkSession, table: str, select: str) -> None:
    """Make a table exactly the rows and the columns of a query, in one commit, whatever it was before."""
    new = not DeltaTable.is_deltatable(path(table))
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}")
    spark.sql(select).write.format("delta").mode("overwrite").option("overwriteSchema", "true").save(path(table))
    spark.sql(f"CREATE TABLE IF NOT EXISTS {table} USING delta LOCATION '{path(table)}'")
    if new:
        _tell(spark, table)


def staged(spark: SparkSession, name: str, select: str) -> str:
    """Write a query down as work.<name> and return what to read it back by, for the source of a MERGE.

    Sail 0.7.2 loses or repeats rows when a MERGE reads a query with joins; from a table it does not.
    """
    # The output of a Python function is `string collate UTF8_BINARY` to Spark, a type that delta-rs cannot read back.
    columns = ", ".join(
        f"CAST({field.name} AS {field.dataType.simpleString().split(' collate')[0]}) AS {field.name}"
        for field in spark.sql(select).schema
    )
    overwrite(spark, table := f"work.{name}", f"SELECT {columns} FROM ({select})")
    return table


class RowsLostError(RuntimeError):
    """A table does not hold the rows that were merged into it. The engine is at fault; nothing may be built on it."""


def require_rows(spark: SparkSession, table: str, select: str) -> None:
    """Prove that a table has as many rows as the query it was made equal to. Raises RowsLostError."""
    found, expected = (spark.sql(f"SELECT count(*) AS n FROM {rows}").collect()[0].n for rows in (table, f"({select})"))
    if found != expected:
        raise RowsLostError(f"{table} has {found} rows after a merge of {expected}")


def existing(lake: str | None = None) -> list[str]:
    """Every table of a lake (folder or s3:// URI), by default this installation's, as `schema.table`, sorted."""
    lake = lake or Home.of_environment().lake
    if "://" in lake:
        return _existing_remote(lake)
    return sorted(f"{log.parent.parent.name}.{log.parent.name}" for log in Path(lake).glob("*/*/_delta_log"))


def _existing_remote(lake: str) -> list[str]:
    from pyarrow import fs

    store, root = fs.FileSystem.from_uri(lake)
    found = store.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=True))
    logs = [info.path for info in found if info.base_name == "_delta_log"]
    return sorted(".".join(log.split("/")[-3:-1]) for log in logs)


def register_all(spark: SparkSession) -> None:
    """Make every table of the lake known to the session, unless a process that shares it has done so."""
    names = existing()
    if spark.conf.get(TOLD, None) != _digest(names):
        known = {name for schema in _schemas(spark, names) for name in _tables(spark, schema)}
        for name in names:
            if name not in known:
                _register(spark, name)
        spark.conf.set(TOLD, _digest(names))
    _known[spark.session_id] = dict.fromkeys(names, "")


def _tell(spark: SparkSession, table: str) -> None:
    """Say in the session that it knows this table too, if it knew all others; if not, who connects next names them."""
    names = existing()
    if spark.conf.get(TOLD, None) == _digest([name for name in names if name != table]):
        spark.conf.set(TOLD, _digest(names))


def _digest(names: Sequence[str]) -> str:
    return hashlib.sha256(" ".join(names).encode()).hexdigest()


def name_anew(spark: SparkSession, table: str) -> None:
    """Let an engine forget what it knew of a table and read its log again. A reader in between finds no such table."""
    spark.conf.unset(TOLD)  # whoever connects after a kill in between looks for himself
    spark.sql(f"DROP TABLE IF EXISTS {table}")
    _register(spark, table)


def _register(spark: SparkSession, name: str) -> None:
    """Name a table that lies in the lake already. Sail then describes it without columns, which dbt asks for.

    Declared again with its columns it is described well; Sail takes that for plain tables only, as dbt's are.
    """
    spark.sql(f"CREATE TABLE IF NOT EXISTS {name} USING delta LOCATION '{path(name)}'")
    if name.split(".")[0] != "theme" or spark.sql(f"DESCRIBE TABLE {name}").collect():
        return
    columns = ", ".join(
        f"`{field.name}` {field.dataType.simpleString()}{'' if field.nullable else ' NOT NULL'}"
        for field in spark.table(name).schema
    )
    spark.sql(f"DROP TABLE {name}")
    spark.sql(f"CREATE TABLE {name} ({columns}) USING delta LOCATION '{path(name)}'")


def _schemas(spark: SparkSession, names: list[str]) -> list[str]:
    schemas = sorted({name.split(".")[0] for name in names})
    for schema in schemas:
        spark.sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    return schemas


def _tables(spark: SparkSession, schema: str) -> list[str]:
    return [f"{schema}.{row.tableName}" for row in spark.sql(f"SHOW TABLES IN {schema}").collect()]


def row_count(table: str) -> int:
    """How many rows a table has now, from its log alone."""
    return int(DeltaTable(path(table)).count())


def products() -> dict[str, int]:
    """What a run is for, with its rows: base and thematic libraries, shares and openings, sorted."""
    return {name: row_count(name) for name in existing() if name.split(".")[0] in ("base", "theme", "share", "open")}


def version(table: str) -> int:
    """The Delta version of a table now."""
    return DeltaTable(path(table)).version()


def upsert(spark: SparkSession, table: str, rows: list[dict[str, object]], key: str) -> None:
    """Insert rows or replace those of the same key; rows that are already so are left alone."""
    ensure(spark, table)
    columns = schema(spark, table)
    frame = spark.createDataFrame([tuple(row[name] for name in columns.names) for row in rows], columns)
    frame.createOrReplaceTempView(view := f"upsert_{table.replace('.', '_')}_{uuid.uuid4().hex}")
    differs = " OR ".join(f"NOT (t.{name} <=> s.{name})" for name in columns.names)
    write(
        spark,
        f"""MERGE INTO {table} t USING (SELECT {every_column(spark, table)} FROM {view}) s ON t.{key} = s.{key}
        WHEN MATCHED AND ({differs}) THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *""",
    )
    spark.catalog.dropTempView(view)


def make_equal(spark: SparkSession, table: str, rows: Sequence[Mapping[str, object]]) -> bool:
    """Make a small fixed table hold exactly these rows, in one commit; False if it did already."""
    columns = schema(spark, ensure(spark, table))
    frame = spark.table(table).select(*columns.names)
    wanted = [tuple(row[name] for name in columns.names) for row in rows]
    there = (tuple(row.values()) for row in frame.toArrow().to_pylist())
    if Counter(map(_hashable, there)) == Counter(map(_hashable, wanted)):
        return False
    if not wanted:
        write(spark, f"DELETE FROM {table}")
        return True
    spark.createDataFrame(wanted, columns).createOrReplaceTempView(view := f"equal_{uuid.uuid4().hex}")
    replace(spark, table, "true", f"SELECT * FROM {view}")
    spark.catalog.dropTempView(view)
    return True


def _hashable(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in row)
