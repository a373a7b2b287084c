"""What `yiyuan up`, `down`, `status`, `run` and `demo` do, and what they print."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from rich.console import Console
from rich.table import Table

from infra.local import city, state, summary
from infra.local import run as running
from infra.local import stack as local
from infra.local.stack import StackError
from spark_jobs.home import Home
from spark_jobs.session import disconnect

console = Console(highlight=False)
Handler = Callable[[int, FrameType | None], object] | signal.Handlers


def start() -> None:
    """Start the local stack; StackError's message and exit 1 if it cannot be."""
    try:
        stack = local.up(Home.of_environment(), _say)
    except StackError as error:
        _fail(str(error))
    console.print(f"Airflow UI {stack.airflow} (user {stack.user}, password {stack.password})", soft_wrap=True)


def stop() -> None:
    """Stop the local stack."""
    ended = local.down(Home.of_environment())
    console.print(f"ended: {', '.join(ended)}" if ended else "nothing was running")


def show_status() -> None:
    """One line per process, and where Airflow answers; exit 1 if any process is not alive."""
    home = Home.of_environment()
    rows, stack = local.status(home), state.load(home)
    if stack is None or not rows:
        _fail("the stack is down: start it with `yiyuan up`")
    table = Table(box=None, pad_edge=False)
    for name in ("process", "pid", "state", "log"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(row.name, str(row.pid), "[green]alive" if row.alive else "[red]dead", row.log)
    console.print(table)
    _say(f"Airflow UI {stack.airflow}")
    if not all(row.alive for row in rows):
        sys.exit(1)


def run_dags(sources: Sequence[str] | None) -> int:
    """Run the DAGs these sources concern (None: all), print the summary; the exit code."""
    home = Home.of_environment()
    try:
        result = running.run(home, sources, console)
    except StackError as error:
        console.print(str(error), style="red", markup=False, soft_wrap=True)
        return 1
    for failure in result.failures:
        console.print(f"FAILED {failure.dag_id} · {failure.task}: {failure.cause}", style="red", markup=False)
        console.print(f"       log: {failure.log}", markup=False, soft_wrap=True)
    if not result.failures:
        console.print(f"{len(result.runs)} DAG runs succeeded in {result.seconds:.0f} s\n")
    summary.show(console, home, state.load(home))
    return 1 if result.failures else 0


def run_demo(*, persons: int, seed: int, defects: float) -> int:
    """The demo city end to end. Stays up until Ctrl-C, unless CI is set; the exit code."""
    home = Home.of_environment().ensure()
    with _on(_leave, signal.SIGTERM):  # a CI job out of time, too, must not leave the stack behind
        try:
            _prepare(home, persons=persons, seed=seed, defects=defects)
            code = run_dags(None)
            if not os.environ.get("CI"):
                _wait(home)
            return code
        except StackError as error:
            _fail(str(error))
        finally:
            with _on(signal.SIG_IGN, signal.SIGINT, signal.SIGTERM):  # ending takes its seconds, and leaves nothing
                disconnect()
                local.down(home)


def _prepare(home: Home, *, persons: int, seed: int, defects: float) -> None:
    """Write the city and start the stack, both at once: each keeps a core busy. An error of either ends the other."""
    _say(f"writing the demo city's deliveries ({persons:,} persons) into {home.inbox}")
    with city.writing(home, _say, persons=persons, seed=seed, defects=defects) as written:
        local.up(home, _say, written.check)
        written.wait()


def _wait(home: Home) -> None:
    console.print("\nthe stack stays up: Ctrl-C here or `yiyuan down` elsewhere ends it")
    try:
        while any(row.alive for row in local.status(home)):
            signal.sigtimedwait([], 1.0)
    except (KeyboardInterrupt, SystemExit):
        console.print("ending the stack")


@contextmanager
def _on(handler: Handler, *numbers: signal.Signals) -> Iterator[None]:
    """Handle these signals so while it lasts."""
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def _leave(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def _say(text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)


def _fail(text: str) -> NoReturn:
    console.print(text, style="red", markup=False, soft_wrap=True)
    sys.exit(1)
