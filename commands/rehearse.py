"""What a new catalogue would have said of the rows that were delivered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from commands.app import Form, app, err, opened, out
from commands.review import catalogue

if TYPE_CHECKING:
    from catalog.model import Catalogue
    from spark_jobs.review.rehearse import Rehearsal


@app.command()
def rehearse(
    new: str,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="received on or after this day")] = None,
    old: Annotated[str | None, typer.Option(help="folder or version; default: this installation's")] = None,
    format_: Form = "table",
) -> None:
    """Replay the rules that NEW (folder or version) changes on what was delivered; writes nothing to the lake."""
    from spark_jobs.review.rehearse import rehearse
    from spark_jobs.session import connect

    before, after = catalogue(old) if old else opened(), catalogue(new)
    seen = rehearse(connect(), before, after, since.date() if since else None)
    if format_ == "json":
        print(json.dumps(asdict(seen), ensure_ascii=False, indent=1))
        return
    _print(seen, after, before)


def _print(seen: Rehearsal, after: Catalogue, before: Catalogue) -> None:
    labels = {name: about.label for of in (before, after) for name, about in of.departments.items()}
    for rule in seen.rules:
        if found := [finding for finding in seen.findings if finding.rule_id == rule.rule_id]:
            out.print(f"{rule.rule_id} ({rule.kind}, {rule.severity})", soft_wrap=True, markup=False)
            out.print(f"  {rule.sentence}", soft_wrap=True, markup=False)
            lines = [(labels[f.source.split("/")[0]], f.month, f.newly_failing, f.newly_passing) for f in found]
            out.print(_table(lines))
    differing = {finding.rule_id for finding in seen.findings}
    if same := [rule.rule_id for rule in seen.rules if rule.rule_id not in differing]:
        out.print("replayed, and no row differs:")
        for rule_id in same:
            out.print(f"  {rule_id}", soft_wrap=True, markup=False)
    rows, sources = sum(month.rows for month in seen.months), {month.source for month in seen.months}
    out.print(f"rules replayed: {len(seen.rules)}, on sources: {len(sources)}, rows: {rows:,}")
    if lines := list(_by_department(seen, labels)):
        out.print("rows with at least one finding more, or less, by department and month:")
        out.print(_table([*lines, ("total", "", sum(line[2] for line in lines), sum(line[3] for line in lines))]))
    for note in seen.notes:
        err.print(note, soft_wrap=True, markup=False)


def _by_department(seen: Rehearsal, labels: dict[str, str]) -> Iterator[tuple[str, str, int, int]]:
    keys = sorted({(month.source.split("/")[0], month.month) for month in seen.months})
    for department, name in keys:
        own = [m for m in seen.months if m.month == name and m.source.startswith(f"{department}/")]
        failing, passing = sum(m.newly_failing for m in own), sum(m.newly_passing for m in own)
        if failing or passing:
            yield labels[department], name, failing, passing


def _table(lines: list[tuple[str, str, int, int]]) -> Table:
    table = Table(box=None, padding=(0, 0, 0, 2))
    table.add_column("department", width=28)
    table.add_column("month", width=7)
    table.add_column("newly failing", justify="right")
    table.add_column("newly passing", justify="right")
    for department, month, failing, passing in lines:
        table.add_row(department, month, f"{failing:,}", f"{passing:,}")
    return table
