"""Verdicts and mask bits from one small family."""

from __future__ import annotations

from spark_jobs.elements.checks import error, warn
from spark_jobs.elements.compile import mask_sql, outcome_sql
from spark_jobs.elements.family import Family

SMALL = Family(
    normalise="nullif(trim({x}), '')",
    checks=(
        error("LENGTH", "length({x}) <> 2", "长度不对", "Not 2 long.", "请核对", "无"),
        error("LATE", "{x} > cast(year({as_of}) % 100 AS STRING)", "太晚", "Too late.", "请核对", "无"),
        warn("EVEN", "try_cast({x} AS INT) % 2 = 0", "偶数", "Even.", "请核对", "无"),
    ),
    ok="CASE WHEN {x} < '20' THEN 'OKOLD' ELSE 'OK' END",
)


def test_first_error_then_first_warning(spark):
    raws = ["19", " 21 ", "20", "30", "2", "xx", " ", None]
    rows = spark.createDataFrame(list(enumerate(raws)), "i INT, raw STRING").selectExpr(
        "i",
        f"{outcome_sql(SMALL, 'raw', DAY)} AS verdict",
        f"{outcome_sql(SMALL, 'raw', DAY, warnings=False)} AS error",
        f"{mask_sql(SMALL, clean('raw'), DAY, 4)} AS mask",
    )

    assert [tuple(row)[1:] for row in rows.orderBy("i").collect()] == [
        ("OKOLD", "OKOLD", 0),
        ("OK", "OK", 0),
        ("EVEN", "OK", 64),
        ("LATE", "LATE", 32),
        ("LENGTH", "LENGTH", 16),
        ("LATE", "LATE", 32),
        (None, None, 0),
        (None, None, 0),
    ]
    assert rows.schema["mask"].dataType.simpleString() == "bigint"


DAY = "DATE'2026-11-01'"


def clean(raw: str) -> str:
    return SMALL.normalise.replace("{x}", raw)
