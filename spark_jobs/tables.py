"""The only file that knows a table's path. Fixed tables are declared here, others come from the catalogue."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from deltalake import DeltaTable
from tenacity import retry, retry_if_exception_message, stop_after_attempt, wait_random_exponential

from spark_jobs.home import Home

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Tables whose columns do not depend on the catalogue: name → columns, and the column that partitions it.
FIXED: dict[str, tuple[str, str | None]] = {
    "ledger.delivery": (
        """delivery_id STRING, department STRING, source STRING, file_name STRING, sha256 STRING, bytes BIGINT,
        received_at TIMESTAMP, period STRING, status STRING, reason STRING, sentence STRING""",
        None,
    ),
    "ledger.balance": (
        """delivery_id STRING, source STRING, received BIGINT, accepted BIGINT, quarantined BIGINT,
        superseded BIGINT, rejected BIGINT""",
        None,
    ),
    "ledger.chain": (
        """seq BIGINT, entry_kind STRING, entry_id STRING, payload_hash STRING, previous_hash STRING, hash STRING""",
        None,
    ),
    "quality.quarantine": (
        """delivery_id STRING, source STRING, line BIGINT, row STRING, rule_ids ARRAY<STRING>, reasons ARRAY<STRING>""",
        "delivery_id",
    ),
    "quality.fault": (
        """fault_id STRING, delivery_id STRING, department STRING, source STRING, file_name STRING, line BIGINT,
        key_token STRING, column_name STRING, element STRING, rule_id STRING, reason STRING, severity STRING,
        attributed_to STRING, verdict STRING, masked_value STRING, first_seen TIMESTAMP, last_seen TIMESTAMP""",
        None,
    ),
    "quality.result": (
        """run_id STRING, delivery_id STRING, department STRING, source STRING, table_name STRING, rule_id STRING,
        rule_version STRING, delta_version BIGINT, checked BIGINT, failed BIGINT, unchecked BIGINT, verdict STRING,
        attributed_to STRING, detail STRING""",
        "delivery_id",
    ),
    "quality.disagreement": (
        """base STRING, element STRING, key_token STRING, authority STRING, authority_value_token STRING,
        other_source STRING, other_value_token STRING, voices BIGINT, doubtful BOOLEAN""",
        "base",
    ),
    "quality.report": (
        """report_id STRING, department STRING, period STRING, sent_at TIMESTAMP, state STRING, content_hash STRING,
        rows_received BIGINT, rows_to_fix BIGINT, detail STRING""",
        None,
    ),
    "meta.rule": (
        """rule_id STRING, rule_version STRING, source STRING, column_name STRING, column_label STRING, element STRING,
        reason STRING, severity STRING, dimension STRING, indicator STRING, sentence STRING, english STRING,
        fix STRING, basis STRING""",
        "source",
    ),
    "ledger.publication": (
        """publication_id STRING, output STRING, kind STRING, state STRING, demand STRING, recipient STRING,
        declaration STRING, rows BIGINT, delta_version BIGINT, content_hash STRING, at TIMESTAMP, reason STRING""",
        None,
    ),
    "meta.responsibility": (
        """rule_id STRING, source STRING, column_name STRING, sentence STRING, department STRING,
        verified_by ARRAY<STRING>, recipients ARRAY<STRING>, deadline_days INT""",
        None,
    ),
    "meta.supply": (
        """department STRING, source STRING, label STRING, column_name STRING, column_label STRING, element STRING,
        level INT, share_type STRING, share_terms STRING, open_type STRING, open_terms STRING, cycle STRING,
        last_arrival TIMESTAMP, accepted_share DOUBLE""",
        None,
    ),
    "meta.demand": (
        """demand STRING, label STRING, department STRING, wanted ARRAY<STRING>, description STRING, purpose STRING,
        frequency STRING, step INT, on_date DATE, status STRING, note STRING""",
        None,
    ),
    "meta.matching": (
        """demand STRING, label STRING, department STRING, status STRING, state STRING, outputs ARRAY<STRING>,
        missing ARRAY<STRING>, reason STRING""",
        None,
    ),
    "meta.catalogue": (
        """code STRING, id STRING, kind STRING, department STRING, label STRING, table_name STRING, cycle STRING,
        share_type STRING, open_type STRING, level INT, row_count BIGINT, last_arrival_at TIMESTAMP, hooked BOOLEAN""",
        None,
    ),
    "meta.system": (
        "id STRING, department STRING, label STRING, status STRING, duty_count INT, dataset_count INT",
        None,
    ),
    "meta.dataset": (
        """id STRING, department STRING, label STRING, system STRING, format STRING, cycle STRING, row_count BIGINT,
        item_count INT, share_type STRING, open_type STRING, source STRING, not_catalogued STRING, catalogued BOOLEAN,
        hooked BOOLEAN""",
        None,
    ),
    "meta.coverage": (
        """department STRING, surveyed_count INT, catalogued_count INT, hooked_count INT, catalogued_share DOUBLE,
        hooked_share DOUBLE""",
        None,
    ),
    "meta.item_source": (
        """item STRING, scope STRING, element STRING, department STRING, authority_uscc STRING, system STRING,
        source STRING, column_name STRING, basis STRING, status STRING, valid_from DATE, valid_to DATE""",
        None,
    ),
    "meta.duplicate_collection": (
        """element STRING, label STRING, department_count INT, declared BOOLEAN, department STRING, source STRING,
        column_name STRING, role STRING, items STRING, forms STRING""",
        None,
    ),
    "meta.graph": ("kind STRING, from_kind STRING, from_id STRING, to_kind STRING, to_id STRING", None),
    "meta.orphan": ("kind STRING, department STRING, id STRING, label STRING, sentence STRING", None),
}


#: Session id → tables that this process has seen registered there; asking again costs two round trips each.
_known: dict[str, set[str]] = {}


def path(table: str) -> str:
    """`schema.table` → its folder in the lake."""
    schema, name = table.split(".")
    return f"{Home.of_environment().lake}/{schema}/{name}"


def ensure(spark: SparkSession, table: str, columns: str | None = None, partition: str | None = None) -> str:
    """Create a table if it is not there; returns its name. `columns` may be omitted for the fixed tables."""
    known = _known.setdefault(spark.session_id, set())
    if table in known:
        return table
    if columns is None:
        columns, partition = FIXED[table]
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}").collect()
    by = f"PARTITIONED BY ({partition})" if partition else ""
    spark.sql(f"CREATE TABLE IF NOT EXISTS {table} ({columns}) USING delta {by} LOCATION '{path(table)}'").collect()
    known.add(table)
    return table


def replace(spark: SparkSession, table: str, where: str, select: str) -> None:
    """Replace exactly the rows that satisfy `where` by those of a SELECT that names its columns; one atomic commit."""
    names = ", ".join(spark.table(table).columns)
    write(spark, f"INSERT INTO {table} REPLACE WHERE {where} SELECT {names} FROM ({select})")


def overwrite(spark: SparkSession, table: str, select: str) -> None:
    """Make a table exactly the rows and the columns of a query, in one commit, whatever it was before."""
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}").collect()
    spark.sql(select).write.format("delta").mode("overwrite").option("overwriteSchema", "true").save(path(table))
    spark.sql(f"CREATE TABLE IF NOT EXISTS {table} USING delta LOCATION '{path(table)}'").collect()


def staged(spark: SparkSession, name: str, select: str) -> str:
    """Write a query down as work.<name> and return what to read it back by, for the source of a MERGE.

    Sail 0.7.2 loses or repeats rows when a MERGE reads a query with joins; from a table it does not.
    """
    fields = spark.sql(select).schema.fields
    # The output of a Python function is `string collate UTF8_BINARY` to Spark, a type that delta-rs cannot read back.
    columns = ", ".join(f"{field.name} {field.dataType.simpleString().split(' collate')[0]}" for field in fields)
    table = ensure(spark, f"work.{name}", columns)
    write(spark, f"DELETE FROM {table}")
    write(spark, f"INSERT INTO {table} SELECT {', '.join(field.name for field in fields)} FROM ({select})")
    return table


class RowsLostError(RuntimeError):
    """A table does not hold the rows that were merged into it. The engine is at fault; nothing may be built on it."""


def require_rows(spark: SparkSession, table: str, select: str) -> None:
    """Prove that a table has as many rows as the query it was made equal to. Raises RowsLostError."""
    found, expected = (spark.sql(f"SELECT count(*) AS n FROM {rows}").collect()[0].n for rows in (table, f"({select})"))
    if found != expected:
        raise RowsLostError(f"{table} has {found} rows after a merge of {expected}")


def existing() -> list[str]:
    """Every table of the lake, `schema.table`, sorted."""
    lake = Home.of_environment().lake
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
    """Make every table of the lake known to the session; those known already cost one listing."""
    names = existing()
    known = {name for schema in _schemas(spark, names) for name in _tables(spark, schema)}
    for name in names:
        if name not in known:
            _register(spark, name)
    _known[spark.session_id] = set(names)


def _register(spark: SparkSession, name: str) -> None:
    """Name a table that lies in the lake already. Sail then describes it without columns, which dbt asks for.

    Declared again with its columns it is described well; Sail takes that for plain tables only, as dbt's are.
    """
    spark.sql(f"CREATE TABLE IF NOT EXISTS {name} USING delta LOCATION '{path(name)}'").collect()
    if name.split(".")[0] != "theme" or spark.sql(f"DESCRIBE TABLE {name}").collect():
        return
    columns = ", ".join(
        f"`{field.name}` {field.dataType.simpleString()}{'' if field.nullable else ' NOT NULL'}"
        for field in spark.table(name).schema
    )
    spark.sql(f"DROP TABLE {name}").collect()
    spark.sql(f"CREATE TABLE {name} ({columns}) USING delta LOCATION '{path(name)}'").collect()


def _schemas(spark: SparkSession, names: list[str]) -> list[str]:
    schemas = sorted({name.split(".")[0] for name in names})
    for schema in schemas:
        spark.sql(f"CREATE SCHEMA IF NOT EXISTS {schema}").collect()
    return schemas


def _tables(spark: SparkSession, schema: str) -> list[str]:
    return [f"{schema}.{row.tableName}" for row in spark.sql(f"SHOW TABLES IN {schema}").collect()]


def version(table: str) -> int:
    """The Delta version of a table now."""
    return DeltaTable(path(table)).version()


def upsert(spark: SparkSession, table: str, rows: list[dict[str, object]], key: str) -> None:
    """Insert rows or replace those of the same key; rows that are already so are left alone."""
    ensure(spark, table)
    names = spark.table(table).columns
    frame = spark.createDataFrame([tuple(row[name] for name in names) for row in rows], spark.table(table).schema)
    frame.createOrReplaceTempView(view := f"upsert_{table.replace('.', '_')}_{uuid.uuid4().hex}")
    differs = " OR ".join(f"NOT (t.{name} <=> s.{name})" for name in names)
    write(
        spark,
        f"""MERGE INTO {table} t USING {view} s ON t.{key} = s.{key}
        WHEN MATCHED AND ({differs}) THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *""",
    )
    spark.catalog.dropTempView(view)


def make_equal(spark: SparkSession, table: str, rows: Sequence[Mapping[str, object]]) -> bool:
    """Make a small fixed table hold exactly these rows, in one commit; False if it did already."""
    frame = spark.table(ensure(spark, table))
    wanted = [tuple(row[name] for name in frame.columns) for row in rows]
    if Counter(tuple(row.values()) for row in frame.toArrow().to_pylist()) == Counter(wanted):
        return False
    if not wanted:
        write(spark, f"DELETE FROM {table}")
        return True
    spark.createDataFrame(wanted, frame.schema).createOrReplaceTempView(view := f"equal_{uuid.uuid4().hex}")
    replace(spark, table, "true", f"SELECT * FROM {view}")
    spark.catalog.dropTempView(view)
    return True


#: How the engines say that another writer of the same table was faster.
LOST_RACE = r"(?is).*(concurrent|conflict|commit failed|failed to commit|version.*already exists).*"


@retry(
    retry=retry_if_exception_message(match=LOST_RACE),
    stop=stop_after_attempt(6),
    wait=wait_random_exponential(multiplier=0.2, max=4),
    reraise=True,
)
def write(spark: SparkSession, sql: str) -> None:
    """Run one writing statement; a lost race against another writer of the table is retried a few times."""
    spark.sql(sql).collect()
