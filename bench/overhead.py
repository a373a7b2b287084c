"""Measurement 3: what Airflow itself costs per catalogue entry, read from the database of a finished demo."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

#: The last finished run of every DAG: a second demo, or `yiyuan run`, is not added to the first.
LAST = """WITH last AS (SELECT dag_id, run_id, queued_at, max(end_date) AS end_date FROM dag_run
WHERE state = 'success' AND queued_at IS NOT NULL GROUP BY dag_id)"""
RUNS = f"{LAST} SELECT queued_at, end_date FROM last"
#: Every try of their tasks, also one that failed: it was work, not scheduling.
TRIES = f"""{LAST}, try AS (SELECT dag_id, run_id, state, start_date, end_date FROM task_instance
UNION ALL SELECT dag_id, run_id, state, start_date, end_date FROM task_instance_history)
SELECT try.start_date, try.end_date FROM try JOIN last USING (dag_id, run_id)
WHERE try.state <> 'skipped' AND try.start_date IS NOT NULL AND try.end_date IS NOT NULL"""
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Overhead:
    """`tasks`: tries that ran; `wall`: seconds in which a DAG run was on; `busy`: those in which at least one ran."""

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
        runs, tries = (_spans(connection, query) for query in (RUNS, TRIES))
    return overhead(runs, tries, entries) if runs and tries else None


def overhead(runs: Sequence[Span], tries: Sequence[Span], entries: int) -> Overhead:
    """Overhead from the times of DAG runs and of the tries of their tasks. Times at which several ran count once."""
    return Overhead(len(tries), covered(runs), covered(tries), entries)


def covered(spans: Iterable[Span]) -> float:
    """Seconds that at least one span covers."""
    total, until = 0.0, None
    for start, end in sorted(spans):
        begin = start if until is None or start > until else until
        if end > begin:
            total += (end - begin).total_seconds()
        until = end if until is None or end > until else until
    return total


def _spans(connection: sqlite3.Connection, query: str) -> list[Span]:
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in connection.execute(query)]
