"""`python -m bench [ROWS]`: every measurement, alternating contenders, results checked equal, ratios of medians."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench import catalogue, landing, overhead, rules
from bench.contest import Comparison
from catalog.load import load
from infra.spark.server import SparkServerError, spark_connect
from spark_jobs.home import Home

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: A log file has no width of its own; the table needs a hundred columns to be read.
console = Console(width=None if Console().is_terminal else 100)


def main(
    rows: Annotated[int, typer.Argument(help="how many rows")] = 2_000_000,
    runs: Annotated[int, typer.Option(min=3, help="runs of every contender")] = 3,
    apache: Annotated[bool, typer.Option(help="also GX on Apache Spark: minutes more, needs Java 17")] = False,
) -> None:
    """Print every ratio and whether it meets its aim. Times depend on the machine, ratios hardly do."""
    finished = Home.of_environment()
    with tempfile.TemporaryDirectory(prefix="yiyuan-bench-") as folder:
        os.environ.update(YIYUAN_HOME=folder, YIYUAN_LAKE=f"{folder}/lake")
        os.environ.pop("YIYUAN_ENGINE", None)
        found = _compare(Path(folder), rows, runs, apache) + _catalogue(Path(folder), runs)
    console.print(_table(found))
    for comparison in found:
        if not comparison.met:
            console.print(f"[yellow]misses {comparison.aim.text}[/] against {comparison.peer}: {comparison.if_missed}")
    _overhead(finished)


def _compare(folder: Path, rows: int, runs: int, with_apache: bool) -> list[Comparison]:
    from spark_jobs.session import connect

    Home.of_environment().ensure()
    spark = connect()
    (work := folder / uuid.uuid4().hex).mkdir()
    with ExitStack() as stack:
        apache = _apache_spark(folder, stack) if with_apache else None
        stack.enter_context(console.status("rules: ours, Polars, Great Expectations in turn …"))
        found = rules.measure(spark, work, rows, runs, apache)
    shutil.rmtree(work)
    work.mkdir()
    with console.status("landing: ours, Polars in turn …"):
        found.append(landing.measure(spark, work, rows, runs))
    return found


def _catalogue(folder: Path, runs: int) -> list[Comparison]:
    """Print the figures that have a limit of their own; give the comparisons."""
    with console.status("catalogue: ours, libyaml in turn …"):
        found, figures = catalogue.measure(folder / "catalogue", runs)
    for figure in figures:
        console.print(f"5,126 sources, 100,000 columns: {figure}", style="" if figure.met else "yellow")
    return found


def _apache_spark(folder: Path, stack: ExitStack) -> SparkSession | None:
    """A session on Apache Spark for the rest of `stack`; None, with the reason printed, where it cannot run."""
    from pyspark.sql import SparkSession

    try:
        with console.status("starting Apache Spark …"):
            url = stack.enter_context(spark_connect(folder / "spark"))
    except SparkServerError as error:
        console.print(f"Great Expectations on Apache Spark: not measured. {error}")
        return None
    return SparkSession.builder.remote(url).create()


def _table(found: list[Comparison]) -> Table:
    table = Table(title="seconds: least / median of ours and of the peer; ratio of medians", show_lines=True)
    table.add_column("what, against")
    for name in ("ours", "peer", "ratio, aim", "met", "checked equal"):
        table.add_column(name, overflow="fold")
    for each in found:
        ratio, met = f"{each.ratio:.2f}×\n{each.aim.text}", "yes" if each.met else "[yellow]no[/]"
        times = _seconds(each.ours), _seconds(each.theirs)
        table.add_row(f"{each.title}\n[dim]{each.peer}[/]", *times, ratio, met, each.equal)
    return table


def _seconds(times: tuple[float, ...]) -> str:
    return f"{min(times):.2f} / {statistics.median(times):.2f}"


def _overhead(home: Home) -> None:
    entries = len(load().sources)
    if not (found := overhead.measure(home.airflow, entries)):
        console.print(
            f"Airflow overhead per catalogue entry: not measured, no finished demo in {home.root} (run `make demo`)"
        )
        return
    console.print(
        f"Airflow overhead per catalogue entry: {found.per_entry:.2f} s ({found.tasks} tasks of {entries} sources; "
        f"DAG runs took {found.wall:.1f} s, in {found.busy:.1f} s of them a task ran)"
    )


if __name__ == "__main__":
    typer.run(main)
