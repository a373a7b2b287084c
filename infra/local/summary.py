"""What a run left behind, printed for people: rows per source, bases and themes, letters, and where to look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

from catalog.load import load
from infra.local.state import Stack
from spark_jobs import tables
from spark_jobs.home import Home
from spark_jobs.session import connect

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Behind the state of a letter that would say something else today.
CHANGED = "*"
COUNTS = ("received", "accepted", "quarantined", "superseded", "rejected")


def show(console: Console, home: Home, stack: Stack | None) -> None:
    """Print the whole summary; every figure can be had again with the SQL of the README."""
    spark = connect()
    console.print(_sources(spark))
    console.print(_tables())
    console.print(_letters(spark))
    if stack:
        _where(console, home, stack)


def _sources(spark: SparkSession) -> Table:
    """Deliveries of every source: rows that balance, and files that repeat or cannot be read."""
    title = "Rows: recv = acc + quar + sup + rej; files: published, d duplicate, x refused"
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("source", overflow="fold")
    for heading in ("recv", "acc", "quar", "sup", "rej", "files"):
        table.add_column(heading, justify="right", no_wrap=True)
    sums = {row.source: row for row in spark.sql(_BALANCES).collect()}
    for name in load().sources:
        row = sums.get(name)
        table.add_row(name, *(f"{row[c]:,}" if row else "0" for c in COUNTS), _files(row) if row else "none")
    return table


_BALANCES = """SELECT d.source, count(*) AS files,
    sum(cast(d.status = 'published' AS INT)) AS published,
    sum(cast(d.status = 'duplicate' AS INT)) AS duplicate,
    sum(cast(d.status IN ('quarantined', 'unreadable') AS INT)) AS refused,
    coalesce(sum(b.received), 0) AS received, coalesce(sum(b.accepted), 0) AS accepted,
    coalesce(sum(b.quarantined), 0) AS quarantined, coalesce(sum(b.superseded), 0) AS superseded,
    coalesce(sum(b.rejected), 0) AS rejected
    FROM ledger.delivery d LEFT JOIN ledger.balance b ON b.delivery_id = d.delivery_id GROUP BY d.source"""


def _files(row: object) -> str:
    parts = {"published": "", "duplicate": "d", "refused": "x"}
    return "+".join(f"{getattr(row, name)}{word}" for name, word in parts.items() if getattr(row, name))


def _tables() -> Table:
    table = Table(
        title="Base and thematic libraries, and what is published from them",
        box=box.SIMPLE_HEAD,
        title_justify="left",
        pad_edge=False,
    )
    table.add_column("table", no_wrap=True)
    table.add_column("rows", justify="right")
    for name, count in tables.products().items():
        table.add_row(name, f"{count:,}")
    return table


def _letters(spark: SparkSession) -> Table:
    table = Table(title="Letters", box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for name in ("department", "period", "state"):
        table.add_column(name, no_wrap=True)
    table.add_column("rows received", justify="right")
    table.add_column("rows to fix", justify="right")
    tables.ensure(spark, "quality.report")
    for row in spark.sql("SELECT * FROM quality.report ORDER BY period, department").collect():
        state = row.state + CHANGED * bool(row.state != "blocked" and row.detail)
        table.add_row(row.department, row.period, state, f"{row.rows_received:,}", f"{row.rows_to_fix:,}")
        if state.endswith(CHANGED):
            table.caption = f"{CHANGED} left before the data changed: see quality.report.detail, and update/"
    return table


def _where(console: Console, home: Home, stack: Stack) -> None:
    console.print(f"Airflow UI  {stack.airflow}  user {stack.user}  password {stack.password}", soft_wrap=True)
    console.print(f"letters     {home.reports}  (as delivered: {home.mail})", soft_wrap=True)
    console.print(f"Data Docs   {home.reports / 'data_docs/site/index.html'}", soft_wrap=True)
    console.print('SQL         .venv/bin/yiyuan sql "SELECT * FROM ledger.balance"', soft_wrap=True)
