"""Print a query's result: a table for people, CSV or JSON lines for programs."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: Rows a table on a screen shows; CSV and JSON are complete.
SCREEN_ROWS = 200


def show(frame: DataFrame, form: str) -> None:
    """Write a frame to stdout as `table`, `csv` or `json` (one object per line)."""
    if form == "table":
        _table(frame)
    elif form == "csv":
        _csv(frame)
    elif form == "json":
        for row in frame.toLocalIterator():
            print(json.dumps(row.asDict(recursive=True), ensure_ascii=False, default=str))
    else:
        raise ValueError(f"unknown format `{form}`; use table, csv or json")


def _table(frame: DataFrame) -> None:
    rows = frame.limit(SCREEN_ROWS + 1).collect()
    table = Table(*frame.columns)
    for row in rows[:SCREEN_ROWS]:
        table.add_row(*("NULL" if value is None else str(value) for value in row))
    console = Console()
    console.print(table)
    shown = f"first {SCREEN_ROWS} rows; use --format csv for all" if len(rows) > SCREEN_ROWS else f"{len(rows)} rows"
    console.print(shown)


def _csv(frame: DataFrame) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.toLocalIterator():
        writer.writerow(["" if value is None else value for value in row])
