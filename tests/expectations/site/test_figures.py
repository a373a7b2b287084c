"""The last run of a source is its newest delivery; files of one folder are one delivery."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from expectations.site.figures import Figures, Tally, figures
from spark_jobs import tables


def _write(table: str, rows: list[dict[str, Any]]) -> None:
    write_deltalake(tables.path(table), pa.Table.from_pylist(rows))


def _delivery(name: str, source: str, file_name: str, day: int) -> dict[str, Any]:
    received = datetime(2026, 11, day, tzinfo=UTC)
    return {"delivery_id": name, "source": source, "file_name": file_name, "received_at": received}


def _balance(name: str, received: int, accepted: int) -> dict[str, Any]:
    rest = {"quarantined": received - accepted, "superseded": 0, "rejected": 0}
    return {"delivery_id": name, "received": received, "accepted": accepted, **rest}


def _result(delivery: str, rule: str, checked: int, failed: int) -> dict[str, Any]:
    return {"delivery_id": delivery, "rule_id": rule, "checked": checked, "failed": failed}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))


def test_no_lake_has_no_figures() -> None:
    assert figures() == Figures()


def test_the_newest_delivery_counts_with_all_its_parts() -> None:
    _write("ledger.delivery", [
        _delivery("d1", "a/one", "old.csv", 1), _delivery("d2", "a/one", "new.csv", 2),
        _delivery("p0", "b/parts", "09/part-0.csv", 1), _delivery("p1", "b/parts", "10/part-0.csv", 2),
        _delivery("p2", "b/parts", "10/part-1.csv", 3), _delivery("p3", "b/parts", "10/part-0.csv", 4),
        _delivery("refused", "a/one", "later.csv", 9),
    ])  # fmt: skip
    counts = {"d1": (9, 1), "d2": (5, 4), "p0": (100, 100), "p1": (1000, 1000), "p2": (20, 19), "p3": (10, 8)}
    _write("ledger.balance", [_balance(name, *pair) for name, pair in counts.items()])
    _write("quality.result", [
        _result("d1", "one.x.CHECK", 9, 8), _result("d2", "one.x.CHECK", 5, 1),
        _result("p2", "parts.x.CHECK", 20, 1), _result("p3", "parts.x.CHECK", 10, 2),
    ])  # fmt: skip
    _write("quality.fault", [{"rule_id": rule} for rule in ("base.licence.holder_id.HOLDER_UNKNOWN", "one.x.CHECK")])
    _write("quality.disagreement", [{"base": "person", "element": "name"}] * 2)
    _write("base.person", [{"name": "甲"}, {"name": "乙"}])
    found = figures()
    names = ("file_name", "parts", "received", "accepted", "quarantined")
    assert {source: tuple(row[name] for name in names) for source, row in found.deliveries.items()} == {
        "a/one": ("new.csv", 1, 5, 4, 1),
        "b/parts": ("10", 2, 30, 27, 3),
    }
    assert found.results == {"one.x.CHECK": Tally(5, 1), "parts.x.CHECK": Tally(30, 3)}
    assert found.rows == {"base.person": 2}
    assert found.withheld == Counter({"base.licence.holder_id.HOLDER_UNKNOWN": 1})
    assert found.disagreements == Counter({("person", "name"): 2})
