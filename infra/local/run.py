"""One run through the whole house: deliveries taken in, bases, themes, outputs, letters, maintenance."""

from __future__ import annotations

import time
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console

from catalog.load import load
from infra.airflow.api import Run, Task
from infra.local import state
from infra.local.follow import Follower
from infra.local.fresh import refresh
from infra.local.stack import StackError
from infra.local.view import View
from spark_jobs.home import Home

#: What follows the ingest DAGs, in this order; and how long an asset event may take to start it (letters wait for the
#: first of the month, or for this).
STAGES = {"bases": 3.0, "themes": 15.0, "publish": 15.0, "reports": 0.0}
LAST = "maintenance"
#: Nothing needs what this one makes: departments get their letters also where an output was stopped.
ALONE = "publish"
LIMIT_SECONDS = 3600.0


@dataclass(frozen=True)
class Failure:
    """A task that failed for good. `cause` is the last error of its log, `log` the file to read."""

    dag_id: str
    task: str
    cause: str
    log: Path


@dataclass(frozen=True)
class RunResult:
    """What ran. Empty `failures` means that every DAG ended in success."""

    runs: tuple[Run, ...]
    failures: tuple[Failure, ...]
    seconds: float


def run(
    home: Home, sources: Sequence[str] | None, progress: Console, limit_seconds: float = LIMIT_SECONDS
) -> RunResult:
    """Let Airflow run every DAG that these sources (`<department>/<source>`; None: all) concern, and wait for the end.

    A failed task ends the run after the stage it belongs to, unless that is ALONE. Raises StackError if the stack is
    down, one of its processes dies, a DAG file cannot be loaded, or the limit is passed.
    """
    stack = state.load(home)
    if stack is None:
        raise StackError("the stack is down: start it with `yiyuan up`")
    with View(progress) as view:
        follower = Follower(stack, view, limit_seconds)
        refresh(follower.airflow)
        paused = _paused(follower)
        if paused:
            progress.print(f"paused in Airflow, left alone: {', '.join(sorted(paused))}", markup=False, soft_wrap=True)
        _go(follower, sources, paused)
    failures = tuple(_failures(follower, home))
    return RunResult(tuple(follower.runs), failures, time.monotonic() - follower.began)


def _paused(follower: Follower) -> set[str]:
    """The DAGs that somebody paused. All of them: that was a run of ours which was killed while it held them."""
    paused = follower.airflow.paused()
    return paused if paused < set(follower.airflow.dag_ids()) else set()


def _go(follower: Follower, sources: Sequence[str] | None, paused: Set[str]) -> None:
    wanted = _ingest(follower.airflow.dag_ids(), sources)
    _trigger_held(follower, [dag_id for dag_id in wanted if dag_id not in paused], paused)
    follower.until(follower.finished)
    for dag_id, patience in STAGES.items():
        if dag_id not in paused and not follower.failed(besides=ALONE):
            _stage(follower, dag_id, patience)
    if LAST not in paused and not follower.failed(besides=ALONE):
        follower.trigger(LAST)
        follower.until(follower.finished)


def _trigger_held(follower: Follower, dag_ids: Sequence[str], paused: Set[str]) -> None:
    """Queue all runs before the first of them starts.

    Airflow's API writes its audit log from the event loop: a trigger that meets a starting task there, both in need
    of SQLite's one writer, stops the whole API until one of them times out (9 s).
    """
    follower.airflow.pause_all(paused=True)
    try:
        for dag_id in dag_ids:
            follower.trigger(dag_id)
    finally:
        follower.airflow.pause_all(paused=False)
        for dag_id in sorted(paused):
            follower.airflow.pause(dag_id)


def _ingest(known: Sequence[str], sources: Sequence[str] | None) -> list[str]:
    if sources is None:
        return [dag_id for dag_id in known if dag_id.startswith("ingest_")]
    if strange := sorted(set(sources) - load().sources.keys()):
        raise StackError(f"no such source: {', '.join(strange)}; a source is called <department>/<source>")
    wanted = sorted({f"ingest_{source.split('/')[0]}" for source in sources})
    if unknown := sorted(set(wanted) - set(known)):
        raise StackError(f"no such DAG: {', '.join(unknown)}")
    return wanted


def _stage(follower: Follower, dag_id: str, patience: float) -> None:
    """New data starts the next DAG by its asset. Where there is none, start it all the same: it must change nothing.

    Only a run that started after the stage before had ended has seen all of its data.
    """
    before: datetime = follower.last_task_ended()
    follower.dags.add(dag_id)
    if not follower.until(lambda: follower.started(dag_id, before), patience):
        follower.trigger(dag_id)
    follower.until(lambda: follower.started(dag_id, before) and follower.finished())


def _failures(follower: Follower, home: Home) -> list[Failure]:
    """Every failed task; for a run that failed without one, the run itself."""
    failed = [run for run in follower.runs if run.state == "failed"]
    found = []
    for run in failed:
        tasks = [task for task in follower.airflow.tasks(run) if task.state == "failed"]
        found += [_failure(follower, home, task) for task in tasks]
        if not tasks:
            found.append(Failure(run.dag_id, "-", "no task failed, but the run did", home.logs / "scheduler.log"))
    return found


def _failure(follower: Follower, home: Home, task: Task) -> Failure:
    parts = [f"dag_id={task.dag_id}", f"run_id={task.dag_run_id}", f"task_id={task.task_id}"]
    parts += [f"map_index={task.map_index}"] if task.map_index >= 0 else []
    log = home.logs.joinpath("tasks", *parts, f"attempt={task.try_number}.log")
    name = task.task_id if task.map_index < 0 else f"{task.task_id}[{task.map_index}]"
    return Failure(task.dag_id, name, follower.airflow.cause(task) or "the task left no log", log)
