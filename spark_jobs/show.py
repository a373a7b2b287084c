"""Print a query's result: a table for people, CSV or JSON lines for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Form = Literal["table", "csv", "json"]
#: Rows a table on a screen shows; CSV and JSON are complete.
SCREEN_ROWS = 200


def show(frame: DataFrame, form: Form) -> None:
    """Write a frame to stdout as `table`, `csv` or `json` (one object per line)."""
    if form == "table":
        _table(frame)
    elif form == "csv":
        _csv(frame)
    else:
        for row in frame.toLocalIterator():
            print(json.dumps(row.asDict(recursive=True), ensure_ascii=False, default=str))


def _table(frame: DataFrame) -> None:
    rows = frame.limit(SCREEN_ROWS + 1).collect()
    texts = [[_text(value) for value in row] for row in rows[:SCREEN_ROWS]]
    console = Console()
    if _fits(console, frame.columns, texts):
        table = Table()
        for name in frame.columns:
            table.add_column(_text(name))
        for row in texts:
            table.add_row(*row)
        console.print(table)
    else:
        for number, row in enumerate(texts, 1):
            console.print(_record(number, frame.columns, row))
    shown = f"first {SCREEN_ROWS} rows; use --format csv for all" if len(rows) > SCREEN_ROWS else f"{len(rows)} rows"
    console.print(shown)


def _text(value: object) -> Text:
    """A value as it is: nothing in it is markup."""
    return Text("NULL" if value is None else str(value))


def _fits(console: Console, columns: Sequence[str], rows: Sequence[Sequence[Text]]) -> bool:
    """Whether every value can stand on one line; else a table would cut it off."""
    widths = [max([cell_len(name), *(row[at].cell_len for row in rows)]) for at, name in enumerate(columns)]
    return sum(widths) + 3 * len(widths) + 1 <= console.width


def _record(number: int, columns: Sequence[str], row: Sequence[Text]) -> Table:
    """One row, a line per column; a long value runs over several."""
    table = Table(title=f"row {number}", title_justify="left", show_header=False, box=None, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in zip(columns, row, strict=True):
        table.add_row(_text(name), value)
    return table


def _csv(frame: DataFrame) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.toLocalIterator():
        writer.writerow(["" if value is None else value for value in row])
