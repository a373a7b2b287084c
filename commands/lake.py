"""Reading the lake, and proving what it holds."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from commands.app import app, err, opened, out, refuse


@app.command()
def sql(
    query: str,
    role: Annotated[Literal["analyst", "steward"], typer.Option(help="an analyst sees masked values")] = "analyst",
    format_: Annotated[Literal["table", "csv", "json"], typer.Option("--format")] = "table",
) -> None:
    """Run a query on the lake."""
    from pyspark.errors import PySparkException

    from spark_jobs.engine_message import without_values
    from spark_jobs.query import QueryRefused, run
    from spark_jobs.session import connect
    from spark_jobs.show import show

    try:
        show(run(connect(), opened(), query, role), format_)
    except QueryRefused as refusal:
        refuse(str(refusal))
    except PySparkException as error:
        refuse(f"引擎不能执行这条语句：{without_values(str(error))}")


@app.command()
def verify() -> None:
    """Recompute every row balance and the hash chain; name the first entry that does not hold."""
    from spark_jobs import ledger
    from spark_jobs.session import connect

    problems = ledger.verify(connect())
    for problem in problems:
        err.print(problem, soft_wrap=True)
    if problems:
        raise typer.Exit(1)
    out.print("every balance adds up and the hash chain is unbroken")


@app.command()
def compare(url_a: str, url_b: str) -> None:
    """Compare the content of every table of two lakes; exit 1 on any difference."""
    from spark_jobs.compare import compare as differences

    found = differences(url_a, url_b)
    for difference in found:
        out.print(str(difference), soft_wrap=True)
    if found:
        raise typer.Exit(1)
    out.print("every table is identical")
