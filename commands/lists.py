"""The lists that execute, from the catalogue alone."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from commands.app import app, opened, out, require

#: Wider than any row.
WIDE = 10_000


class Which(StrEnum):
    """The lists there are."""

    responsibility = "responsibility"
    demand = "demand"
    supply = "supply"
    negative = "negative"
    matching = "matching"


@app.command()
def lists(
    which: Annotated[Which | None, typer.Argument(help="one list; default: how long each is")] = None,
    department: Annotated[str | None, typer.Option(help="rows of one department only")] = None,
) -> None:
    """责任、需求、供给、负面清单，以及供需对接。 Needs no lake; the same rows are tables of `meta` after each run."""
    from spark_jobs.lists.shown import counts, shown

    catalogue = opened()
    if department is not None:
        require("department", department, catalogue.departments.keys())
    # A program or a pager folds lines itself, if at all: an address that is broken in two is found by nobody.
    console = out if out.is_terminal else Console(highlight=False, width=WIDE)
    console.print(shown(catalogue, which.value, department) if which else counts(catalogue))
