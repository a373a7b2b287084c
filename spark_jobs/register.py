"""Register: write down in `meta` what the catalogue and the lake hold now. What has not changed is not written."""

from __future__ import annotations

from catalog.load import load
from spark_jobs import inventory, item_source, tables
from spark_jobs.session import connect


def register() -> list[str]:
    """Bring the tables of the inventory and of the sources up to date; the names of those that were written."""
    rows = vars(inventory.take(load())) | item_source.rows(load())
    return [f"meta.{name}" for name, found in rows.items() if tables.make_equal(connect(), f"meta.{name}", found)]
