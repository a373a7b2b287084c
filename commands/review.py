"""A change of the catalogue is reviewed before it happens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from commands.app import Form, app, err, opened, out

if TYPE_CHECKING:
    from catalog.model import Catalogue
    from spark_jobs.review.review import Change


@app.command()
def diff(old: str, new: str, format_: Form = "table") -> None:
    """Every change between two catalogues (folders or recorded versions); exit 2 if one of them is breaking."""
    from spark_jobs.review.review import review

    changes = review(catalogue(old), catalogue(new))
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


@app.command()
def versions(format_: Form = "table") -> None:
    """The catalogue versions that deliveries were settled under, oldest first; `diff` and `rehearse` take them."""
    from spark_jobs.review.versions import current, recorded

    told = [{**vars(found), "current": found.version == current()} for found in recorded()]
    if format_ == "json":
        print(json.dumps(told, ensure_ascii=False, indent=1, default=str))
        return
    table = Table("version", "first delivery", "application", "files", "", box=None, pad_edge=False)
    for row in told:
        at = row["recorded_at"].astimezone(ZoneInfo("Asia/Shanghai"))
        mark = "current" if row["current"] else ""
        table.add_row(row["version"], f"{at:%Y-%m-%d %H:%M}", row["application"], str(row["file_count"]), mark)
    out.print(table)
    out.print(f"{len(told)} versions; this installation's catalogue is {current()}")


def catalogue(name: str) -> Catalogue:
    """The catalogue of a folder or of a recorded version; where there is none, or it does not compile, exit 1."""
    from catalog.problem import CatalogueError
    from spark_jobs.review.versions import UnknownVersionError, named

    try:
        return opened(named(name))
    except UnknownVersionError as error:
        err.print(str(error), soft_wrap=True, markup=False)
        raise typer.Exit(1) from None
    except CatalogueError:
        err.print(f"the catalogue {name} does not compile:", soft_wrap=True, markup=False)
        raise
