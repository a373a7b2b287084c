"""What the catalogue says, without a lake."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.app import app, opened, out, require


@app.command()
def check(catalog: Annotated[Path | None, typer.Option(help="catalogue folder")] = None) -> None:
    """Load and compile the catalogue; every problem as `file:line: CODE message`. A warning alone is exit 0."""
    from catalog.load import warnings
    from catalog.problem import CatalogueError
    from spark_jobs.proofs.prove import prove
    from spark_jobs.rules import count

    folder = catalog.absolute() if catalog else None
    try:
        catalogue, found = prove(folder), warnings(folder)
    except CatalogueError as error:
        for problem in error.problems:
            print(problem)
        raise typer.Exit(1) from None
    for problem in found:
        print(problem)
    out.print(
        f"{len(catalogue.departments)} departments, {len(catalogue.sources)} sources, "
        f"{len(catalogue.elements)} elements, {len(catalogue.bases)} bases, {count(catalogue)} row rules: "
        f"{f'warnings: {len(found)}' if found else 'no problems'}",
        soft_wrap=True,
    )


@app.command()
def validate(
    element: str,
    classify: Annotated[bool, typer.Option(help="print OKCN, OK15 … instead of OK")] = False,
) -> None:
    """One value per line on stdin → `value<TAB>OK` or `value<TAB>REASON`, by the compiled rules."""
    from spark_jobs.validate import outcomes

    require("element", element, opened().elements.keys())
    values = [line.rstrip("\r\n") for line in sys.stdin]
    for value, outcome in zip(values, outcomes(element, values), strict=True):
        print(value, outcome if classify or not outcome.startswith("OK") else "OK", sep="\t")
