"""Measurement 1: row-level masks of some thirty rules, against Great Expectations and against Polars by hand."""

from __future__ import annotations

import shutil
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from bench import by_hand, gx_rules
from bench.contest import Aim, Comparison, compete
from bench.rows import families, first_bits, sample
from spark_jobs.elements.compile import filled, mask_sql

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

AS_OF = date(2026, 10, 1)
TODAY = f"DATE'{AS_OF}'"
GX = "Great Expectations, SUMMARY with index columns"
GX_AIM = Aim(at_least=20)
SAIL, APACHE = "the same engine (Sail)", "Apache Spark"
EXAMPLES = "GX adds all counts of a column in one query and stops at twenty examples per rule; it writes no row's mask"
WHY = {SAIL: f"{EXAMPLES}, and it profits from the same fast engine.", APACHE: f"{EXAMPLES}."}


def measure(
    spark: SparkSession, folder: Path, count: int, runs: int, apache: SparkSession | None = None
) -> list[Comparison]:
    """The comparisons on the same rows; with `apache`, also GX on Apache Spark, the engine it is made for.

    Raises AssertionError where the contenders disagree.
    """
    source, ours, theirs = folder / "rows.parquet", folder / "masks_delta", folder / "masks.parquet"
    sample(count).write_parquet(source)
    frame = spark.read.parquet(str(source))
    spark.read.parquet(str(source)).createOrReplaceTempView("bench_rows")
    frames = {SAIL: frame} | ({APACHE: apache.read.parquet(str(source))} if apache else {})
    by_gx: dict[str, dict[str, int]] = {}
    contenders = {"ours": lambda: _masks(spark, ours), "polars": lambda: by_hand.masks(source, theirs, AS_OF)}
    contenders |= {name: partial(_count, by_gx, name, rows) for name, rows in frames.items()}
    times = compete(contenders, runs)
    found = _same_masks(ours, theirs)
    for name, rows in frames.items():
        _same_counts(rows, by_gx[name])
    rules = len(by_gx[SAIL])
    title = f"{rules} rules on {count:,} rows, row-level masks written to Delta"
    return [
        *(
            Comparison(title, f"{GX}, on {name}", times["ours"], times[name], GX_AIM, f"{rules} counts", WHY[name])
            for name in frames
        ),
        Comparison(
            title,
            "Polars by hand, bit mask to Parquet",
            times["ours"],
            times["polars"],
            Aim(at_most=1.3),
            f"{found:,} rows with a fault, every mask",
            "Delta adds a transaction log and statistics of every file; the compiled text is general, the hand-written "
            "expressions are not.",
        ),
    ]


def _count(found: dict[str, dict[str, int]], name: str, frame: DataFrame) -> None:
    found[name] = gx_rules.counts(frame, TODAY)


def _masks(spark: SparkSession, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    bits = " + ".join(mask_sql(rules, name, TODAY, first_bits()[name]) for name, rules in families().items())
    spark.sql(f"SELECT _line, {bits} AS _mask0 FROM bench_rows").write.format("delta").save(str(target))


def _same_masks(ours: Path, theirs: Path) -> int:
    """How many rows have a fault; every row's mask is the same in both."""
    left = pl.read_delta(str(ours)).sort("_line")
    right = pl.read_parquet(theirs).sort("_line")
    differ = left.join(right, on="_line").filter(pl.col("_mask0") != pl.col("_mask0_right"))
    if len(left) != len(right) or len(differ):
        raise AssertionError(f"masks differ on {len(differ):,} rows, first lines {differ['_line'].head(5).to_list()}")
    return len(left.filter(pl.col("_mask0") != 0))


def _same_counts(rows: DataFrame, by_gx: dict[str, int]) -> None:
    """What GX counted is what the compiled text counts in plain SQL on the same engine.

    Each rule alone, also on text that an earlier rule refuses: there engines differ in what `conv` makes of a letter.
    The masks stop at the first error and never ask.
    """
    terms = {
        f"{name}.{check.reason}": f"sum(cast({name} IS NOT NULL AND {filled(check.fails, name, TODAY)} AS INT))"
        for name, rules in families().items()
        for check in rules.checks
    }
    row = rows.selectExpr(*(f"{sql} AS c{n}" for n, sql in enumerate(terms.values()))).collect()[0]
    wanted = {name: row[f"c{n}"] or 0 for n, name in enumerate(terms)}
    if wanted != by_gx:
        differ = {name: (wanted[name], by_gx.get(name)) for name in wanted if wanted[name] != by_gx.get(name)}
        raise AssertionError(f"counts differ (SQL, GX): {differ}")
