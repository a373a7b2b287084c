"""One run through the whole house against a scripted Airflow: what is triggered when, and how it ends."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from infra.airflow import settings
from infra.airflow.api import Run, Task
from infra.local import follow, process, state
from infra.local import run as running
from infra.local.run import Failure, RunResult, run
from infra.local.stack import StackError
from spark_jobs.home import Home

AFTER = {"bases": "themes", "themes": "publish"}


class Scripted:
    """An Airflow whose runs take one look to start and one to end; `assets` tells whether new data starts `bases`."""

    def __init__(self, *, assets: bool, failing: str | None = None, stuck: str | None = None) -> None:
        self.assets, self.failing, self.stuck = assets, failing, stuck
        self.said: list[str] = []
        self.held: set[str] = set()
        self.all: list[Run] = []
        self.clock = datetime.now(UTC)

    def dag_ids(self) -> list[str]:
        return ["bases", "ingest_health", "ingest_hotline", "maintenance", "publish", "reports", "themes"]

    def parsed_since(self, moment: datetime) -> set[str]:
        return settings.dag_files()

    def paused(self) -> set[str]:
        return self.held

    def pause(self, dag_id: str) -> None:
        self.said.append(f"pause {dag_id}")

    def pause_all(self, *, paused: bool) -> None:
        self.said.append("pause" if paused else "unpause")

    def trigger(self, dag_id: str) -> None:
        self.said.append(dag_id)
        self._add(dag_id)

    def runs(self, since: datetime) -> list[Run]:
        self.all = [self._next(run) for run in self.all]
        ingested = all(run.state == "success" for run in self.all)
        if self.assets and ingested and {run.dag_id[:6] for run in self.all} == {"ingest"}:
            self._add("bases")
        return list(self.all)

    def tasks(self, run: Run) -> list[Task]:
        task = Task(dag_id=run.dag_id, dag_run_id=run.dag_run_id, task_id="work", map_index=0, try_number=2, state=None)
        return [task.model_copy(update={"state": run.state, "end_date": run.end_date})]

    def cause(self, task: Task) -> str | None:
        return "ValueError: broken"

    def _add(self, dag_id: str) -> None:
        name = {"dag_id": dag_id, "dag_run_id": f"r{len(self.all)}", "dag_display_name": dag_id}
        self.all.append(Run(**name, state="queued", run_after=self._now()))

    def _next(self, run: Run) -> Run:
        if run.state == "queued":
            return run.model_copy(update={"state": "running", "start_date": self._now()})
        if run.state != "running" or run.dag_id == self.stuck:
            return run
        failed = run.dag_id == self.failing
        if not failed and run.dag_id in AFTER:
            self._add(AFTER[run.dag_id])
        return run.model_copy(update={"state": "failed" if failed else "success", "end_date": self._now()})

    def _now(self) -> datetime:
        self.clock += timedelta(milliseconds=1)
        return self.clock


Go = Callable[..., tuple[RunResult, str]]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A home whose stack is one process that really runs."""
    home = Home(tmp_path, str(tmp_path / "lake")).ensure()
    stack = state.new(home)
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    stack.children["scheduler"] = process.start("scheduler", sleep, os.environ, tmp_path, home.logs / "scheduler.log")
    state.save(home, stack)
    yield home
    process.end(list(stack.children.values()))


@pytest.fixture
def go(home: Home, monkeypatch: pytest.MonkeyPatch) -> Go:
    monkeypatch.setattr(follow, "POLL_SECONDS", 0.001)
    monkeypatch.setattr("infra.local.run.STAGES", {"bases": 0.05, "themes": 0.05, "publish": 0.05, "reports": 0.0})

    def go(airflow: Scripted, sources: list[str] | None = None, **more: Any) -> tuple[RunResult, str]:
        monkeypatch.setattr(follow, "client", lambda stack: airflow)
        said = io.StringIO()
        return run(home, sources, Console(file=said, width=200), **more), said.getvalue()

    return go


def test_new_data_makes_one_dag_start_the_next_and_letters_are_asked_for(go: Go) -> None:
    airflow = Scripted(assets=True)
    result, said = go(airflow)
    assert airflow.said == ["pause", "ingest_health", "ingest_hotline", "unpause", "reports", "maintenance"]
    order = ["ingest_health", "ingest_hotline", "bases", "themes", "publish", "reports", "maintenance"]
    assert [(run.dag_id, run.state) for run in result.runs] == [(dag, "success") for dag in order]
    assert result.failures == ()
    assert "reports: success, 1 tasks" in said


def test_without_new_data_bases_are_started_all_the_same(go: Go) -> None:
    airflow = Scripted(assets=False)
    result, _ = go(airflow, ["hotline/tickets"])
    assert airflow.said == ["pause", "ingest_hotline", "unpause", "bases", "reports", "maintenance"]
    order = ["ingest_hotline", "bases", "themes", "publish", "reports", "maintenance"]
    assert [run.dag_id for run in result.runs] == order


def test_what_somebody_paused_stays_paused_and_does_not_run(go: Go) -> None:
    airflow = Scripted(assets=True)
    airflow.held = {"ingest_health", "reports"}
    result, said = go(airflow)
    assert airflow.said == ["pause", "ingest_hotline", "unpause", "pause ingest_health", "pause reports", "maintenance"]
    order = ["ingest_hotline", "bases", "themes", "publish", "maintenance"]
    assert [(run.dag_id, run.state) for run in result.runs] == [(dag, "success") for dag in order]
    assert "paused in Airflow, left alone: ingest_health, reports" in said


def test_a_run_that_was_killed_while_it_held_all_dags_is_made_good(go: Go) -> None:
    airflow = Scripted(assets=True)
    airflow.held = set(airflow.dag_ids())
    go(airflow)
    assert airflow.said == ["pause", "ingest_health", "ingest_hotline", "unpause", "reports", "maintenance"]


def test_a_failed_task_stops_what_would_come_after_and_says_why(go: Go, home: Home) -> None:
    result, said = go(Scripted(assets=True, failing="bases"))
    log = home.logs / "tasks/dag_id=bases/run_id=r2/task_id=work/map_index=0/attempt=2.log"
    assert result.failures == (Failure("bases", "work[0]", "ValueError: broken", log),)
    assert [run.dag_id for run in result.runs] == ["ingest_health", "ingest_hotline", "bases"]
    assert "bases: failed" in said


def test_an_output_that_is_stopped_stops_no_letter(go: Go) -> None:
    result, _ = go(Scripted(assets=True, failing="publish"))
    assert [failure.dag_id for failure in result.failures] == ["publish"]
    assert [run.dag_id for run in result.runs][-2:] == ["reports", "maintenance"]


def test_a_failed_ingest_lets_the_other_departments_finish(go: Go) -> None:
    result, _ = go(Scripted(assets=True, failing="ingest_health"))
    assert {run.dag_id: run.state for run in result.runs} == {"ingest_health": "failed", "ingest_hotline": "success"}


def test_a_stuck_run_ends_at_the_limit(go: Go) -> None:
    with pytest.raises(StackError, match=r"not finished after 0 s: ingest_hotline is running"):
        go(Scripted(assets=True, stuck="ingest_hotline"), limit_seconds=0.1)


def test_a_dead_scheduler_is_noticed(go: Go, home: Home) -> None:
    stack = state.load(home)
    assert stack is not None
    (home.logs / "scheduler.log").write_text("out of memory\n")
    process.end(list(stack.children.values()))
    with pytest.raises(StackError, match=r"scheduler has died(?s:.*)out of memory"):
        go(Scripted(assets=True))


@pytest.mark.parametrize("source", ["weather/rain", "hotline", "hotline/rain"])
def test_an_unknown_source_is_refused(go: Go, source: str) -> None:
    with pytest.raises(StackError, match=f"no such source: {source};"):
        go(Scripted(assets=True), [source])


def test_a_dag_file_that_cannot_be_loaded_since_the_catalogue_changed_starts_nothing(
    go: Go, monkeypatch: pytest.MonkeyPatch
) -> None:
    airflow = Scripted(assets=True)
    monkeypatch.setattr(running, "refresh", lambda _: (_ for _ in ()).throw(StackError("ingest.py cannot be loaded")))
    with pytest.raises(StackError, match=r"ingest\.py cannot be loaded"):
        go(airflow)
    assert airflow.said == []


def test_without_a_stack_there_is_nothing_to_run(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="yiyuan up"):
        run(Home(tmp_path, str(tmp_path / "lake")), None, Console())


def test_it_says_that_it_is_still_there(go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.local.view.STILL_HERE_SECONDS", 0.0)
    _, said = go(Scripted(assets=False), ["hotline/tickets"])
    assert "still running: ingest_hotline 0/1" in said
