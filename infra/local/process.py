"""Child processes that outlive the command that started them: start, recognise, end."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil
from pydantic import BaseModel

GRACE_SECONDS = 5.0


class Child(BaseModel):
    """A process of the stack. It leads a session of its own: `pid` is the id of its descendants' session, too."""

    name: str
    pid: int
    started: float
    log: Path


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def start(name: str, command: Sequence[str], environment: Mapping[str, str], folder: Path, log: Path) -> Child:
    """Start a process that a Ctrl-C in this terminal does not reach; what it prints goes to `log`."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Child(name=name, pid=process.pid, started=psutil.Process(process.pid).create_time(), log=log)


def alive(child: Child) -> bool:
    """Whether that very process runs: a later process with the same number is not it, nor is a zombie."""
    try:
        process = psutil.Process(child.pid)
        return _same(process, child) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end(children: Sequence[Child]) -> None:
    """Ask all of them and their descendants to end, then make them."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in _members(children):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        until = time.monotonic() + GRACE_SECONDS
        while _members(children) and time.monotonic() < until:
            time.sleep(0.05)


def last_lines(log: Path, count: int = 20) -> str:
    """The end of a log, its lines cut to a readable length."""
    if not log.exists():
        return ""
    with log.open("rb") as lines:
        lines.seek(max(0, log.stat().st_size - 64_000))
        return "\n".join(line[:300].decode(errors="replace") for line in lines.read().splitlines()[-count:])


def _same(process: psutil.Process, child: Child) -> bool:
    # The clock may have been set meanwhile, by which psutil tells a process's age.
    same: bool = abs(process.create_time() - child.started) < 5
    return same


def _members(children: Sequence[Child]) -> list[psutil.Process]:
    """Every living process of the children's sessions, also of those whose leader has died.

    The kernel gives a number to nobody else while a session has it; so a stranger with the leader's number means that
    the whole session is gone.
    """
    sessions = {child.pid for child in children if not _replaced(child)}
    return [process for process in psutil.process_iter() if _session(process) in sessions]


def _replaced(child: Child) -> bool:
    try:
        return not _same(psutil.Process(child.pid), child)
    except psutil.NoSuchProcess:
        return False


def _session(process: psutil.Process) -> int | None:
    """Its session; None if it is dead, be it that nobody has waited for it yet."""
    try:
        return None if process.status() == psutil.STATUS_ZOMBIE else os.getsid(process.pid)
    except (psutil.NoSuchProcess, OSError):
        return None
