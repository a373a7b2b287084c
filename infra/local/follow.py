"""Watching runs until something holds: never silent, never for ever, and aware that the stack itself may die."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import httpx

from infra.airflow.api import FINISHED, Run, Task
from infra.local import process
from infra.local.services import client
from infra.local.stack import StackError
from infra.local.state import Stack
from infra.local.view import View

POLL_SECONDS = 0.8
TASKS_EVERY = 8  # polls: counting tasks costs Airflow much more than looking at runs
UNREACHABLE_SECONDS = 60.0
NEVER = datetime.min.replace(tzinfo=UTC)


class Follower:
    """Follows all runs of its DAGs that are due after it was made. Raises StackError rather than hang."""

    def __init__(self, stack: Stack, view: View, limit_seconds: float) -> None:
        self.stack, self.view, self.airflow = stack, view, client(stack)
        self.since = datetime.now(UTC)
        self.began = self.answered = time.monotonic()
        self.limit = self.began + limit_seconds
        self.dags: set[str] = set()
        self.runs: list[Run] = []
        self.tasks: dict[tuple[str, str], list[Task]] = {}
        self.complete: set[tuple[str, str]] = set()

    def trigger(self, dag_id: str) -> None:
        """Start a run and follow it."""
        self.dags.add(dag_id)
        self.airflow.trigger(dag_id)

    def until(self, holds: Callable[[], bool], seconds: float = float("inf")) -> bool:
        """Wait until it holds; False if it does not within `seconds`. StackError once the limit of all is passed."""
        patience = time.monotonic() + seconds
        for poll in range(1 << 62):
            self._look(with_tasks=poll % TASKS_EVERY == 0)
            if holds():
                return True
            if time.monotonic() > self.limit:
                raise StackError(f"not finished after {self.limit - self.began:.0f} s: {self._unfinished()}")
            if time.monotonic() > patience:
                return False
            time.sleep(POLL_SECONDS)
        return False

    def finished(self) -> bool:
        """Whether every DAG that we follow has run, and every run has ended."""
        return {run.dag_id for run in self.runs} >= self.dags and all(run.state in FINISHED for run in self.runs)

    def failed(self, besides: str = "") -> bool:
        """Whether any run failed, of another DAG than `besides`."""
        return any(run.state == "failed" and run.dag_id != besides for run in self.runs)

    def started(self, dag_id: str, after: datetime) -> bool:
        """Whether the DAG has a run that started after a moment."""
        return any(run.dag_id == dag_id and (run.start_date or NEVER) >= after for run in self.runs)

    def last_task_ended(self) -> datetime:
        """When the last task so far ended; long ago if there was none."""
        return max((task.end_date or NEVER for tasks in self.tasks.values() for task in tasks), default=NEVER)

    def _look(self, *, with_tasks: bool) -> None:
        self._check_processes()
        try:
            self.runs = [run for run in self.airflow.runs(since=self.since) if run.dag_id in self.dags]
            for run in self.runs:
                self._count(run, with_tasks=with_tasks)
            self.answered = time.monotonic()
        except httpx.HTTPError as busy:
            self._bear(busy)
        self.view.show(self.runs, [task for tasks in self.tasks.values() for task in tasks])

    def _count(self, run: Run, *, with_tasks: bool) -> None:
        key = (run.dag_id, run.dag_run_id)
        ended = run.state in FINISHED
        if (ended and key not in self.complete) or (with_tasks and run.state == "running"):
            self.tasks[key] = self.airflow.tasks(run)
            self.complete |= {key} if ended else set()

    def _bear(self, busy: httpx.HTTPError) -> None:
        """SQLite has one writer: beside a busy scheduler the API waits, or answers 500, now and then."""
        refused = isinstance(busy, httpx.HTTPStatusError) and not busy.response.is_server_error
        if refused or time.monotonic() - self.answered > UNREACHABLE_SECONDS:
            raise StackError(f"Airflow's API does not answer: {busy}") from busy

    def _check_processes(self) -> None:
        for child in self.stack.children.values():
            if not process.alive(child):
                last = process.last_lines(child.log)
                raise StackError(f"{child.name} has died; the last lines of {child.log}:\n{last}")

    def _unfinished(self) -> str:
        busy = [f"{run.dag_id} is {run.state}" for run in self.runs if run.state not in FINISHED]
        return ", ".join(busy) or f"no run of {', '.join(sorted(self.dags - {run.dag_id for run in self.runs}))}"
