"""A change of the catalogue is reviewed before it happens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from commands.app import app, opened, out

if TYPE_CHECKING:
    from spark_jobs.review import Change

Format = Annotated[Literal["table", "json"], typer.Option("--format", help="table or json")]


@app.command()
def diff(old: str, new: str, format_: Format = "table") -> None:
    """Every change between two catalogue folders: its class, why, and what it affects; exit 2 if one is breaking."""
    from spark_jobs.review import review

    changes = review(opened(Path(old).absolute()), opened(Path(new).absolute()))
    breaking = sum(change.breaking for change in changes)
    if format_ == "json":
        print(json.dumps([_told(change) for change in changes], ensure_ascii=False, indent=1))
    else:
        for change in changes:
            _print(change)
        out.print(f"{len(changes)} changes, {breaking} breaking" if changes else "no change")
    raise typer.Exit(2 if breaking else 0)


def _told(change: Change) -> dict[str, object]:
    return {**vars(change), "class": "breaking" if change.breaking else "compatible", "affects": vars(change.affects)}


def _print(change: Change) -> None:
    out.print(str(change), soft_wrap=True, markup=False)
    for name, reached in vars(change.affects).items():
        if reached:
            out.print(f"    {name}: {', '.join(reached)}", soft_wrap=True, markup=False)
