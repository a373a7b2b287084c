"""What exists, counted: the catalogue against the lake. Read from Delta's logs alone, without an engine.

编目率 is catalogued / surveyed, 挂接率 is hooked / catalogued; a share of nothing is unknown, not one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from deltalake import DeltaTable

from catalog import graph
from catalog.graph import Orphan
from catalog.model import Catalogue
from catalog.survey import SurveyedDataset
from spark_jobs import tables
from spark_jobs.register.registered import explained
from spark_jobs.register.resources import Resource, resources

Row = dict[str, object]
OPENED_AT_A_TIME = 16


@dataclass(frozen=True)
class Inventory:
    """Rows of the `meta` tables of the same names."""

    catalogue: list[Row]
    system: list[Row]
    dataset: list[Row]
    coverage: list[Row]
    graph: list[Row]
    orphan: list[Row]


@dataclass(frozen=True)
class Physical:
    """A table as it lies in the lake."""

    rows: int
    columns: tuple[str, ...]


def take(catalogue: Catalogue) -> Inventory:
    """The inventory of this installation's lake as it is now."""
    there = set(tables.existing())
    arrivals = _last_arrivals() if "ledger.delivery" in there else {}
    registered = resources(catalogue)
    known = explained(catalogue, registered, there)
    physical = _physical([table for table, columns in known.items() if columns is not None and table in there])
    hooked = {it.id for it in registered if it.table in physical and (it.kind != "source" or it.id in arrivals)}
    found = [
        *graph.orphans(catalogue),
        *(_without_table(it) for it in registered if it.id not in hooked),
        *(_unregistered(table) for table in there - known.keys()),
        *(orphan for table, found in physical.items() for orphan in _strange_columns(table, found, known[table])),
    ]
    return Inventory(
        [_entry(it, physical.get(it.table), arrivals.get(it.id), it.id in hooked) for it in registered],
        list(_systems(catalogue)),
        [_dataset(catalogue, *it, hooked) for it in _surveyed(catalogue)],
        [_coverage(catalogue, department, hooked) for department in sorted(catalogue.departments)],
        [vars(edge) for edge in graph.edges(catalogue)],
        [vars(orphan) for orphan in sorted(found, key=lambda it: (it.kind, it.department or "", it.id))],
    )


def _physical(names: Sequence[str]) -> dict[str, Physical]:
    """Tables by name. Opening one waits for its store more than it works, so many are opened at a time."""

    def opened(table: str) -> Physical:
        delta = DeltaTable(tables.path(table))
        return Physical(delta.count(), tuple(field.name for field in delta.schema().fields))

    with ThreadPoolExecutor(OPENED_AT_A_TIME) as pool:
        return dict(zip(names, pool.map(opened, names), strict=True))


def _last_arrivals() -> dict[str, datetime]:
    """Source → when its newest published delivery came."""
    delta = DeltaTable(tables.path("ledger.delivery")).to_pyarrow_table(columns=["source", "status", "received_at"])
    arrived: dict[str, datetime] = {}
    for row in delta.to_pylist():
        if row["status"] == "published":
            arrived[row["source"]] = max(row["received_at"], arrived.get(row["source"], row["received_at"]))
    return arrived


def _entry(resource: Resource, physical: Physical | None, arrived: datetime | None, hooked: bool) -> Row:
    return {
        "code": resource.code,
        "id": resource.id,
        "kind": resource.kind,
        "department": resource.department,
        "label": resource.label,
        "table_name": resource.table,
        "cycle": resource.cycle,
        "share_type": resource.share_type,
        "open_type": resource.open_type,
        "level": resource.level,
        "row_count": physical.rows if physical else None,
        "last_arrival_at": arrived,
        "hooked": hooked,
    }


def _surveyed(catalogue: Catalogue) -> Iterator[tuple[str, str, SurveyedDataset]]:
    for department, survey in sorted(catalogue.surveys.items()):
        for name, dataset in survey.datasets.items():
            yield department, name, dataset


def _systems(catalogue: Catalogue) -> Iterator[Row]:
    for department, survey in sorted(catalogue.surveys.items()):
        for name, system in survey.systems.items():
            yield {
                "id": f"{department}/{name}",
                "department": department,
                "label": system.label,
                "status": system.status,
                "duty_count": len(system.duties),
                "dataset_count": sum(dataset.system == name for dataset in survey.datasets.values()),
            }


def _dataset(catalogue: Catalogue, department: str, name: str, dataset: SurveyedDataset, hooked: set[str]) -> Row:
    return {
        "id": f"{department}/{name}",
        "department": department,
        "label": dataset.label,
        "system": dataset.system and f"{department}/{dataset.system}",
        "format": f"{dataset.format.kind}/{dataset.format.name}",
        "cycle": dataset.cycle,
        "row_count": dataset.rows,
        "item_count": len(dataset.items),
        "share_type": dataset.share.type,
        "open_type": dataset.open.type,
        "source": dataset.source,
        "not_catalogued": dataset.not_catalogued,
        "catalogued": graph.is_catalogued(catalogue, dataset),
        "hooked": dataset.source in hooked,
    }


def _coverage(catalogue: Catalogue, department: str, hooked: set[str]) -> Row:
    survey = catalogue.surveys.get(department)
    datasets = list(survey.datasets.values()) if survey else []
    catalogued = [dataset.source for dataset in datasets if graph.is_catalogued(catalogue, dataset)]
    surveyed, hooks = len(datasets), sum(source in hooked for source in catalogued)
    return {
        "department": department,
        "surveyed_count": surveyed,
        "catalogued_count": len(catalogued),
        "hooked_count": hooks,
        "catalogued_share": share(len(catalogued), surveyed),
        "hooked_share": share(hooks, len(catalogued)),
    }


def share(part: int, whole: int) -> float | None:
    """0…1 with four digits, rounded down so that only all is 1; None of nothing."""
    return part * 10_000 // whole / 10_000 if whole else None


def _without_table(resource: Resource) -> Orphan:
    missing = "还没有发布过的数据" if resource.kind == "source" else f"湖中没有 {resource.table}"
    return Orphan("entry_without_table", resource.department, resource.id, resource.label, missing)


def _unregistered(table: str) -> Orphan:
    sentence = "目录中没有任何条目产生这张表"
    return Orphan("table_without_entry", None, table, table.split(".")[1], sentence)


def _strange_columns(table: str, physical: Physical, declared: frozenset[str] | None) -> Iterator[Orphan]:
    for column in physical.columns:
        if column not in (declared or ()) and not column.startswith("_"):
            yield Orphan("column_without_entry", None, f"{table}.{column}", column, "目录中没有这一列")
