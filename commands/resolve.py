"""Division codes of one day as codes of another."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.app import app, err, opened, out

if TYPE_CHECKING:
    from catalog.resolve import Resolution

#: Why a code has no answer, for people.
WHY = {
    "split": "区划已拆分，单凭代码无法判断",
    "no_successor": "代码表没有记载它的去向",
    "no_predecessor": "代码表没有记载它的来历",
    "not_valid": "该日没有这个代码",
    "unknown": "历年代码表中都没有这个代码",
}
Day = Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="the day that the code is of")]
ToDay = Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="the day whose code is asked for")]


@app.command()
def resolve(
    from_: Day,
    to: ToDay,
    code: Annotated[str | None, typer.Argument(help="a division code of six digits")] = None,
    every: Annotated[bool, typer.Option("--every", help="every code of the day --from, as CSV")] = False,
) -> None:
    """The code on one day of what had CODE on another; exit 1 where it cannot be told (未能归属), with candidates."""
    from catalog.resolve import Resolver

    resolver = Resolver(opened().code_lists["division"])
    if every == (code is not None):
        err.print("give either a CODE or --every")
        raise typer.Exit(2)
    for one in [code] if code else sorted({row.code for row in resolver.codes}):
        found = resolver.resolve(one, from_.date(), to.date())
        if every and found.outcome != "not_valid":
            print(one, found.code or "", found.outcome, ";".join(found.candidates), sep=",")
        elif not every:
            out.print(_told(found, [f"{each} {resolver.name(each, to.date())}" for each in found.candidates]))
            raise typer.Exit(0 if found.code else 1)


def _told(found: Resolution, candidates: list[str]) -> str:
    if found.code:
        return f"{candidates[0]} ({found.outcome})"
    named = f"：{'、'.join(candidates)}" if candidates else ""
    return f"未能归属 ({found.outcome})：{WHY[found.outcome]}{named}"
