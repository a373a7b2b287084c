"""The local stack and the demo city."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.app import app, out, require_month

Persons = Annotated[int, typer.Option(min=1)]
Share = Annotated[float, typer.Option(min=0, max=1, help="share of rows that get a fault")]


@app.command()
def city(
    directory: Path,
    seed: int = 1,
    persons: Persons = 20_000,
    defects: Share = 0.01,
    month: Annotated[str, typer.Option(help="YYYY-MM that the deliveries are of")] = "2026-10",
) -> None:
    """Write a synthetic city's deliveries under DIRECTORY/inbox and its truth under DIRECTORY/truth."""
    from city import write_city

    require_month("month", month)
    write_city(directory, seed=seed, persons=persons, defects=defects, month=month)
    out.print(f"deliveries in {directory / 'inbox'}, truth in {directory / 'truth'}")


@app.command()
def up() -> None:
    """Start the local stack: engine, mail sink, Airflow."""
    from infra.local.command import start

    start()


@app.command()
def down() -> None:
    """Stop the local stack."""
    from infra.local.command import stop

    stop()


@app.command()
def status() -> None:
    """Show the local stack's processes and addresses."""
    from infra.local.command import show_status

    show_status()


@app.command()
def run(source: Annotated[list[str] | None, typer.Option(help="DEPT/SOURCE, repeatable; default: all")] = None) -> None:
    """Trigger the DAGs, wait, and print the summary."""
    from infra.local.command import run_dags

    raise typer.Exit(run_dags(source))


@app.command()
def demo(persons: Persons = 20_000, seed: int = 1, defects: Share = 0.01) -> None:
    """Write the demo city, start the stack, run every DAG to success, print the summary."""
    from infra.local.command import run_demo

    raise typer.Exit(run_demo(persons=persons, seed=seed, defects=defects))
