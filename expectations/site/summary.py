"""What a leader looks at first: coverage, what hangs in the air, duties, and rows received, each in one number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from catalog.duties import Status
from catalog.model import Catalogue
from expectations.site.figures import Row
from spark_jobs.register.inventory_shown import KINDS


@dataclass(frozen=True)
class Coverage:
    """Datasets of all departments: surveyed, of these catalogued, of these with data in the lake."""

    surveyed: int
    catalogued: int
    hooked: int


def coverage(rows: Iterable[Row]) -> Coverage:
    """The sum over the departments' rows of `meta.coverage`."""
    counts = [(row["surveyed_count"], row["catalogued_count"], row["hooked_count"]) for row in rows]
    return Coverage(*(sum(column) for column in zip(*counts, strict=True))) if counts else Coverage(0, 0, 0)


def orphans(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Kind in words → the rows of `meta.orphan`, for each kind that there is."""
    found = {label: [row for row in rows if row["kind"] == kind] for kind, label in KINDS.items()}
    return {label: of_kind for label, of_kind in found.items() if of_kind}


def duty_counts(catalogue: Catalogue) -> dict[str, int]:
    """Status → how many duties, every status, the best first."""
    counts = Counter(duty.status for duty in catalogue.duties.values())
    return {status: counts[status] for status in get_args(Status)}


def totals(balances: Iterable[Row]) -> dict[str, int]:
    """Rows received and accepted in the last delivery of every source."""
    rows = list(balances)
    return {name: sum(row[name] for row in rows) for name in ("received", "accepted")}
