"""Which tables of a lake the catalogue explains; anything else was made by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.model import Catalogue
from spark_jobs.fixed_tables import FIXED
from spark_jobs.register.resources import Resource

#: What the history of a base adds to its columns.
HISTORY = ("valid_from", "valid_to")
#: Tables that a delivery of a source passes through; each has the source's columns and the platform's `_…`.
WAY = ("raw", "conform", "standard")


def explained(
    catalogue: Catalogue, registered: Sequence[Resource], there: Iterable[str]
) -> dict[str, frozenset[str] | None]:
    """Table → the columns it may have; None where they are fixed in code. Columns that start with `_` may always be."""
    known: dict[str, frozenset[str] | None] = dict.fromkeys(FIXED)
    for resource in registered:
        name, columns = resource.table.split(".")[1], frozenset(resource.columns)
        if resource.kind == "source":
            known |= {f"{schema}.{name}": columns for schema in WAY}
        else:
            known[resource.table] = columns
        if resource.kind == "base" and catalogue.bases[resource.id].history:
            known[f"{resource.table}_history"] = columns | set(HISTORY)
    known |= {f"share.{name}": frozenset(share.columns) for name, share in catalogue.shares.items()}
    known |= {f"open.{name}": frozenset(opened.columns) for name, opened in catalogue.opens.items()}
    names = {table.split(".")[1] for table in known}
    return known | {table: None for table in there if table.startswith("work.") and _staging(table, names)}


def _staging(table: str, names: set[str]) -> bool:
    """Whether `work.<name>` or `work.<what>_<name>` is where a known table's rows were written down before a merge."""
    words = table.removeprefix("work.").split("_")
    return any("_".join(words[start:]) in names for start in range(len(words)))
