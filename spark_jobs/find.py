"""Find: what is new in a department's inbox, what an interrupted run left unfinished, and what was reopened."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from catalog.load import load
from spark_jobs import deliveries
from spark_jobs.deliveries import Arrival, identify
from spark_jobs.home import Home
from spark_jobs.session import connect

#: A file younger than this is looked at twice before it is believed to be complete.
YOUNG_SECONDS = 10
LOOK_SECONDS = 1.0


def find(department: str, system: str) -> list[dict[str, object]]:
    """Arrivals of one system, JSON-able, oldest first; a file still being written gets a ledger row and stays."""
    sources = [
        name
        for name, source in load().sources.items()
        if name.startswith(f"{department}/") and source.system.id == system
    ]
    home = Home.of_environment().ensure()
    found = [arrival for name in sources for arrival in _inbox(home.inbox, name)]
    writing = _still_writing(found)
    for arrival in writing:
        deliveries.enter(
            connect(),
            identify(arrival.source, arrival.file_name, "STILL_WRITING"),
            arrival,
            "unreadable",
            "STILL_WRITING",
            "文件还在上传中，本次没有接收；上传完成后的下一次运行会自动接收，无需重传。",
        )
    fresh = sorted(set(found) - set(writing), key=_in_order)
    return [asdict(arrival) for arrival in (*_unfinished(sources, fresh), *fresh)]


def _unfinished(sources: list[str], fresh: list[Arrival]) -> list[Arrival]:
    """Deliveries landed but not settled, or reopened. One whose file still lies in the inbox is resumed from there."""
    there = {arrival.file for arrival in fresh}
    landed = [a for a in deliveries.landed() if a.source in sources and a.file not in there]
    if not landed:
        return []
    settled = deliveries.settled(connect()) - deliveries.reopened()
    waiting = [arrival for arrival in landed if arrival.delivery_id not in settled]
    return sorted(waiting, key=_in_order)


def _in_order(arrival: Arrival) -> tuple[int, str]:
    return arrival.mtime_ns, arrival.file_name


def _inbox(inbox: Path, source: str) -> Iterator[Arrival]:
    folder = inbox / source
    parts = load().sources[source].parts
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith("."):
            continue
        if parts and path.is_dir():
            yield from (_arrival(source, folder, part) for part in sorted(path.iterdir()) if part.name[0] != ".")
        else:
            yield _arrival(source, folder, path)


def _arrival(source: str, folder: Path, path: Path) -> Arrival:
    stat = path.stat()
    return Arrival(source, str(path), str(path.relative_to(folder)), stat.st_size, stat.st_mtime_ns)


def _still_writing(arrivals: list[Arrival]) -> list[Arrival]:
    young = [a for a in arrivals if time.time() - a.mtime_ns / 1e9 < YOUNG_SECONDS and Path(a.path).is_file()]
    if not young:
        return []
    time.sleep(LOOK_SECONDS)
    held = _open_for_writing()
    return [a for a in young if os.path.realpath(a.path) in held or _changed(a)]


def _changed(arrival: Arrival) -> bool:
    try:
        stat = Path(arrival.path).stat()
    except FileNotFoundError:
        return True
    return (stat.st_size, stat.st_mtime_ns) != (arrival.bytes, arrival.mtime_ns)


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
