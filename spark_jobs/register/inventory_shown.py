"""Print an inventory: tables 80 columns wide for people, one JSON object for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby

from rich.console import Console
from rich.table import Table

from catalog.model import Catalogue
from spark_jobs.register.inventory import Inventory, Row, share

#: What each kind of orphan is called, in the order in which they are printed.
KINDS = {
    "table_without_entry": "有数据无目录的表",
    "column_without_entry": "有数据无目录的列",
    "entry_without_table": "有目录无数据的条目",
    "dataset_without_entry": "尚未编目的数据集",
    "entry_not_surveyed": "普查表中没有的条目",
    "duty_without_system": "没有系统的权责事项",
    "system_without_dataset": "没有数据集的系统",
    "dataset_without_system": "没有系统的数据集",
    "item_without_element": "没有数据元的信息项",
}

#: Orphans of one kind that a screen shows; JSON is complete.
SHOWN = 30


def as_json(catalogue: Catalogue, inventory: Inventory, department: str | None = None) -> None:
    """Every row of the inventory's tables, of one department or of all, to stdout."""
    rows = {name: _of(found, department) for name, found in vars(inventory).items() if name != "graph"}
    print(json.dumps(rows, ensure_ascii=False, indent=1, default=str))


def as_tables(catalogue: Catalogue, inventory: Inventory, department: str | None = None) -> None:
    """The coverage, then each kind of orphan that there is."""
    console = Console(highlight=False)
    console.print(_coverage(catalogue, _of(inventory.coverage, department)))
    orphans = sorted(_of(inventory.orphan, department), key=_order)
    for kind, found in groupby(orphans, key=lambda row: str(row["kind"])):
        _orphans(console, kind, list(found))
    if not orphans:
        console.print("\n没有悬空的条目，也没有未登记的表")


def _orphans(console: Console, kind: str, rows: list[Row]) -> None:
    """One line each where all lack the same, else two."""
    sentences = {str(row["sentence"]) for row in rows}
    same = f"：{sentences.pop()}" if len(sentences) == 1 else ""
    console.print(f"\n[bold]{KINDS[kind]}[/bold]（{len(rows)}）{same}")
    for row in rows[:SHOWN]:
        console.print(f"  {row['label']}  [dim]{row['id']}[/dim]" + ("" if same else f"\n    {row['sentence']}"))
    if len(rows) > SHOWN:
        console.print(f"  …另有 {len(rows) - SHOWN} 项，见 meta.orphan 或 --format json")


def _of(rows: Iterable[Row], department: str | None) -> list[Row]:
    return [row for row in rows if department in (None, row["department"])]


def _order(row: Row) -> tuple[int, str]:
    return list(KINDS).index(str(row["kind"])), str(row["id"])


def _coverage(catalogue: Catalogue, rows: list[Row]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("部门", overflow="fold")
    for heading in ("普查", "编目", "挂接", "编目率", "挂接率"):
        table.add_column(heading, justify="right", no_wrap=True)
    counts = ("surveyed_count", "catalogued_count", "hooked_count")
    for row in rows:
        shares = (row["catalogued_share"], row["hooked_share"])
        label = catalogue.departments[str(row["department"])].label
        table.add_row(label, *(str(row[name]) for name in counts), *map(_percent, shares))
    if len(rows) > 1:
        surveyed, catalogued, hooked = (sum(int(str(row[name])) for row in rows) for name in counts)
        shares = (share(catalogued, surveyed), share(hooked, catalogued))
        totals = (str(surveyed), str(catalogued), str(hooked), *map(_percent, shares))
        table.add_row("[bold]全市", *(f"[bold]{text}" for text in totals))
    return table


def _percent(value: object) -> str:
    return f"{value:.1%}" if isinstance(value, float) else "—"
