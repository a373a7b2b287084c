"""The demo city's elements, and one query that judges a list of raw texts."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pyspark.sql import SparkSession

from catalog.load import HERE, read
from catalog.model import Catalogue
from spark_jobs.elements import family
from spark_jobs.elements.compile import filled, outcome_sql

AS_OF = "DATE'2026-11-01'"
Judge = Callable[..., dict[Any, tuple[str | None, Any]]]


@pytest.fixture(scope="session")
def elements() -> Catalogue:
    return read(HERE)[0]


@pytest.fixture
def judge(spark, elements) -> Judge:
    """Judges on Sail."""
    return judging(spark, elements)


@pytest.fixture
def judge_on_apache_spark(apache_spark_server, elements) -> Iterator[Judge]:
    """Judges on Apache Spark."""
    session = SparkSession.builder.remote(f"{apache_spark_server}/;session_id={uuid.uuid4()}").create()
    yield judging(session, elements)
    session.stop()


def judging(spark, elements) -> Judge:
    """(element id, raw texts) → raw text → (outcome, typed value; None where an error withholds it)."""

    def run(element: str, raws: list[str | None], warnings: bool = False) -> dict[Any, tuple[str | None, Any]]:
        made = family(elements.elements[element], elements.code_lists)
        rows = spark.createDataFrame(list(enumerate(raws)), "i INT, raw STRING").selectExpr(
            "i",
            f"{outcome_sql(made, 'raw', AS_OF, warnings)} AS outcome",
            f"{outcome_sql(made, 'raw', AS_OF, warnings=False)} AS error",
            f"{filled(made.normalise, 'raw')} AS clean",
        )
        found = rows.selectExpr(
            "i", "outcome", "error", f"CASE WHEN error LIKE 'OK%' THEN {filled(made.value, 'clean')} END AS value"
        ).collect()
        return {raws[r.i]: (r.outcome, r.value) for r in found}

    return run
