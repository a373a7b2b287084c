"""Quality figures of the last run, read from the lake without an engine (delta-rs). No lake yet: no figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from deltalake import DeltaTable

from spark_jobs import tables

Row = Mapping[str, Any]
COUNTS = ("received", "accepted", "quarantined", "superseded", "rejected")


@dataclass(frozen=True)
class Tally:
    """How many values a rule read, and how many of them failed it."""

    checked: int = 0
    failed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.checked + other.checked, self.failed + other.failed)


@dataclass(frozen=True)
class Figures:
    """By source: its newest delivery that has a balance, all its parts together. By rule: what it found in there.

    By table: rows now. By rule between bases: rows withheld now. By base and column: values that another holder gives
    differently, now.
    """

    deliveries: Mapping[str, Row] = field(default_factory=dict)
    results: Mapping[str, Tally] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    withheld: Counter[str] = field(default_factory=Counter)
    disagreements: Counter[tuple[str, str]] = field(default_factory=Counter)


def figures() -> Figures:
    """The figures of this installation's lake."""
    there = tables.existing()
    if "ledger.delivery" not in there or "ledger.balance" not in there:
        return Figures()
    balances = {row["delivery_id"]: row for row in _rows(there, "ledger.balance")}
    deliveries: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(there, "ledger.delivery"):
        if balance := balances.get(row["delivery_id"]):
            deliveries.setdefault(row["source"], []).append(row | balance)
    newest = {source: _newest(rows) for source, rows in deliveries.items()}
    last = {row["delivery_id"] for parts in newest.values() for row in parts}
    return Figures(
        {source: _together(parts) for source, parts in newest.items()},
        _tallies(row for row in _rows(there, "quality.result") if row["delivery_id"] in last),
        tables.products(),
        Counter(row["rule_id"] for row in _rows(there, "quality.fault") if row["rule_id"].startswith("base.")),
        Counter((row["base"], row["element"]) for row in _rows(there, "quality.disagreement")),
    )


def _rows(there: Collection[str], table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = DeltaTable(tables.path(table)).to_pyarrow_table().to_pylist() if table in there else []
    return rows


def _newest(deliveries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest delivery of a source, oldest part first: the files of one folder, each as it came last."""
    ordered = sorted(deliveries, key=lambda row: (row["received_at"], row["delivery_id"]))
    folder, _, _ = ordered[-1]["file_name"].rpartition("/")
    if not folder:
        return ordered[-1:]
    parts = {row["file_name"]: row for row in ordered if row["file_name"].startswith(f"{folder}/")}
    return sorted(parts.values(), key=lambda row: (row["received_at"], row["delivery_id"]))


def _together(parts: list[dict[str, Any]]) -> Row:
    """One row for all parts: their sums, the day of the last, and the folder's name."""
    name = parts[-1]["file_name"].rpartition("/")[0] or parts[-1]["file_name"]
    sums = {count: sum(row[count] for row in parts) for count in COUNTS}
    return parts[-1] | sums | {"file_name": name, "parts": len(parts)}


def _tallies(results: Iterable[Row]) -> dict[str, Tally]:
    found: dict[str, Tally] = {}
    for row in results:
        found[row["rule_id"]] = found.get(row["rule_id"], Tally()) + Tally(row["checked"], row["failed"])
    return found
