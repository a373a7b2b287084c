"""Every function that a rule may call exists on both engines and answers alike, of a value and of none."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from spark_jobs.proofs.rule_functions import FUNCTIONS
from spark_jobs.proofs.rule_sql import condition

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Function → a call of it over text `t` ( Ab甲1 ), number `n` (-2.5), day `d` (2024-02-29), and its text.
CALLS = {
    "abs": ("abs(n)", "2.5"),
    "add_months": ("add_months(d, 12)", "2025-02-28"),
    "array_contains": ("array_contains(split(t, 'b'), ' A')", "true"),
    "ceil": ("ceil(n)", "-2"),
    "char_length": ("char_length(t)", "6"),
    "coalesce": ("coalesce(nullif(t, t), 'x')", "x"),
    "concat": ("concat(t, '|', t)", " Ab甲1 | Ab甲1 "),
    "contains": ("contains(t, 'b甲')", "true"),
    "date_add": ("date_add(d, 1)", "2024-03-01"),
    "date_format": ("date_format(d, 'yyyyMMdd')", "20240229"),
    "date_sub": ("date_sub(d, 29)", "2024-01-31"),
    "datediff": ("datediff(DATE '2024-03-01', d)", "1"),
    "day": ("day(d)", "29"),
    "element_at": ("element_at(split(t, 'b'), 1)", " A"),
    "endswith": ("endswith(t, '1 ')", "true"),
    "exists": ("exists(split(t, 'b'), y -> y = ' A')", "true"),
    "floor": ("floor(n)", "-3"),
    "forall": ("forall(split(t, 'b'), y -> y = ' A')", "false"),
    "greatest": ("greatest(t, 'a')", "a"),
    "if": ("if(n < 0, 'below', 'above')", "below"),
    "instr": ("instr(t, '甲')", "4"),
    "isnotnull": ("isnotnull(t)", "true"),
    "isnull": ("isnull(t)", "false"),
    "least": ("least(t, 'a')", " Ab甲1 "),
    "left": ("left(t, 4)", " Ab甲"),
    "length": ("length(t)", "6"),
    "lower": ("lower(t)", " ab甲1 "),
    "lpad": ("lpad(t, 8, '0')", "00 Ab甲1 "),
    "ltrim": ("ltrim(t)", "Ab甲1 "),
    "month": ("month(d)", "2"),
    "nullif": ("nullif(t, 'x')", " Ab甲1 "),
    "regexp_extract": ("regexp_extract(t, '([A-Z])(.)', 2)", "b"),
    "regexp_replace": ("regexp_replace(t, '[^A-Za-z]+', '')", "Ab"),
    "replace": ("replace(t, 'b', '')", " A甲1 "),
    "reverse": ("reverse(t)", " 1甲bA "),
    "right": ("right(t, 2)", "1 "),
    "rlike": ("rlike(t, '^ [A-Z]b')", "true"),
    "round": ("round(n, 1)", "-2.5"),
    "rtrim": ("rtrim(t)", " Ab甲1"),
    "size": ("size(split(t, '甲'))", "2"),
    "split": ("concat_ws('|', split(t, '[b1]'))", " A|甲| "),
    "startswith": ("startswith(t, ' A')", "true"),
    "substr": ("substr(t, 2, 3)", "Ab甲"),
    "substring": ("substring(t, 4)", "甲1 "),
    "translate": ("translate(t, 'Ab', 'xy')", " xy甲1 "),
    "trim": ("trim(t)", "Ab甲1"),
    "upper": ("upper(t)", " AB甲1 "),
    "year": ("year(d)", "2024"),
}
#: Of no value they are NULL, but for those that ask for it and those that know an answer all the same.
OF_NONE = {"coalesce": "x", "greatest": "a", "if": "above", "isnotnull": "false", "isnull": "true", "least": "a",
           "split": ""}  # fmt: skip


def _answers(spark: SparkSession) -> dict[str, tuple[str | None, str | None]]:
    calls = ", ".join(f"CAST({call} AS STRING) AS `{name}`" for name, (call, _) in CALLS.items())
    there, none = spark.sql(
        f"""SELECT {calls} FROM (SELECT 1 AS at, ' Ab甲1 ' AS t, CAST(-2.5 AS DOUBLE) AS n, DATE '2024-02-29' AS d
        UNION ALL SELECT 2, CAST(NULL AS STRING), CAST(NULL AS DOUBLE), CAST(NULL AS DATE)) ORDER BY at"""
    ).collect()
    return {name: (there[name], none[name]) for name in CALLS}


EXPECTED = {name: (answer, OF_NONE.get(name)) for name, (_, answer) in CALLS.items()}


def test_every_function_has_its_call() -> None:
    assert CALLS.keys() == FUNCTIONS.keys()
    assert [call for name, (call, _) in CALLS.items() if name != "split" and condition(f"{call} = t").fault] == []


def test_on_sail(spark: SparkSession) -> None:
    assert _answers(spark) == EXPECTED


@pytest.mark.spark
def test_on_spark(apache_spark_server: str) -> None:
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.remote(f"{apache_spark_server}/;session_id={uuid.uuid4()}").create()
    assert _answers(spark) == EXPECTED
