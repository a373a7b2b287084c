"""Measurement 3: what Airflow itself costs per catalogue entry, read from the database of a finished demo."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

QUERY = """SELECT dag_id, run_id, start_date, end_date FROM task_instance
WHERE state = 'success' AND start_date IS NOT NULL AND end_date IS NOT NULL"""
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Overhead:
    """`wall`: seconds in which a DAG run was on; `busy`: seconds of it in which at least one task ran."""

    tasks: int
    wall: float
    busy: float
    entries: int

    @property
    def per_entry(self) -> float:
        """Seconds of pure scheduling per source of the catalogue."""
        return (self.wall - self.busy) / self.entries


def measure(airflow_home: Path, entries: int) -> Overhead | None:
    """None where no demo has finished in this home."""
    database = airflow_home / "airflow.db"
    if not database.exists():
        return None
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        tasks = [(_moment(start), _moment(end)) for _, _, start, end in connection.execute(QUERY)]
        runs = [
            (_moment(start), _moment(end))
            for start, end in connection.execute(
                "SELECT queued_at, end_date FROM dag_run WHERE state = 'success' AND queued_at IS NOT NULL"
            )
        ]
    return overhead(runs, tasks, entries) if runs and tasks else None


def overhead(runs: Sequence[Span], tasks: Sequence[Span], entries: int) -> Overhead:
    """Overhead from the times of DAG runs and of their tasks. Times at which several ran count once."""
    return Overhead(len(tasks), covered(runs), covered(tasks), entries)


def covered(spans: Iterable[Span]) -> float:
    """Seconds that at least one span covers."""
    total, until = 0.0, None
    for start, end in sorted(spans):
        begin = start if until is None or start > until else until
        if end > begin:
            total += (end - begin).total_seconds()
        until = end if until is None or end > until else until
    return total


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
