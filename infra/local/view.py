"""How a run looks while it runs: a live table on a terminal, one line per change elsewhere."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.table import Table

from infra.airflow.api import FINISHED, Run, Task

MARKS = {
    "queued": "[dim]· queued",
    "running": "[cyan]▶ running",
    "success": "[green]✔ success",
    "failed": "[red]✘ failed",
}
DONE = ("success", "skipped", "failed", "upstream_failed", "removed")
STILL_HERE_SECONDS = 15.0


class View:
    """Shows runs. Use as a context; `show` may be called as often as one likes."""

    def __init__(self, console: Console) -> None:
        self.console = console
        live = console.is_terminal and not os.environ.get("CI")
        self.live = Live(console=console, auto_refresh=False) if live else None
        self.seen: dict[str, str] = {}
        self.began = self.spoke = time.monotonic()

    def __enter__(self) -> View:
        if self.live:
            self.live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.live:
            self.live.stop()

    def show(self, runs: Iterable[Run], tasks: Iterable[Task]) -> None:
        """Show these runs, in this order, as they are now."""
        rows = [(run, *_count(run, tasks)) for run in runs]
        if self.live:
            self.live.update(_table(rows), refresh=True)
        else:
            self._lines(rows)

    def _lines(self, rows: list[tuple[Run, int, int]]) -> None:
        for run, done, _ in rows:
            if self.seen.get(run.dag_run_id + run.dag_id) != run.state and run.state != "queued":
                self._say(f"{run.dag_id}: {run.state}" + (f", {done} tasks" if run.state in FINISHED else ""))
            self.seen[run.dag_run_id + run.dag_id] = run.state
        if time.monotonic() - self.spoke > STILL_HERE_SECONDS:
            busy = [f"{run.dag_id} {done}/{known}" for run, done, known in rows if run.state == "running"]
            self._say("still running: " + (", ".join(busy) or "waiting for the scheduler"))

    def _say(self, text: str) -> None:
        self.spoke = time.monotonic()
        self.console.print(f"  {self.spoke - self.began:6.1f} s  {text}", highlight=False, markup=False, soft_wrap=True)


def _count(run: Run, tasks: Iterable[Task]) -> tuple[int, int]:
    own = [task for task in tasks if (task.dag_id, task.dag_run_id) == (run.dag_id, run.dag_run_id)]
    return sum(task.state in DONE for task in own), len(own)


def _table(rows: list[tuple[Run, int, int]]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("DAG")
    table.add_column("")
    table.add_column("state", min_width=10)
    table.add_column("tasks", justify="right")
    table.add_column("seconds", justify="right")
    for run, done, known in rows:
        seconds = f"{run.seconds:.1f}" if run.seconds is not None else ""
        table.add_row(run.dag_id, run.dag_display_name, MARKS[run.state], f"{done}/{known}", seconds)
    return table
