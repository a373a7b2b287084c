"""Quality figures of the last run, read from the lake without an engine (delta-rs). No lake yet: no figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deltalake import DeltaTable

from spark_jobs import tables

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Figures:
    """By source: its newest delivery that has a balance. By rule: that delivery's result. By table: rows now."""

    deliveries: Mapping[str, Row] = field(default_factory=dict)
    results: Mapping[str, Row] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)


def figures() -> Figures:
    """The figures of this installation's lake."""
    there = tables.existing()
    if "ledger.delivery" not in there or "ledger.balance" not in there:
        return Figures()
    balances = {row["delivery_id"]: row for row in _rows("ledger.balance")}
    newest: dict[str, Row] = {}
    for row in sorted(_rows("ledger.delivery"), key=lambda row: (row["received_at"], row["delivery_id"])):
        if balance := balances.get(row["delivery_id"]):
            newest[row["source"]] = row | balance
    last = {row["delivery_id"] for row in newest.values()}
    results = _rows("quality.result") if "quality.result" in there else []
    counted = {
        name: tables.row_count(name) for name in there if name.split(".")[0] in ("base", "theme", "share", "open")
    }
    return Figures(newest, {row["rule_id"]: row for row in results if row["delivery_id"] in last}, counted)


def _rows(table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = DeltaTable(tables.path(table)).to_pyarrow_table().to_pylist()
    return rows
