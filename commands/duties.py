"""What the plans ask, and how much of it is there."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated

import typer

from catalog.duties import Status
from commands.app import Form, app, opened, out, require

STATUS: dict[Status, str] = {"covered": "已做到", "partly": "部分做到", "not_covered": "未做到", "out": "不做"}


@app.command()
def duties(
    duty: Annotated[str | None, typer.Argument(help="one duty, such as A36; default: all")] = None,
    format_: Form = "table",
) -> None:
    """What the five plans ask: covered, partly, not covered, with the evidence of the last run."""
    rows = opened().duties
    if duty:
        require("duty", duty, rows.keys())
    if format_ == "json":
        told = {name: row.model_dump() | {"status": row.status} for name, row in rows.items() if duty in (None, name)}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    elif duty:
        _one(duty)
    else:
        _all()


def _one(name: str) -> None:
    from spark_jobs.duties import evidence

    row = opened().duties[name]
    out.print(f"{name} {row.label}　{STATUS[row.status]}")
    out.print(f"出处　{'、'.join(row.clauses)}\n要求　{row.must}\n看点　{row.watch}")
    for line in evidence(row):
        out.print(f"证据　{line}", soft_wrap=True)
    for head, text in (("还差", row.missing), ("理由", row.reason)):
        if text:
            out.print(f"{head}　{text}")


def _all() -> None:
    from rich.table import Table

    rows = opened().duties
    table = Table(box=None, pad_edge=False)
    for head in ("编号", "状态", "要求", "还差"):
        table.add_column(head, overflow="fold")
    for name, row in rows.items():
        table.add_row(name, STATUS[row.status], row.label, row.missing or row.reason or "")
    out.print(table)
    counts = Counter(row.status for row in rows.values())
    out.print("，".join(f"{label} {counts[status]}" for status, label in STATUS.items()) + f"；共 {len(rows)} 条")
