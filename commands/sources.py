"""一数一源: who is the source of what, without a lake."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.app import app, err, opened, out

WANTED = typer.Argument(help="a data element, or an item as BASE.COLUMN; default: all")


@app.command()
def sources(
    element: Annotated[str | None, WANTED] = None,
    duplicates: Annotated[bool, typer.Option("--duplicates", help="what two departments or more collect")] = False,
) -> None:
    """Who is the authority for a datum, since when, on what basis, who verifies it, who uses it."""
    from spark_jobs.flow.lineage import lineage
    from spark_jobs.sources_shown import Shown, items_of

    catalogue = opened()
    shown, found = Shown(catalogue, out), items_of(catalogue, element) if element else []
    if element and not found and element not in catalogue.elements:
        err.print(f"没有数据元或数据项 {element}；数据项写作 基础库.列，例如 person.name", soft_wrap=True)
        raise typer.Exit(1)
    named = found[0][0].columns[found[0][1]].element if found else element
    if duplicates:
        shown.duplicates(named)
    elif named:
        shown.answer(named, found, lineage(catalogue))
    else:
        shown.register()
