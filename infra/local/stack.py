"""The local stack: engine, Airflow and mail sink, started and ended together. Everything listens on 127.0.0.1 only."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from infra.airflow import database, settings
from infra.airflow.api import Airflow
from infra.local import process, state
from infra.local.services import Service, client, services, start
from infra.local.state import Stack
from spark_jobs.home import Home

START_SECONDS = 120.0
#: The writer always has a worker of its own; and where no more tasks are queued than can run, the urgent ones go first.
POOLS = {
    "lake_writer": (2, "会写同一些表的任务占满全部名额，一次一个；每个基础库只写自己的表，占一个名额，可两个同时"),
    "default_pool": (settings.PARALLEL_TASKS - 1, ""),
}
Progress = Callable[[str], None]
Meanwhile = Callable[[], object]


class StackError(RuntimeError):
    """The stack could not be started, is not there, or has died. The message says what to look at."""


@dataclass(frozen=True)
class Status:
    """Whether one process of the stack runs."""

    name: str
    pid: int
    alive: bool
    log: str


def up(home: Home, progress: Progress = print, meanwhile: Meanwhile = lambda: None) -> Stack:
    """Start what does not run yet and wait until all of it works. Raises StackError with the end of the failing log.

    `meanwhile` is called again and again while it waits; what it raises ends the waiting.
    """
    home.ensure()
    with state.lock(home):
        stack = state.load(home) or state.new(home)
        wanted = services(home, stack)
        missing = [service for service in wanted if not _runs(stack, service)]
        if missing:
            _prepare(home, stack, progress)
        for service in missing:
            _start(home, stack, service)
        # Of those that ran before, too, some may not be ready: the command that started them may have been killed.
        _await_all(wanted, stack, progress if missing else _silence, meanwhile)
        _await_dags(stack)
    return stack


def down(home: Home) -> list[str]:
    """End every process of the stack, whoever started it, and forget it. Returns the names of those that still ran."""
    with state.lock(home):
        stack = state.load(home)
        if stack is None:
            return []
        running = [child.name for child in stack.children.values() if process.alive(child)]
        process.end(list(stack.children.values()))
        home.stack_file.unlink()
        return running


def status(home: Home) -> list[Status]:
    """One entry per process that was started; empty if the stack is down."""
    stack = state.load(home)
    children = stack.children.values() if stack else ()
    return [Status(child.name, child.pid, process.alive(child), str(child.log)) for child in children]


def _silence(_: str) -> None:
    pass


def _runs(stack: Stack, service: Service) -> bool:
    child = stack.children.get(service.name)
    return child is not None and process.alive(child)


def _prepare(home: Home, stack: Stack, progress: Progress) -> None:
    settings.prepare(home, stack)
    try:
        database.ensure(home.airflow)
    except subprocess.CalledProcessError as failed:
        said = failed.output.decode(errors="replace")
        raise StackError(f"Airflow could not create its database:\n{said}") from failed
    progress(f"starting the stack, logs in {home.logs}")


def _start(home: Home, stack: Stack, service: Service) -> None:
    if old := stack.children.get(service.name):
        process.end([old])  # a dead leader may have left workers behind
    stack.children[service.name] = start(home, service)
    state.save(home, stack)  # at once: whatever happens next, `down` must find it


def _await_all(wanted: Sequence[Service], stack: Stack, progress: Progress, meanwhile: Meanwhile) -> None:
    began, waiting = time.monotonic(), list(wanted)
    while waiting:
        meanwhile()
        for service in [service for service in waiting if service.ready()]:
            waiting.remove(service)
            progress(f"  {service.label} is up ({time.monotonic() - began:.1f} s)")
        for service in waiting:
            _check(service, stack.children[service.name], time.monotonic() - began)
        time.sleep(0.1)


def _check(service: Service, child: process.Child, seconds: float) -> None:
    if process.alive(child) and seconds < START_SECONDS:
        return
    how = "ended at once" if not process.alive(child) else f"did not answer within {START_SECONDS:.0f} s"
    raise StackError(f"{service.label} {how}; the last lines of {child.log}:\n{process.last_lines(child.log)}")


def _await_dags(stack: Stack) -> None:
    airflow = client(stack)
    for name, (slots, description) in POOLS.items():
        airflow.put_pool(name, slots, description)
    refuse_broken(airflow)


def refuse_broken(airflow: Airflow) -> None:
    """Raises StackError with the traceback of every DAG file that cannot be loaded."""
    if broken := airflow.import_errors():
        raise StackError("\n".join(f"{file} cannot be loaded:\n{trace}" for file, trace in broken.items()))
