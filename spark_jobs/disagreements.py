"""Where another holder of a datum says something else than its authority (多源校核).

Source: 《政务数据共享条例》（国务院令第809号）第二十六条（校核纠错）.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from catalog.authority import in_force
from catalog.model import Base, Catalogue
from catalog.upstream import voice
from spark_jobs import tables
from spark_jobs.home import Home
from spark_jobs.tokens import load_key, token_column

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: So many independent voices that say the same against the authority make its own value doubtful (疑义).
DOUBTFUL = 2


def record(spark: SparkSession, catalogue: Catalogue, base: Base, rows: str, on: date) -> None:
    """Rewrite quality.disagreement for one base. Values and keys leave the engine only as tokens.

    `rows`: a table of the base's columns and the `_source` of each row. `voices` counts the independent witnesses of a
    value that the authority does not have; sources fed from one upstream are one.
    """
    tables.ensure(spark, "quality.disagreement")
    query = select(catalogue, base, rows, on)
    if not query:
        return
    frame, secret = spark.sql(query), load_key(Home.of_environment().root)
    for clear, token in (("_key", "key_token"), ("_a", "authority_value_token"), ("_b", "other_value_token")):
        frame = token_column(frame, secret, clear, token)
    frame.createOrReplaceTempView(view := f"disagreement_{base.id}")
    tables.replace(spark, "quality.disagreement", f"base = '{base.id}'", f"SELECT * FROM {view}")
    spark.catalog.dropTempView(view)


def select(catalogue: Catalogue, base: Base, rows: str, on: date) -> str:
    """Every disagreement in clear, with its `voices` and whether it is `doubtful`; empty without a verifier."""
    pairs = [
        _pair(catalogue, base, name, other, rows, on)
        for name, column in base.columns.items()
        for other in column.verified_by
    ]
    if not pairs:
        return ""
    witnesses = "size(collect_set(_voice) OVER (PARTITION BY base, element, _key, _b))"
    counted = f"SELECT *, cast({witnesses} AS BIGINT) AS voices FROM ({' UNION ALL '.join(pairs)})"
    return f"SELECT *, voices >= {DOUBTFUL} AS doubtful FROM ({counted})"


def _pair(catalogue: Catalogue, base: Base, name: str, other: str, rows: str, on: date) -> str:
    source, field = other.split(".")
    key = base.columns[name].verified_by[other]
    return f"""SELECT DISTINCT '{base.id}' AS base, '{name}' AS element, b.{base.key[0]} AS _key,
        {_authority(base, name, on)} AS authority, cast(b.{name} AS STRING) AS _a, '{other}' AS other_source,
        cast(o.{field} AS STRING) AS _b, '{voice(catalogue, source).replace("'", "''")}' AS _voice
        FROM {rows} b JOIN standard.{source.split("/")[1]} o ON o.{key} = b.{base.key[0]}
        WHERE b.{name} <> o.{field}"""


def _authority(base: Base, name: str, on: date) -> str:
    """SQL for the authority of an item in the scope that a row is of."""
    found = {scope.source: claim.reference for scope in base.scopes if (claim := in_force(base, name, scope, on))}
    if len(set(found.values())) == 1:
        return f"'{next(iter(found.values()))}'"
    cases = " ".join(f"WHEN '{source}' THEN '{reference}'" for source, reference in found.items())
    return f"CASE b._source {cases} END" if cases else "cast(NULL AS STRING)"
