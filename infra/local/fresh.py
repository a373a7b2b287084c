"""Airflow reads its DAG files once a minute; until then, what the catalogue gained has no DAG, or no task in one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from catalog.load import folder
from infra.airflow import settings
from infra.airflow.api import Airflow
from infra.local.stack import StackError, refuse_broken

POLL_SECONDS = 0.2
LIMIT_SECONDS = 60.0


def refresh(airflow: Airflow) -> None:
    """Let Airflow read its DAG files now if the catalogue has changed since it last did, and wait for it.

    Raises StackError if a file then cannot be loaded, or none is read within LIMIT_SECONDS.
    """
    wanted = settings.dag_files()
    if wanted <= airflow.parsed_since(changed_at(folder())):
        return
    asked, patience = datetime.now(UTC), time.monotonic() + LIMIT_SECONDS
    airflow.parse_again()
    while not wanted <= airflow.parsed_since(asked):
        if time.monotonic() > patience:
            raise StackError(f"the catalogue has changed, and Airflow did not read it within {LIMIT_SECONDS:.0f} s")
        time.sleep(POLL_SECONDS)
    refuse_broken(airflow)


def changed_at(root: Path) -> datetime:
    """When a file of the catalogue was last written, renamed, put there or taken away."""
    # Not st_mtime alone: a file that is copied may bring an old one along.
    return datetime.fromtimestamp(max((path.stat().st_ctime for path in _watched(root)), default=0), UTC)


def _watched(root: Path) -> Iterator[Path]:
    """All that lies in the catalogue's folders, and they themselves: a folder changes with a file that goes."""
    for top in root.iterdir():
        if top.is_dir() and top.name != "__pycache__":
            yield from (top, *top.rglob("*"))
