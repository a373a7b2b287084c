"""Where another holder of a datum says something else than its authority (多源校核)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.model import Base
from spark_jobs import tables
from spark_jobs.home import Home
from spark_jobs.tokens import load_key, token_column

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def record(spark: SparkSession, base: Base) -> None:
    """Rewrite quality.disagreement for one base. Values and keys leave the engine only as tokens."""
    tables.ensure(spark, "quality.disagreement")
    pairs = [
        _pair(base, name, other, key)
        for name, column in base.columns.items()
        for other, key in column.verified_by.items()
    ]
    if not pairs:
        return
    frame, secret = spark.sql(" UNION ALL ".join(pairs)), load_key(Home.of_environment().root)
    for clear, token in (("_key", "key_token"), ("_a", "authority_value_token"), ("_b", "other_value_token")):
        frame = token_column(frame, secret, clear, token)
    frame.createOrReplaceTempView(view := f"disagreement_{base.id}")
    tables.replace(spark, "quality.disagreement", f"base = '{base.id}'", f"SELECT * FROM {view}")
    spark.catalog.dropTempView(view)


def _pair(base: Base, name: str, other: str, key: str) -> str:
    source, field = other.split(".")
    authority = next(iter(base.columns[name].authority))
    return f"""SELECT DISTINCT '{base.id}' AS base, '{name}' AS element, b.{base.key[0]} AS _key,
        '{authority}' AS authority, cast(b.{name} AS STRING) AS _a, '{other}' AS other_source,
        cast(o.{field} AS STRING) AS _b
        FROM base.{base.id} b JOIN standard.{source.split("/")[1]} o ON o.{key} = b.{base.key[0]}
        WHERE b.{name} <> o.{field}"""
