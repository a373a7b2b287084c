"""What the commands of the stack print and return, with the stack, the run and the city replaced."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.console import Console

from infra.airflow.api import Run
from infra.local import city, command, process, state
from infra.local.run import Failure, RunResult
from infra.local.stack import StackError
from spark_jobs.home import Home

RUN = Run(dag_id="bases", dag_run_id="r1", dag_display_name="", state="success", run_after="2026-11-01T00:00:00Z")
GOOD = RunResult((RUN,), (), 12.4)
FAILURE = Failure("bases", "work[0]", "ValueError: [broken]", Path("/logs/attempt=2.log"))
BAD = RunResult((RUN,), (FAILURE,), 12.4)
SAID_OF_BAD = "FAILED bases · work[0]: ValueError: [broken]\n       log: /logs/attempt=2.log\n"
DEMO = {"persons": 300, "seed": 1, "defects": 0.01}
Ran = RunResult | BaseException


class House:
    """What is called, in this order; what it prints; `up`, `city` and `run` do what a test asks of them."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self.said = io.StringIO()
        self.on_up: Callable[[], object] = lambda: None
        self.on_city: Callable[[], object] = lambda: None
        self.on_run: Callable[[], RunResult] = lambda: GOOD

    def up(self, home: Home, progress: object, meanwhile: Callable[[], object]) -> None:
        self.called.append("up")
        meanwhile()
        self.on_up()

    def run(self, *_: object) -> RunResult:
        self.called.append("run")
        return self.on_run()

    @contextmanager
    def writing(self, home: Home, progress: object, **options: float) -> Iterator[House]:
        self.called.append(f"write {options}")
        try:
            yield self
        finally:
            self.called.append("city ended")

    def check(self) -> bool:
        self.on_city()
        return False

    def wait(self) -> None:
        self.called.append("wait for the city")


WRITTEN = [f"write {DEMO}", "up", "wait for the city", "city ended"]


def throw(error: BaseException) -> Callable[[], RunResult]:
    def throw() -> RunResult:
        raise error

    return throw


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    house = House()
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(command, "console", Console(file=house.said, width=60, highlight=False))
    monkeypatch.setattr(command.local, "up", house.up)
    monkeypatch.setattr(command.local, "down", lambda _: house.called.append("down"))
    monkeypatch.setattr(command.running, "run", house.run)
    monkeypatch.setattr(command.summary, "show", lambda *_: house.called.append("summary"))
    monkeypatch.setattr(command, "_wait", lambda _: house.called.append("stay"))
    monkeypatch.setattr(city, "writing", house.writing)
    return house


def test_a_run_that_succeeds_says_how_long_it_took(house: House) -> None:
    assert (command.run_dags(None), house.said.getvalue()) == (0, "1 DAG runs succeeded in 12 s\n\n")
    assert house.called == ["run", "summary"]


def test_a_failed_task_is_told_with_its_dag_cause_and_log(house: House) -> None:
    house.on_run = lambda: BAD
    assert (command.run_dags(["health/deaths"]), house.said.getvalue()) == (1, SAID_OF_BAD)
    assert house.called == ["run", "summary"]


def test_a_run_that_breaks_off_says_why(house: House) -> None:
    house.on_run = throw(StackError("scheduler has died; [its last lines]"))
    assert (command.run_dags(None), house.said.getvalue()) == (1, "scheduler has died; [its last lines]\n")
    assert house.called == ["run"]


@pytest.mark.parametrize(("result", "code"), [(GOOD, 0), (BAD, 1)])
def test_with_ci_the_demo_ends_by_itself_with_the_code_of_its_run(house: House, result: RunResult, code: int) -> None:
    house.on_run = lambda: result
    assert command.run_demo(**DEMO) == code
    assert house.called == [*WRITTEN, "run", "summary", "down"]


def test_without_ci_the_demo_stays_up_before_it_ends(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI")
    assert command.run_demo(**DEMO) == 0
    assert house.called == [*WRITTEN, "run", "summary", "stay", "down"]


@pytest.mark.parametrize(("step", "trouble"), [("on_up", "the port is taken"), ("on_city", "the disk is full")])
def test_a_stack_or_a_city_that_fails_ends_the_other_and_leaves_nothing(house: House, step: str, trouble: str) -> None:
    setattr(house, step, throw(StackError(trouble)))
    with pytest.raises(SystemExit, match="1"):
        command.run_demo(**DEMO)
    assert house.called == [f"write {DEMO}", "up", "city ended", "down"]
    assert house.said.getvalue().endswith(f"{trouble}\n")


def test_ctrl_c_during_the_start_leaves_nothing(house: House) -> None:
    house.on_up = throw(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        command.run_demo(**DEMO)
    assert house.called == [f"write {DEMO}", "up", "city ended", "down"]


def test_sigterm_during_the_run_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does a second one while the stack ends."""
    before = signal.getsignal(signal.SIGTERM)

    def stop() -> RunResult:
        os.kill(os.getpid(), signal.SIGTERM)
        raise AssertionError("still running")

    def down(_: Home) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        house.called.append("down")

    house.on_run = stop
    monkeypatch.setattr(command.local, "down", down)
    with pytest.raises(SystemExit, match="143"):
        command.run_demo(**DEMO)
    assert house.called == [*WRITTEN, "run", "down"]
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("end", [KeyboardInterrupt(), SystemExit(143)], ids=["ctrl_c", "sigterm"])
def test_what_stays_up_ends_at_a_signal(
    end: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = Home(tmp_path, "")
    monkeypatch.setattr(command.local, "status", lambda _: throw(end)())
    command._wait(home)
    assert capsys.readouterr().out == (
        "\nthe stack stays up: Ctrl-C here or `yiyuan down` elsewhere ends it\nending the stack\n"
    )


def test_status_tells_processes_and_the_address_but_no_password(house: House, tmp_path: Path) -> None:
    home = Home.of_environment().ensure()
    stack = state.new(home)
    log = Path("/logs/mail.log")
    stack.children["mail"] = process.Child(name="mail", pid=2**22 + 1, started=0.0, log=log)
    state.save(home, stack)
    with pytest.raises(SystemExit, match="1"):
        command.show_status()
    lines = [line.split() for line in house.said.getvalue().splitlines()]
    assert lines == [
        ["process", "pid", "state", "log"],
        ["mail", "4194305", "dead", "/logs/mail.log"],
        ["Airflow", "UI", stack.airflow],
    ]


def test_status_of_a_stack_that_is_down(house: House) -> None:
    with pytest.raises(SystemExit, match="1"):
        command.show_status()
    assert house.said.getvalue() == "the stack is down: start it with `yiyuan up`\n"
