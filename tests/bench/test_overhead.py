"""Scheduling time from the times of runs and tasks."""

from __future__ import annotations

import sqlite3

from bench.overhead import Overhead, measure


def moment(second: int) -> str:
    return f"2026-10-01 01:00:{second:02d}.000000"


def test_time_in_which_no_task_ran_is_overhead(tmp_path):
    with sqlite3.connect(tmp_path / "airflow.db") as database:
        database.execute("CREATE TABLE dag_run (state, queued_at, end_date)")
        database.execute("CREATE TABLE task_instance (dag_id, run_id, state, start_date, end_date)")
        runs = [("success", 0, 20), ("success", 10, 30), ("running", 40, 50)]
        database.executemany("INSERT INTO dag_run VALUES (?, ?, ?)", [(s, moment(a), moment(b)) for s, a, b in runs])
        tasks = [("success", 2, 8), ("success", 4, 9), ("success", 25, 30), ("failed", 9, 25)]
        rows = [("d", "r", s, moment(a), moment(b)) for s, a, b in tasks]
        database.executemany("INSERT INTO task_instance VALUES (?, ?, ?, ?, ?)", rows)
        database.execute("INSERT INTO task_instance VALUES ('d', 'r', 'success', NULL, NULL)")
    found = measure(tmp_path, 9)
    assert found == Overhead(tasks=3, wall=30.0, busy=12.0, entries=9)
    assert found.per_entry == 2.0


def test_without_a_finished_demo_there_is_nothing_to_say(tmp_path):
    assert measure(tmp_path, 12) is None
