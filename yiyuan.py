"""The command line of Yiyuan 一源: one short function per command, each calling one room."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from catalog.model import Catalogue

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def main() -> None:
    """Entry point. A known refusal is one sentence and exit 1, never a traceback."""
    from catalog.problem import CatalogueError

    try:
        app()
    except CatalogueError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        sys.exit(1)


def _catalogue(folder: Path | None = None) -> Catalogue:
    from catalog.load import load

    return load(folder)


@app.command()
def check(catalog: Annotated[Path | None, typer.Option(help="catalogue folder")] = None) -> None:
    """Load and compile the catalogue; every problem as `file:line: CODE message`."""
    from catalog.problem import CatalogueError
    from spark_jobs.rules import compile_source

    try:
        catalogue = _catalogue(catalog.absolute() if catalog else None)
    except CatalogueError as error:
        for problem in error.problems:
            print(problem)
        raise typer.Exit(1) from None
    rules = sum(len(compile_source(catalogue, name).rules) for name in catalogue.sources)
    out.print(
        f"{len(catalogue.departments)} departments, {len(catalogue.sources)} sources, "
        f"{len(catalogue.elements)} elements, {len(catalogue.bases)} bases, {rules} row rules: no problems"
    )


@app.command()
def validate(
    element: str,
    classify: Annotated[bool, typer.Option(help="print OKCN, OK15 … instead of OK")] = False,
) -> None:
    """One value per line on stdin → `value<TAB>OK` or `value<TAB>REASON`, by the compiled rules."""
    from spark_jobs.validate import outcomes

    if element not in (elements := _catalogue().elements):
        err.print(f"there is no element `{element}`; known: {', '.join(sorted(elements))}", soft_wrap=True)
        raise typer.Exit(1)
    values = [line.rstrip("\r\n") for line in sys.stdin]
    for value, outcome in zip(values, outcomes(element, values), strict=True):
        print(value, outcome if classify or not outcome.startswith("OK") else "OK", sep="\t")


@app.command()
def sql(
    query: str,
    role: Annotated[str, typer.Option(help="analyst (masked) or steward")] = "analyst",
    format_: Annotated[str, typer.Option("--format", help="table, csv or json")] = "table",
) -> None:
    """Run a query on the lake."""
    from spark_jobs.query import QueryRefused, run
    from spark_jobs.session import connect
    from spark_jobs.show import show

    try:
        show(run(connect(), _catalogue(), query, role), format_)
    except QueryRefused as refusal:
        err.print(str(refusal), soft_wrap=True)
        raise typer.Exit(1) from None


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
def report(
    department: Annotated[str | None, typer.Option(help="one department only")] = None,
    period: Annotated[str | None, typer.Option(help="YYYY-MM; default: the newest")] = None,
    send: Annotated[
        bool, typer.Option("--send", help="send them too; a letter already sent is not sent again")
    ] = False,
) -> None:
    """Write (and send) the letters to departments."""
    from expectations.report import letters
    from infra.mail.client import deliver
    from spark_jobs.query import run
    from spark_jobs.session import connect
    from spark_jobs.show import show

    for report_id in letters.compose(period, department):
        if send:
            letters.send(report_id, deliver)
    show(run(connect(), _catalogue(), "SELECT * FROM quality.report ORDER BY period, department", "steward"), "table")


@app.command()
def city(
    directory: Path,
    seed: int = 1,
    persons: int = 20_000,
    defects: float = 0.01,
    month: str = "2026-10",
) -> None:
    """Write a synthetic city's deliveries under DIRECTORY/inbox and its truth under DIRECTORY/truth."""
    from city import write_city

    write_city(directory, seed=seed, persons=persons, defects=defects, month=month)
    out.print(f"deliveries in {directory / 'inbox'}, truth in {directory / 'truth'}")


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
def demo(persons: int = 20_000, seed: int = 1, defects: float = 0.01) -> None:
    """Write the demo city, start the stack, run every DAG to success, print the summary."""
    from infra.local.command import run_demo

    raise typer.Exit(run_demo(persons=persons, seed=seed, defects=defects))


if __name__ == "__main__":
    main()
