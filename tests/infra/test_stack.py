"""Up, down and status with small processes in place of the real ones; `make demo` runs the real ones."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local import stack as local
from infra.local import state
from infra.local.services import Service
from infra.local.stack import StackError, Status
from spark_jobs.home import Home

WORKS = "import time; print('ready', flush=True); time.sleep(60)"
BREAKS = "raise SystemExit('the port is taken')"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    home = Home(tmp_path, str(tmp_path / "lake"))
    monkeypatch.setattr(local, "_prepare", lambda *_: None)
    monkeypatch.setattr(local, "_await_dags", lambda *_: None)
    yield home
    local.down(home)


def services(home: Home, monkeypatch: pytest.MonkeyPatch, **programs: str) -> None:
    def service(name: str, program: str) -> Service:
        log = home.logs / f"{name}.log"
        ready = lambda: log.exists() and "ready" in log.read_text()  # noqa: E731
        return Service(name, f"the {name}", (sys.executable, "-c", program), {}, ready)

    found = [service(name, program) for name, program in programs.items()]
    monkeypatch.setattr(local, "services", lambda *_: found)


def pids(home: Home) -> dict[str, int]:
    return {row.name: row.pid for row in local.status(home)}


def test_up_starts_everything_and_a_second_time_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    services(home, monkeypatch, engine=WORKS, mail=WORKS)
    said: list[str] = []
    stack = local.up(home, said.append)
    first = pids(home)
    assert [line.split(" (")[0].strip() for line in said] == ["the engine is up", "the mail is up"]
    assert local.up(home, said.append) == stack
    assert (pids(home), len(said)) == (first, 2)
    assert local.status(home) == [
        Status(name, first[name], alive=True, log=str(home.logs / f"{name}.log")) for name in ("engine", "mail")
    ]


def test_up_waits_for_what_a_killed_command_started(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = "import time; time.sleep(0.5); print('ready', flush=True); time.sleep(60)"
    services(home, monkeypatch, engine=slow)
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(local, "_await_all", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        local.up(home, lambda _: None)
    local.up(home, lambda _: None)
    assert "ready" in (home.logs / "engine.log").read_text()


def test_up_replaces_only_what_has_died(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    services(home, monkeypatch, engine=WORKS, mail=WORKS)
    stack = local.up(home, lambda _: None)
    before = pids(home)
    local.process.end([stack.children["engine"]])
    assert {row.name: row.alive for row in local.status(home)} == {"engine": False, "mail": True}
    again = local.up(home, lambda _: None)
    assert again.engine == stack.engine
    assert pids(home)["mail"] == before["mail"]
    assert pids(home)["engine"] != before["engine"]


def test_a_process_that_does_not_start_is_named_with_its_last_words(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    services(home, monkeypatch, engine=WORKS, mail=BREAKS)
    with pytest.raises(StackError, match=r"the mail ended at once(?s:.*)mail\.log(?s:.*)the port is taken"):
        local.up(home, lambda _: None)
    assert local.down(home) == ["engine"]


def test_a_process_that_never_gets_ready_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    services(home, monkeypatch, engine="import time; time.sleep(60)")
    monkeypatch.setattr(local, "START_SECONDS", 0.2)
    with pytest.raises(StackError, match="the engine did not answer"):
        local.up(home, lambda _: None)


def test_down_ends_what_another_command_started_and_forgets_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    services(home, monkeypatch, engine=WORKS, mail=WORKS)
    stack = local.up(home, lambda _: None)
    assert local.down(home) == ["engine", "mail"]
    assert [name for name, child in stack.children.items() if local.process.alive(child)] == []
    assert (local.status(home), state.load(home), local.down(home)) == ([], None, [])


def test_two_homes_do_not_meet(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Home(tmp_path / "other", str(tmp_path / "other" / "lake"))
    services(home, monkeypatch, engine=WORKS)
    here = local.up(home, lambda _: None)
    services(other, monkeypatch, engine=WORKS)
    there = local.up(other, lambda _: None)
    assert here.airflow != there.airflow
    assert local.down(other) == ["engine"]
    assert [row.alive for row in local.status(home)] == [True]
