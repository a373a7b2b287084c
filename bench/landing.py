"""Measurement 2: a file becomes rows in the lake, accounted for; against Polars copying CSV to Parquet."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from bench.contest import Aim, Comparison, compete
from bench.rows import sample
from catalog.load import load
from spark_jobs import deliveries, tables
from spark_jobs.deliveries import Arrival
from spark_jobs.home import Home
from spark_jobs.land import land

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SOURCE = "market_regulation/enterprises"
TABLE = "raw.enterprises"


def measure(spark: SparkSession, folder: Path, count: int, runs: int) -> Comparison:
    """Every run lands the file as if it were new: in an empty landing folder and an empty ledger."""
    master, theirs = folder / "enterprises.csv", folder / "enterprises.parquet"
    _register(count).write_csv(master)
    files = [_inbox() / f"{run}.csv" for run in range(runs)]
    for run, path in enumerate(files):
        path.parent.mkdir(parents=True, exist_ok=True)
        # One byte more per file, or the second run would only find a duplicate.
        path.write_bytes(master.read_bytes() + b"\n" * run)
    waiting = iter(files)
    landed: list[str] = []
    times = compete(
        {
            "ours": lambda: landed.append(_land(spark, next(waiting))),
            "polars": lambda: pl.scan_csv(master, infer_schema=False).sink_parquet(theirs),
        },
        runs,
    )
    size = master.stat().st_size / 1e6
    return Comparison(
        f"land {count:,} rows, {size:,.0f} MB of CSV, into raw with delivery, line, checksum, ledger",
        "Polars scan_csv → sink_parquet, all text",
        times["ours"],
        times["polars"],
        Aim(at_most=1.5),
        f"{_same(spark, landed[-1], theirs):,} rows, every value",
        "ours also keeps a copy under its SHA-256, numbers every line, refuses bad lines one by one, and a Python "
        "worker hands the rows to the engine over Arrow.",
    )


def _inbox() -> Path:
    return Home.of_environment().inbox / SOURCE


def _register(count: int) -> pl.DataFrame:
    """The enterprise register's columns with their delivered headers, filled from the sample rows."""
    rows, columns = sample(count), load().sources[SOURCE].columns
    texts = {
        "name": "云州市第" + pl.col("_line").cast(pl.String) + "商贸有限公司",
        "uscc": pl.col("entity").fill_null(""),
        "registered_on": pl.lit("2019-03-08"),
        "capital": (pl.col("_line") % 5000).cast(pl.String) + "(万元人民币)",
        "business_scope": pl.lit("日用百货、五金交电、办公用品的批发与零售；仓储服务（危险品除外）"),
        "address": "云州市东湖区人民路" + (pl.col("_line") % 900).cast(pl.String) + "号",
    }
    sent = {name: column.headers[0] for name, column in columns.items() if column.headers}
    return rows.select(texts.get(name, pl.lit("其他")).alias(header) for name, header in sent.items())


def _land(spark: SparkSession, path: Path) -> str:
    """What the pipeline does with one file until its rows lie in raw and the ledger knows of it."""
    stat = path.stat()
    arrival = Arrival(SOURCE, str(path), path.name, stat.st_size, stat.st_mtime_ns)
    delivery = land(asdict(arrival))
    if delivery is None:
        raise AssertionError(f"{path.name} was refused")
    deliveries.enter(spark, delivery, deliveries.arrival(delivery), "published", None, None)
    return delivery


def _same(spark: SparkSession, delivery: str, theirs: Path) -> int:
    """How many rows; they are the same in both, in the order of the file."""
    columns = load().sources[SOURCE].columns
    sent = {name: column.headers[0] for name, column in columns.items() if column.headers}
    kept = pl.read_delta(tables.path(TABLE)).filter(pl.col("_delivery") == delivery).sort("_line").select(sent.keys())
    told = pl.read_parquet(theirs).select(pl.col(header).fill_null("").alias(name) for name, header in sent.items())
    if not kept.equals(told):
        raise AssertionError(f"rows differ: {len(kept):,} landed, {len(told):,} by Polars")
    return len(kept)
