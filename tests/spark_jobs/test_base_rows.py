"""Each column from the authority that is in force on the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from catalog.load import load
from spark_jobs.base_rows import column_types, select
from tests.catalog.test_load import write
from tests.spark_jobs.small_city import FILES, PERSON
from tests.spark_jobs.test_disagreements import fill, here

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: The name passes from police to health on 2026-01-01; the state was unknown before 2020; the scope began in 2010.
CITY = FILES | {
    "bases/person.yml": PERSON.replace("police/register}", "police/register, from: 2010-01-01}")
    .replace("    verified_by: {health/deaths.name: id}\n", "  state:\n    element: code\n    from: 2020-01-01\n"
             "    authority: {police/register.state: '{x}'}\n")
    .replace(
        '{police/register.name: "{x}"}',
        "\n      police/register.name: {to: 2026-01-01}\n"
        "      health/deaths.name: {sql: \"concat({x}, '!')\", from: 2026-01-01, via: [id], latest: day}",
    )
}  # fmt: skip


@pytest.mark.parametrize(
    ("on", "rows"),
    [
        (date(2019, 12, 31), [("A", "甲", None), ("B", "乙", None), ("C", "丙", None), ("D", None, None)]),
        (date(2025, 12, 31), [("A", "甲", "2"), ("B", "乙", "2"), ("C", "丙", "2"), ("D", None, "2")]),
        (date(2026, 1, 1), [("A", "甲!", "2"), ("B", "乙二!", "2"), ("C", "丙二!", "2"), ("D", "丁!", "2")]),
    ],
)
def test_rows(spark: SparkSession, tmp_path: Path, on: date, rows: list[tuple[str, ...]]) -> None:
    catalogue = load(write(tmp_path, CITY))
    base = catalogue.bases["person"]
    fill(spark)
    made = spark.sql(here(select(base, on, column_types(catalogue, base)))).collect()
    assert sorted((row.id, row.name, row.state) for row in made if row.id) == rows
    assert {row._source for row in made} == {"police/register"}


def test_before_a_scope_began_it_has_no_rows(tmp_path: Path) -> None:
    catalogue = load(write(tmp_path, CITY))
    assert select(catalogue.bases["person"], date(2009, 12, 31), {}) == ""
