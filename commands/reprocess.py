"""Working on settled deliveries again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.app import app, opened, out, refuse, require

if TYPE_CHECKING:
    from spark_jobs.reprocess import Settled


@app.command()
def reprocess(
    delivery: Annotated[list[str] | None, typer.Argument(help="ids as in ledger.delivery")] = None,
    source: Annotated[list[str] | None, typer.Option(help="DEPT/SOURCE, repeatable: all that stands of it")] = None,
    changed: Annotated[bool, typer.Option("--changed", help="all judged by other rules than those of today")] = False,
) -> None:
    """Let the next run work on settled deliveries again: after a rule or code list changed, or a bug was mended."""
    from spark_jobs import deliveries, reprocess
    from spark_jobs.session import connect

    if not (delivery or source or changed):
        refuse("say what to work on again: ids of deliveries, --source DEPT/SOURCE, or --changed")
    for name in source or ():
        require("source", name, opened().sources.keys())
    known = reprocess.settled(spark := connect())
    for name in delivery or ():
        require("settled delivery with a copy in landing/", name, known.keys())
    chosen = {name: known[name] for name in delivery or ()}
    found = reprocess.of_sources(known.values(), source or ())
    found += reprocess.changed(spark, known.values()) if changed else []
    chosen |= {each.arrival.delivery_id: each for each in found}
    for name in chosen:
        deliveries.reopen(name)
    _print(chosen)


def _print(chosen: dict[str, Settled]) -> None:
    for name, each in chosen.items():
        line = f"{name}  {each.arrival.source}  {each.arrival.file_name}  {each.status} {each.reason or ''}"
        out.print(line.rstrip(), soft_wrap=True, markup=False)
    if not chosen:
        out.print("nothing to work on again")
        return
    options = " ".join(f"--source {name}" for name in sorted({each.arrival.source for each in chosen.values()}))
    out.print(
        f"{len(chosen)} to be worked on again tonight, or now: yiyuan run {options}", soft_wrap=True, markup=False
    )
