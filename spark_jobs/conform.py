"""Conform: normalise every column, apply every row rule in one pass as bit masks, and give each row its verdict.

One plan, one write: raw.<source> → conform.<source>, exactly the partition of the delivery. Counts, faults, quarantine
and accepted rows are all read from the masks afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spark_jobs import deliveries, tables
from spark_jobs.elements.arrival import excel_precision_sql
from spark_jobs.elements.compile import mask_sql
from spark_jobs.rules import CompiledColumn, CompiledSource, RowRule, compiled
from spark_jobs.session import connect

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

VERDICTS = ("accepted", "quarantined", "superseded", "rejected")


def conform(delivery_id: str) -> None:
    """Write conform.<source> for one delivery. Running it again replaces exactly that partition."""
    arrival = deliveries.arrival(delivery_id)
    source = compiled(arrival.source)
    spark = connect()
    table = ensure(spark, source)
    tables.replace(spark, table, f"_delivery = '{delivery_id}'", plan(source, delivery_id, arrival.received_on))


def ensure(spark: SparkSession, source: CompiledSource) -> str:
    """Create conform.<source> if it is not there."""
    return tables.ensure(spark, f"conform.{source.table}", columns(source), "_delivery")


def columns(source: CompiledSource) -> str:
    """The columns of conform.<source>."""
    names = [f"{column.name} {column.family.type}" for column in source.columns]
    names += ["_line BIGINT", "_reason STRING", "_text STRING", "_verdict STRING", "_row_hash STRING"]
    names += [f"_mask{number} BIGINT" for number in range(source.masks)]
    names += ["_faults INT", "_received_at TIMESTAMP", "_delivery STRING"]
    return ", ".join(names)


def plan(source: CompiledSource, delivery_id: str, received_on: str) -> str:
    """The SELECT over raw.<source>. `received_on` is the ISO day that rules take for today."""
    rows = f"SELECT * FROM raw.{source.table} WHERE _delivery = '{delivery_id}'"
    return conformed(source, rows, f"DATE'{received_on}'")


def conformed(source: CompiledSource, rows: str, today: str) -> str:
    """The same over any SELECT that gives the columns as sent and the columns of META, of one delivery or of many.

    `today` is the SQL of the day that rules take for today; it may read the columns of META.
    """
    found = ", ".join(f"{_finding(column, today)} AS {column.name}__m" for column in source.columns)
    clean = ", ".join(f"{_fill(c.family.normalise, c.sent_as)} AS {c.name}__n" for c in source.columns)
    kept = ", ".join(_kept(column) for column in source.columns)
    masks = ", ".join(f"{_sum(source, number)} AS _mask{number}" for number in range(source.masks))
    return _verdicts(
        source,
        f"""SELECT *, {_rule_masks(source)} FROM (
        SELECT {kept}, {masks}, {META} FROM (
        SELECT {", ".join(f"{c.name}__n, {_adjusted(c)} AS {c.name}__m" for c in source.columns)}, {META} FROM (
        SELECT *, {found} FROM (
        SELECT *, {clean} FROM ({rows})))))""",
    )


META = "_line, _reason, _text, _delivery, _received_at"


def _fill(text: str, x: str) -> str:
    return text.replace("{x}", x)


def _finding(column: CompiledColumn, today: str) -> str:
    """The bit of the first check that fails, of MISSING, or 0."""
    missing = f"{column.missing.flag}L" if column.missing else "0L"
    name = f"{column.name}__n"
    if not column.checks:
        return f"CASE WHEN {name} IS NULL THEN {missing} ELSE 0L END"
    checks = mask_sql(column.family, name, today, column.checks[0].bit)
    return f"CASE WHEN {name} IS NULL THEN {missing} ELSE {checks} END"


def _adjusted(column: CompiledColumn) -> str:
    """A failed number that shows the marks of a spreadsheet gets that reason: the sender must re-export, not retype."""
    if not column.excel:
        return f"{column.name}__m"
    failed = sum(rule.flag for rule in column.checks if rule.severity == "error")
    lost = excel_precision_sql(f"{column.name}__n")
    return f"CASE WHEN {column.name}__m & {failed}L <> 0 AND {lost} THEN {column.excel.flag}L ELSE {column.name}__m END"


def _kept(column: CompiledColumn) -> str:
    """The typed value, or NULL where an error withholds it; and the text the row hash is made from."""
    wrong = f"{column.name}__m & {column.errors}L <> 0" if column.errors else "false"
    value = _fill(column.family.value, f"{column.name}__n")
    return (
        f"CASE WHEN {wrong} THEN NULL ELSE {value} END AS {column.name}, "
        f"CASE WHEN {wrong} THEN NULL ELSE {column.name}__n END AS {column.name}__k"
    )


def _sum(source: CompiledSource, number: int) -> str:
    terms = [f"{column.name}__m" for column in source.columns if column.rules and column.mask == number]
    return " + ".join(terms) or "0L"


def _rule_masks(source: CompiledSource) -> str:
    """The bits of the rules over several columns, and of each the columns that it withholds."""
    terms = {number: ["0L"] for number in range(source.masks)}
    for rule, declared in source.table_rules:
        terms[rule.mask].append(f"CASE WHEN NOT ({declared.holds}) THEN {rule.flag}L ELSE 0L END")
    return ", ".join(f"{' + '.join(items)} AS _rules{number}" for number, items in terms.items())


def _verdicts(source: CompiledSource, select: str) -> str:
    """Refused line, error in the key, repeat of a key (the last line stands), or accepted."""
    masks = ", ".join(f"_mask{n} + _rules{n} AS _mask{n}" for n in range(source.masks))
    names = ", ".join(f"{_after_rules(source, column, '')} AS {column.name}" for column in source.columns)
    hashed = ", ".join(f"coalesce({_after_rules(source, column, '__k')}, chr(1))" for column in source.columns)
    key = ", ".join(source.source.key)
    faults = " + ".join(f"bit_count(_mask{n})" for n in range(source.masks))
    wide = f"SELECT {names}, {masks}, sha2(concat_ws(chr(31), {hashed}), 256) AS _row_hash, {META} FROM ({select})"
    judged = f"""SELECT *, CASE WHEN _reason IS NOT NULL THEN 'rejected' WHEN {_key_fails(source)} THEN 'quarantined'
        ELSE 'accepted' END AS _first FROM ({wide})"""
    within = f"PARTITION BY _delivery, _first, {key} ORDER BY _line DESC"
    ranked = f"SELECT *, row_number() OVER ({within}) AS _rank FROM ({judged})"
    rejected = ", ".join(
        f"CASE WHEN _reason IS NULL THEN _mask{n} ELSE 0L END AS _mask{n}" for n in range(source.masks)
    )
    columns = ", ".join(column.name for column in source.columns)
    return f"""SELECT {columns}, {rejected}, {META}, _row_hash,
        CASE WHEN _first = 'accepted' AND _rank > 1 THEN 'superseded' ELSE _first END AS _verdict,
        CASE WHEN _reason IS NULL THEN cast({faults} AS INT) ELSE 1 END AS _faults FROM ({ranked})"""


def _after_rules(source: CompiledSource, column: CompiledColumn, form: str) -> str:
    """The column's value, or its text with `form` __k, unless a rule over several columns withholds it."""
    withheld = [
        rule for rule, declared in source.table_rules if rule.severity == "error" and column.name in declared.columns
    ]
    if not withheld or column.name in source.source.key:
        return column.name + form
    failed = " OR ".join(f"_rules{rule.mask} & {rule.flag}L <> 0" for rule in withheld)
    return f"CASE WHEN {failed} THEN NULL ELSE {column.name}{form} END"


def key_rules(source: CompiledSource) -> list[RowRule]:
    """The errors that quarantine a row: those on a key column."""
    key = set(source.source.key)
    rules = [rule for column in source.columns if column.name in key for rule in column.rules]
    rules += [rule for rule, declared in source.table_rules if key & set(declared.columns)]
    return [rule for rule in rules if rule.severity == "error"]


def _key_fails(source: CompiledSource) -> str:
    bits = {n: sum(rule.flag for rule in key_rules(source) if rule.mask == n) for n in range(source.masks)}
    return " OR ".join(f"_mask{n} & {bit}L <> 0" for n, bit in bits.items() if bit) or "false"
