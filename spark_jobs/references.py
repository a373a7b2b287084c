"""References between base libraries: a row whose target exists nowhere is a fault and does not enter the base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.load import load
from catalog.model import Base, Reference
from spark_jobs import faults, tables
from spark_jobs.home import Home
from spark_jobs.in_letter import base_shown
from spark_jobs.masks import mask_sql
from spark_jobs.rules import reference_id, reference_version
from spark_jobs.tokens import load_key, token_column

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


#: What meta.rule says of a rule in the rule's own words.
SAID = ("reason", "severity", "dimension", "sentence", "english", "fix", "basis")


def _targets(reference: Reference) -> str:
    bases = load().bases
    return " UNION ".join(f"SELECT {bases[name].key[0]} AS k FROM base.{name}" for name in reference.in_bases)


def only_resolved(base: Base, rows: str) -> str:
    """The rows whose every reference resolves; an empty reference is for the row rules to judge."""
    for reference in base.references:
        column = reference.columns[0]
        rows = f"""SELECT r.* FROM ({rows}) r LEFT JOIN ({_targets(reference)}) x ON x.k = r.{column}
            WHERE x.k IS NOT NULL OR r.{column} IS NULL"""
    return rows


def record(spark: SparkSession, base: Base, rows: str) -> None:
    """Write the faults of every reference of a base; those that resolve now disappear."""
    for reference in base.references:
        _rule(spark, base, reference)
        frame = spark.sql(_unresolved(base, reference, rows))
        faults.merge(
            spark,
            token_column(frame, load_key(Home.of_environment().root), "_key", "key_token"),
            f"base_{base.id}",
            f"t.rule_id = '{reference_id(base, reference)}'",
        )


def _unresolved(base: Base, reference: Reference, rows: str) -> str:
    column, rule = reference.columns[0], reference.rule
    element = load().elements[base.columns[column].element]
    mask = element.mask if base_shown(load(), base, column) else "hide"
    return f"""SELECT r._delivery AS delivery_id, split(r._source, '/')[0] AS department, r._source AS source,
        d.file_name, r._line AS line, cast(r.{base.key[0]} AS STRING) AS _key, '{column}' AS column_name,
        '{element.id}' AS element, '{reference_id(base, reference)}' AS rule_id, '{rule.reason}' AS reason,
        '{rule.severity}' AS severity, 'source' AS attributed_to, 'withheld' AS verdict,
        {mask_sql(mask, f"r.{column}")} AS masked_value, r._received_at AS first_seen,
        r._received_at AS last_seen
        FROM ({rows}) r LEFT JOIN ({_targets(reference)}) x ON x.k = r.{column}
        JOIN ledger.delivery d ON d.delivery_id = r._delivery
        WHERE x.k IS NULL AND r.{column} IS NOT NULL"""


def _rule(spark: SparkSession, base: Base, reference: Reference) -> None:
    rule, column = reference.rule, reference.columns[0]
    row = {
        "rule_id": reference_id(base, reference),
        "rule_version": reference_version(base, reference),
        "source": f"base/{base.id}",
        "column_name": column,
        "column_label": load().elements[base.columns[column].element].label,
        "element": base.columns[column].element,
        **{name: getattr(rule, name) for name in SAID},
        "indicator": rule.indicator.value,
    }
    tables.upsert(spark, "meta.rule", [row], "rule_id")
