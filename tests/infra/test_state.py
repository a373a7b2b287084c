"""What is remembered of a stack, and that only its owner can read it."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from infra.local import state
from infra.local.process import Child
from spark_jobs.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv("YIYUAN_ENGINE", raising=False)
    return Home(tmp_path / "a", str(tmp_path / "a" / "lake")).ensure()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_saved_is_loaded_and_private(home: Home) -> None:
    stack = state.new(home)
    stack.children["engine"] = Child(name="engine", pid=4, started=1.5, log=home.logs / "engine.log")
    state.save(home, stack)
    assert state.load(home) == stack
    assert mode(home.stack_file) == 0o600
    assert mode(home.keys / "stack.json") == 0o600
    # `spark_jobs.session` finds the engine under this name.
    assert json.loads(home.stack_file.read_text())["engine"] == stack.engine


def test_a_file_that_others_could_read_is_made_private(home: Home) -> None:
    home.stack_file.write_text("{}")
    home.stack_file.chmod(0o644)
    state.save(home, state.new(home))
    assert mode(home.stack_file) == 0o600


def test_nothing_saved_is_no_stack(home: Home) -> None:
    assert state.load(home) is None


def test_secrets_outlive_a_stack_but_are_not_shared(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "b", str(tmp_path / "b" / "lake")).ensure()
    first, again, elsewhere = state.new(home), state.new(home), state.new(other)
    assert first.secrets == again.secrets
    mine, theirs = set(first.secrets.model_dump().values()), set(elsewhere.secrets.model_dump().values())
    assert len(mine) == 5
    assert mine & theirs == set()


def test_everything_is_on_this_machine_on_ports_of_its_own(home: Home) -> None:
    stack = state.new(home)
    assert stack.engine.startswith("sc://127.0.0.1:")
    assert stack.airflow.startswith("http://127.0.0.1:")
    ports = {stack.engine.rsplit(":", 1)[1], stack.airflow.rsplit(":", 1)[1], str(stack.mail_port)}
    assert len(ports) == 3


def test_an_engine_of_somebody_else_is_not_ours_to_start(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIYUAN_ENGINE", "sc://cluster.example:15002")
    stack = state.new(home)
    assert (stack.engine, stack.own_engine) == ("sc://cluster.example:15002", False)
