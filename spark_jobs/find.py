"""Find: what is new in a department's inbox, what an interrupted run left unfinished, and what was reopened."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from operator import attrgetter
from pathlib import Path

from catalog.load import load
from spark_jobs import deliveries
from spark_jobs.deliveries import Arrival, identify
from spark_jobs.home import Home
from spark_jobs.session import connect

#: A file younger than this is looked at twice before it is believed to be complete.
YOUNG_SECONDS = 10
LOOK_SECONDS = 1.0
#: A clock that is a little ahead does no harm. One that is years ahead would make every later snapshot an older one.
AHEAD_NS = 3 * 366 * 24 * 3600 * 10**9
#: The year 2000: a file from before that has lost its time on the way, as in an archive that does not keep it.
EARLIEST_NS = 946_684_800 * 10**9


def find(department: str, system: str) -> list[dict[str, object]]:
    """Arrivals of one system, JSON-able, oldest first; a file still being written gets a ledger row and stays."""
    sources = [
        name
        for name, source in load().sources.items()
        if name.startswith(f"{department}/") and source.system.id == system
    ]
    home = Home.of_environment().ensure()
    arrivals, now = [arrival for name in sources for arrival in _inbox(home.inbox, name)], time.time_ns()
    dated = [arrival for arrival in arrivals if _is_dated(arrival, now)]
    writing = _still_writing(dated)
    for arrival in (arrival for arrival in arrivals if not _is_dated(arrival, now)):
        sentence = "文件的时间不可信（早于2000年，或比现在晚三年以上），本次没有接收；请校准报送系统的时钟后重新上传。"
        _refuse(replace(arrival, mtime_ns=now), "WRONG_CLOCK", sentence)
    for arrival in writing:
        sentence = "文件还在上传中，本次没有接收；上传完成后的下一次运行会自动接收，无需重传。"
        _refuse(arrival, "STILL_WRITING", sentence)
    fresh = sorted(set(dated) - set(writing), key=attrgetter("turn"))
    return [asdict(arrival) for arrival in (*_unfinished(sources, fresh), *fresh)]


def _is_dated(arrival: Arrival, now: int) -> bool:
    """Whether a file's time can be that of its delivery."""
    return EARLIEST_NS <= arrival.mtime_ns <= now + AHEAD_NS


def _refuse(arrival: Arrival, reason: str, sentence: str) -> None:
    """One ledger row for the file, however often it is found so; it stays in the inbox."""
    ledger_id = identify(arrival.source, arrival.file_name, reason)
    deliveries.enter(connect(), ledger_id, arrival, "unreadable", reason, sentence)


def _unfinished(sources: list[str], fresh: list[Arrival]) -> list[Arrival]:
    """Deliveries landed but not settled, or reopened. One whose file still lies in the inbox is resumed from there."""
    there = {arrival.file for arrival in fresh}
    pending = [a for a in deliveries.pending(connect()) if a.source in sources and a.file not in there]
    return sorted(pending, key=attrgetter("turn"))


def _inbox(inbox: Path, source: str) -> Iterator[Arrival]:
    folder = inbox / source
    parts = load().sources[source].parts
    for path in _entries(folder) if folder.is_dir() else ():
        inside = _entries(path) if parts and path.is_dir() and not path.is_symlink() else []
        yield from (_arrival(source, folder, part) for part in inside or [path])


def _entries(folder: Path) -> list[Path]:
    return sorted(_named_in_utf8(path) for path in folder.iterdir() if not path.name.startswith("."))


def _named_in_utf8(path: Path) -> Path:
    """A name in GB18030, as some transfer programs write it, can stand in no table: the file gets it in UTF-8."""
    name = os.fsencode(path.name)
    try:
        name.decode()
    except UnicodeDecodeError:
        return path.rename(path.with_name(name.decode("gb18030", "backslashreplace")))
    return path


def _arrival(source: str, folder: Path, path: Path) -> Arrival:
    about = path.lstat()
    return Arrival(source, str(path), str(path.relative_to(folder)), about.st_size, about.st_mtime_ns)


def _still_writing(arrivals: list[Arrival]) -> list[Arrival]:
    young = [a for a in arrivals if time.time() - a.mtime_ns / 1e9 < YOUNG_SECONDS and _is_file(a)]
    if not young:
        return []
    time.sleep(LOOK_SECONDS)
    held = _open_for_writing()
    return [a for a in young if os.path.realpath(a.path) in held or _changed(a)]


def _is_file(arrival: Arrival) -> bool:
    return stat.S_ISREG(Path(arrival.path).lstat().st_mode)


def _changed(arrival: Arrival) -> bool:
    try:
        now = Path(arrival.path).stat()
    except FileNotFoundError:
        return True
    return (now.st_size, now.st_mtime_ns) != (arrival.bytes, arrival.mtime_ns)


def _open_for_writing() -> set[str]:
    """Files that some process of this machine holds open for writing (Linux; elsewhere only the second look helps)."""
    held = set()
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            flags = int((descriptor.parent.parent / "fdinfo" / descriptor.name).read_text().split()[3], 8)
            if flags & os.O_ACCMODE:
                held.add(str(descriptor.readlink()))
        except (OSError, IndexError, ValueError):
            continue
    return held
