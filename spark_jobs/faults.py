"""Faults and quarantine of a delivery, expanded from the masks: only failing rows are ever touched."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from spark_jobs import tables
from spark_jobs.deliveries import Arrival
from spark_jobs.home import Home
from spark_jobs.in_letter import shown
from spark_jobs.masks import mask_sql
from spark_jobs.rules import NUMBER_KINDS, CompiledColumn, CompiledSource, RowRule
from spark_jobs.tokens import load_key, token_column

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


#: What makes two faults the same one, seen again.
SAME = "source, key_token, rule_id"


def record(spark: SparkSession, source: CompiledSource, arrived: Arrival) -> None:
    """Write quality.fault, quality.quarantine and meta.rule for one delivery; running it again changes nothing."""
    _rules(spark, source)
    _quarantine(spark, source, arrived.delivery_id)
    _faults(spark, source, arrived)


def _literal(value: object) -> str:
    if value is None:
        return "CAST(NULL AS STRING)"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


def _values(rows: Iterable[tuple[object, ...]], names: str) -> str:
    body = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)
    return f"SELECT * FROM VALUES {body} AS r({names})"


def _rules(spark: SparkSession, source: CompiledSource) -> None:
    """meta.rule: the rules of this source as they stand now; written only when they changed."""
    labels = {column.name: _label(source, column.name) for column in source.columns}
    rows = [
        (r.rule_id, r.version, source.name, r.column, labels[r.column], r.element, r.reason, r.severity, r.dimension,
         r.indicator, r.sentence, r.english, r.fix, r.basis)
        for r in source.rules
    ]  # fmt: skip
    names = ", ".join(tables.schema(spark, tables.ensure(spark, "meta.rule")).names)
    where = f"source = '{source.name}'"
    now = {tuple(row) for row in spark.sql(f"SELECT {names} FROM meta.rule WHERE {where}").collect()}
    if now != set(rows):
        tables.replace(spark, "meta.rule", where, _values(rows, names))


def _label(source: CompiledSource, name: str) -> str:
    column = next(column for column in source.columns if column.name == name)
    return column.declared.label or (column.declared.headers or (column.element.label,))[0]


def _bits(rules: Iterable[RowRule], masks: int) -> str:
    tests = " ".join(f"WHEN {number} THEN _mask{number}" for number in range(masks))
    return f"(CASE r.mask {tests} END & r.flag) <> 0"


def _failing(source: CompiledSource, delivery_id: str) -> str:
    """One row per failing rule of each row that counts (a repeat is not a fault), with the rule's own fields."""
    rows = [(r.mask, r.flag, r.rule_id, r.column, r.element, r.reason, r.severity) for r in source.rules]
    rules = _values(rows, "mask, flag, rule_id, column_name, element, reason, severity")
    return f"""SELECT c.*, r.rule_id, r.column_name, r.element, r.reason, r.severity
        FROM conform.{source.table} c JOIN ({rules}) r ON {_bits(source.rules, source.masks)}
        WHERE c._delivery = '{delivery_id}' AND c._faults > 0 AND c._verdict IN ('accepted', 'quarantined')"""


def _quarantine(spark: SparkSession, source: CompiledSource, delivery_id: str) -> None:
    """Rows quarantined for an error in their key, and lines refused by the reader, as they were sent."""
    tables.ensure(spark, "quality.quarantine")
    sent = ", ".join(source.sent)
    rules = f"""SELECT _line, collect_set(rule_id) AS rule_ids, collect_set(reason) AS reasons
        FROM ({_failing(source, delivery_id)}) WHERE severity = 'error' AND _verdict = 'quarantined' GROUP BY _line"""
    select = f"""SELECT w._delivery AS delivery_id, '{source.name}' AS source, w._line AS line,
        CASE WHEN w._reason IS NULL THEN to_json(named_struct({", ".join(f"'{n}', w.{n}" for n in source.sent)}))
             ELSE to_json(named_struct('_text', w._text)) END AS row,
        CASE WHEN w._reason IS NULL THEN sort_array(r.rule_ids) ELSE array('{source.table}._line.' || w._reason) END
            AS rule_ids,
        CASE WHEN w._reason IS NULL THEN sort_array(r.reasons) ELSE array(w._reason) END AS reasons
        FROM (SELECT {sent}, _line, _reason, _text, _delivery FROM raw.{source.table}
              WHERE _delivery = '{delivery_id}') w
        LEFT JOIN ({rules}) r ON r._line = w._line
        WHERE w._reason IS NOT NULL OR r._line IS NOT NULL"""
    tables.replace(spark, "quality.quarantine", f"delivery_id = '{delivery_id}'", select)


def _faults(spark: SparkSession, source: CompiledSource, arrived: Arrival) -> None:
    key = load_key(Home.of_environment().root)
    frame = token_column(spark.sql(_fault_rows(source, arrived)), key, "_key", "key_token")
    merge(spark, frame, source.table, f"t.delivery_id = '{arrived.delivery_id}' AND t.rule_id NOT LIKE 'base.%'")


def merge(spark: SparkSession, frame: DataFrame, name: str, owned: str) -> None:
    """Merge the faults of a delivery by their stable id. Of those that satisfy `owned`, what is no longer found goes.

    A fault is one of a row of a delivery: the same key with the same fault in another file is another row to mend, and
    a key that is wrong names no row at all. `first_seen` looks across them: since when this key has had this fault.
    """
    frame.createOrReplaceTempView(view := f"faults_{uuid.uuid4().hex}")
    numbered = f"SELECT *, row_number() OVER (PARTITION BY delivery_id, {SAME} ORDER BY line) AS nth FROM {view}"
    names = tables.schema(spark, tables.ensure(spark, "quality.fault")).names
    columns = ", ".join(names)
    identified = f"""SELECT concat('f', substr(sha2(concat_ws('|', delivery_id, {SAME}, cast(nth AS STRING)), 256), 1,
        16)) AS fault_id, * FROM ({numbered})"""
    found = tables.staged(spark, f"fault_{name}", f"SELECT {columns} FROM ({identified})")
    spark.catalog.dropTempView(view)
    seen = tables.staged(spark, f"seen_fault_{name}", _since_first(found, names, owned))
    values = [name for name in names if name != "fault_id"]
    tables.write(
        spark,
        f"""MERGE INTO quality.fault t
        USING (SELECT {tables.every_column(spark, "quality.fault")} FROM {seen}) s ON t.fault_id = s.fault_id
        WHEN MATCHED AND ({" OR ".join(f"NOT (t.{n} <=> s.{n})" for n in values)}) THEN UPDATE SET
            {", ".join(f"{n} = s.{n}" for n in values)}
        WHEN NOT MATCHED THEN INSERT *
        WHEN NOT MATCHED BY SOURCE AND {owned} THEN DELETE""",
    )


def _since_first(found: str, names: list[str], owned: str) -> str:
    """The faults found, and those that other deliveries had of the same keys, each with the day of the first of all."""
    others = f"""SELECT {", ".join(f"t.{n}" for n in names)} FROM quality.fault t
        WHERE EXISTS (SELECT 1 FROM {found} f WHERE {" AND ".join(f"f.{n} = t.{n}" for n in SAME.split(", "))})
        AND NOT ({owned})"""
    first = f"min(last_seen) OVER (PARTITION BY {SAME})"
    told = ", ".join(f"{first} AS {n}" if n == "first_seen" else n for n in names)
    return f"SELECT {told} FROM (SELECT {', '.join(names)} FROM {found} UNION ALL {others})"


def _example(source: CompiledSource, column: CompiledColumn) -> str:
    """The value as sent, masked. In a column of public values a misplaced identity number is still scrubbed."""
    if not shown(source.source, column.name, column.element):
        return mask_sql("hide", f"w.{column.sent_as}")
    public = column.element.mask == "none" and column.element.kind not in NUMBER_KINDS
    return mask_sql("scrub" if public else column.element.mask, f"w.{column.sent_as}")


def _fault_rows(source: CompiledSource, arrived: Arrival) -> str:
    """Faults with the key still in the clear, in `_key`; it is replaced by its token before anything is written."""
    delivery = arrived.delivery_id
    key = ", ".join(f"coalesce(w.{name}, '')" for name in source.source.key)
    masked = " ".join(f"WHEN '{column.name}' THEN {_example(source, column)}" for column in source.columns)
    common = f"""'{delivery}' AS delivery_id, '{source.department}' AS department, '{source.name}' AS source,
        {_literal(arrived.shown_name)} AS file_name"""
    seen = "f._received_at AS first_seen, f._received_at AS last_seen"
    return f"""SELECT {common}, f._line AS line, concat_ws('|', {key}) AS _key, f.column_name, f.element, f.rule_id,
        f.reason, f.severity, 'source' AS attributed_to,
        CASE WHEN f.severity = 'warn' THEN 'recorded' WHEN f._verdict = 'quarantined' THEN 'quarantined'
             ELSE 'withheld' END AS verdict,
        CASE f.column_name {masked} END AS masked_value, {seen}
        FROM ({_failing(source, delivery)}) f
        JOIN raw.{source.table} w ON w._line = f._line AND w._delivery = '{delivery}'
        UNION ALL
        SELECT {common}, f._line AS line, concat_ws('|', 'line', f._text) AS _key, '_line' AS column_name,
        '' AS element, '{source.table}._line.' || f._reason AS rule_id, f._reason AS reason, 'error' AS severity,
        'source' AS attributed_to, 'rejected' AS verdict, CAST(NULL AS STRING) AS masked_value, {seen}
        FROM conform.{source.table} f WHERE f._delivery = '{delivery}' AND f._reason IS NOT NULL"""
