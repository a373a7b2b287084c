"""`python -m tests.agreement [ROWS]`: every rule on every lane of both engines; exit 1 if anybody differs."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from pyspark.sql import SparkSession

from catalog.load import HERE, read
from infra.spark.server import spark_connect
from spark_jobs.home import Home
from spark_jobs.session import connect, disconnect
from tests.agreement import report
from tests.agreement.lanes import LANES, judge
from tests.agreement.material import Material, material
from tests.agreement.planted import unnoticed
from tests.agreement.tally import Lane
from tests.oracle.test_oracle import NEVER
from tests.sail import sail

#: Values of each element for the search for checks that nobody would miss; more find no others.
FEW = 300


def main(
    rows: Annotated[int, typer.Argument(help="generated rows of every rule")] = 10_000,
    spark: Annotated[bool, typer.Option(help="also on Apache Spark; needs Java 17")] = True,
    lane: Annotated[list[str] | None, typer.Option(help=f"only these: {', '.join(LANES)}")] = None,
) -> None:
    """Print what was judged, what cannot be expressed where, and every disagreement."""
    catalogue = read(HERE)[0]
    start = time.perf_counter()
    generated = material(catalogue, rows)
    print(f"{rows:,} rows of each rule generated and judged by the oracle in {time.perf_counter() - start:.0f} s")
    lanes: list[Lane] = []
    with tempfile.TemporaryDirectory(prefix="yiyuan-agree-") as folder:
        home = Path(folder)
        with sail() as url:
            lanes += _lanes(url, "Sail", home / "sail", generated, lane or list(LANES))
            wrong = [] if lane else _unnoticed(_on(url, home / "unnoticed"), material(catalogue, FEW))
        if spark:
            with spark_connect(home / "server") as url:
                lanes += _lanes(url, "Spark", home / "spark", generated, lane or list(LANES))
    print("\n".join(report.by_name(lanes)))
    print(report.text(lanes))
    wrong += [line for one in lanes for line in one.disagreements]
    print("\n".join(wrong) or "no disagreement")
    sys.exit(bool(wrong))


def _lanes(url: str, engine: str, home: Path, generated: Material, names: list[str]) -> Iterator[Lane]:
    """Each in a lake of its own."""
    for number, name in enumerate(names):
        lane = judge(_on(url, home / str(number)), engine, name, generated)
        print(
            f"{lane.name}: {len(lane.disagreements)} disagreements, {lane.seconds:.0f} s",
            *lane.disagreements,
            sep="\n  ",
            flush=True,
        )
        yield lane
    disconnect()


def _on(url: str, home: Path) -> SparkSession:
    os.environ.update(YIYUAN_HOME=str(home), YIYUAN_ENGINE=url)
    os.environ.pop("YIYUAN_LAKE", None)
    Home.of_environment().ensure()
    return connect()


def _unnoticed(spark: SparkSession, generated: Material) -> list[str]:
    """Without any single check the oracle must see a difference."""
    start = time.perf_counter()
    missed = [rule for rule in unnoticed(spark, generated) if tuple(rule.split(".")) not in NEVER]
    print(f"every check left out in turn: {len(missed)} unnoticed, {time.perf_counter() - start:.0f} s", flush=True)
    return [f"nobody notices if {rule} is left out" for rule in missed]


if __name__ == "__main__":
    typer.run(main)
