"""Child processes: started apart, told from strangers with the same number, ended with all their descendants."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from infra.local import process
from infra.local.process import Child

FAMILY = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import os, time; os.setpgid(0, 0); print('born', flush=True); time.sleep(60)"])
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def child(tmp_path: Path) -> Child:
    return process.start("family", [sys.executable, "-c", FAMILY], os.environ, tmp_path, tmp_path / "family.log")


def until(condition: object) -> None:
    deadline = time.monotonic() + 20
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def says(child: Child, *words: str) -> bool:
    return set(words) <= set(process.last_lines(child.log).splitlines())


def test_all_descendants_end_even_stubborn_ones_and_those_in_groups_of_their_own(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "GRACE_SECONDS", 0.3)
    until(lambda: says(child, "ready", "born"))
    family = [psutil.Process(child.pid), *psutil.Process(child.pid).children()]
    assert process.alive(child)
    assert len(family) == 2
    process.end([child])
    assert not process.alive(child)
    assert [member for member in family if member.is_running() and member.status() != psutil.STATUS_ZOMBIE] == []


def test_orphans_are_found_after_their_leader_was_killed(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "GRACE_SECONDS", 0.3)
    until(lambda: says(child, "ready", "born"))
    leader = psutil.Process(child.pid)
    [orphan] = leader.children()
    leader.kill()
    leader.wait()
    assert not process.alive(child)
    assert orphan.is_running()
    process.end([child])
    until(lambda: not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE)


def test_a_stranger_with_the_number_of_a_dead_process_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    stale = Child(name="engine", pid=stranger.pid, started=time.time() - 3600, log=tmp_path / "none.log")
    assert not process.alive(stale)
    process.end([stale])
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_process_that_has_ended_is_not_alive_although_nobody_has_waited_for_it(tmp_path: Path) -> None:
    child = process.start("short", [sys.executable, "-c", ""], os.environ, tmp_path, tmp_path / "short.log")
    until(lambda: psutil.Process(child.pid).status() == psutil.STATUS_ZOMBIE)
    assert not process.alive(child)


def test_last_lines_are_few_and_short(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(b"one\n" + b"x" * 1000 + b"\n\xff three\n")
    assert process.last_lines(log, 2) == "x" * 300 + "\n\ufffd three"
    assert process.last_lines(tmp_path / "none.log") == ""


def test_free_ports_differ() -> None:
    assert len({process.free_port() for _ in range(5)}) > 1
