"""Scheduling time from the times of runs and tasks."""

from __future__ import annotations

import sqlite3

from bench.overhead import Overhead, measure


def moment(second: int) -> str:
    return f"2026-10-01 01:00:{second:02d}.000000"


def put(database, table, *rows):
    moments = [(*row[:3], *(None if second is None else moment(second) for second in row[3:])) for row in rows]
    database.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?)", moments)


def test_time_in_which_no_task_of_the_last_runs_ran_is_overhead(tmp_path):
    with sqlite3.connect(tmp_path / "airflow.db") as database:
        database.execute("CREATE TABLE dag_run (dag_id, run_id, state, queued_at, end_date)")
        for table in ("task_instance", "task_instance_history"):
            database.execute(f"CREATE TABLE {table} (dag_id, run_id, state, start_date, end_date)")
        put(
            database,
            "dag_run",
            ("a", "1", "success", 0, 9),
            ("a", "2", "success", 20, 40),
            ("b", "1", "success", 30, 50),
            ("a", "3", "running", 55, 59),
            ("c", "1", "failed", 50, 59),
        )
        put(
            database,
            "task_instance",
            ("a", "1", "success", 1, 8),
            ("a", "2", "success", 22, 28),
            ("a", "2", "success", 24, 29),
            ("b", "1", "success", 40, 50),
            ("b", "1", "skipped", 31, 31),
            ("c", "1", "failed", 50, 55),
            ("a", "2", "success", None, None),
        )
        put(database, "task_instance_history", ("b", "1", "failed", 34, 39), ("a", "1", "failed", 0, 1))
    found = measure(tmp_path, 9)
    assert found == Overhead(tasks=4, wall=30.0, busy=22.0, entries=9)
    assert found.per_entry == 8 / 9


def test_without_a_finished_demo_there_is_nothing_to_say(tmp_path):
    assert measure(tmp_path, 12) is None
