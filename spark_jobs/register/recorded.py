"""Register: what exists, written down in meta.*: the inventory, the sources of the items, the map of divisions."""

from __future__ import annotations

from catalog.load import load
from spark_jobs import tables
from spark_jobs.register import division_map, inventory, item_source
from spark_jobs.session import connect


def register() -> list[str]:
    """Bring these tables up to date; the names of those that were written."""
    rows = vars(inventory.take(load())) | item_source.rows(load()) | division_map.take(load())
    return [f"meta.{name}" for name, found in rows.items() if tables.make_equal(connect(), f"meta.{name}", found)]
