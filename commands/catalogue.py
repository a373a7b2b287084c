"""What the catalogue says, without a lake."""

from __future__ import annotations

import sys
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from commands.app import app, opened, out, refuse, require


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
    """One value per line on stdin → `value<TAB>OK` or `value<TAB>REASON`, by the compiled rules.

    A value is judged as it stands: a number that a spreadsheet has rounded, such as 3.90102E+17, is LENGTH or CHECK
    where the element does not tell EXCEL_PRECISION. Bytes that are no UTF-8 are ENCODING, a NUL is NUL_BYTE.
    """
    from spark_jobs.validate import outcomes, unreadable

    require("element", element, opened().elements.keys())
    values = _lines()
    unread = [unreadable(value) for value in values]
    told = iter(outcomes(element, [value for value, verdict in zip(values, unread, strict=True) if not verdict]))
    for value, verdict in zip(values, unread, strict=True):
        outcome = verdict or next(told)
        shown = value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").replace("\0", "\\x00")
        print(shown, outcome if classify or not outcome.startswith("OK") else "OK", sep="\t")


def _lines() -> list[str]:
    """The lines of stdin; a byte that is no UTF-8 is a lone surrogate."""
    if sys.stdin is None:
        refuse("no input: give one value per line on stdin")
    try:
        text = TextIOWrapper(sys.stdin.buffer, "utf-8", errors="surrogateescape").read()
    except OSError as error:
        refuse(f"the input cannot be read: {error.strerror}")
    return [line.rstrip("\r\n") for line in StringIO(text)]
