"""Who says something else than the authority, and how many voices that are."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.load import load
from spark_jobs.base_rows import column_types
from spark_jobs.base_rows import select as select_rows
from spark_jobs.disagreements import select
from tests.catalog.test_load import write
from tests.spark_jobs.small_city import CARDS, FILES, PERSON

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ON = date(2026, 11, 1)
VERIFIED = "verified_by: {health/deaths.name: id, pension/payments.name: id, pension/cards.name: id}"
CITY = FILES | {
    "sources/pension/cards.yml": CARDS,
    "bases/person.yml": PERSON.replace("verified_by: {health/deaths.name: id}", VERIFIED),
}
TABLES = {
    "register": [("A", "甲"), ("B", "乙"), ("C", "丙"), ("D", None), (None, "无")],
    "deaths": [("A", "甲"), ("B", "乙二"), ("C", "丙二"), ("D", "丁"), (None, "无")],
    "payments": [("A", "甲"), ("B", "乙二"), ("C", "丙三"), ("B", None)],
    "cards": [("A", "甲二"), ("B", "乙三"), ("C", "丙三"), ("A", "甲二")],
}


def fill(spark: SparkSession) -> None:
    for table, rows in TABLES.items():
        texts = [", ".join("cast(null as string)" if v is None else f"'{v}'" for v in row) for row in rows]
        rows_sql = " UNION ALL ".join(
            f"SELECT {text}, '2', 'x', cast({n} as bigint), 'd', timestamp'2026-11-01 00:00:00'"
            for n, text in enumerate(texts)
        )
        names = "id, name, state, day, _line, _delivery, _received_at"
        spark.sql(f"CREATE OR REPLACE TEMP VIEW {table}_rows ({names}) AS {rows_sql}").collect()


def test_voices(spark: SparkSession, tmp_path: Path) -> None:
    """B: two independent witnesses; C: pension says it twice, which is one voice; D: a gap is no disagreement."""
    catalogue = load(write(tmp_path, CITY))
    base = catalogue.bases["person"]
    fill(spark)
    spark.sql(
        f"CREATE OR REPLACE TEMP VIEW merged AS {here(select_rows(base, ON, column_types(catalogue, base)))}"
    ).collect()
    query = here(select(catalogue, base, "merged", ON))
    names = ("element", "_key", "authority", "_a", "other_source", "_b", "voices", "doubtful")
    found = sorted(tuple(row[name] for name in names) for row in spark.sql(query).collect())
    register = "police/register.name"
    assert found == [
        ("name", "A", register, "甲", "pension/cards.name", "甲二", 1, False),
        ("name", "B", register, "乙", "health/deaths.name", "乙二", 2, True),
        ("name", "B", register, "乙", "pension/cards.name", "乙三", 1, False),
        ("name", "B", register, "乙", "pension/payments.name", "乙二", 2, True),
        ("name", "C", register, "丙", "health/deaths.name", "丙二", 1, False),
        ("name", "C", register, "丙", "pension/cards.name", "丙三", 1, False),
        ("name", "C", register, "丙", "pension/payments.name", "丙三", 1, False),
    ]


def test_the_authority_is_that_of_the_row_s_scope_on_the_day(tmp_path: Path) -> None:
    scopes = "{id: all, source: police/register}, {id: cards, source: pension/cards, from: 2026-11-01}"
    person = PERSON.replace("{id: all, source: police/register}", scopes)
    for field in ("id", "name", "day"):
        person = person.replace(
            f"police/register.{field}:", f"pension/cards.{field}: '{{x}}', police/register.{field}:"
        )
    catalogue = load(write(tmp_path, CITY | {"bases/person.yml": person}))
    base = catalogue.bases["person"]
    assert "CASE b._source WHEN 'police/register' THEN 'police/register.name' WHEN 'pension/cards' THEN" in select(
        catalogue, base, "merged", ON
    )
    assert "'police/register.name' AS authority" in select(catalogue, base, "merged", date(2026, 10, 31))


def test_nobody_verifies(tmp_path: Path) -> None:
    person = PERSON.replace("verified_by: {health/deaths.name: id}", "")
    catalogue = load(write(tmp_path, FILES | {"bases/person.yml": person}))
    assert select(catalogue, catalogue.bases["person"], "merged", ON) == ""


def here(query: str) -> str:
    """The query over this test's views instead of the lake's tables."""
    return re.sub(r"standard\.(\w+)", r"\1_rows", query)
