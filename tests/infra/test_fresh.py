"""A run after a change of the catalogue waits until Airflow has read it, and any other run does not."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.airflow import settings
from infra.local import fresh
from infra.local.stack import StackError

SOURCE = "sources/health/death_certificates.yml"


class Reading:
    """An Airflow that read its files at `read` and needs two looks to read them again."""

    def __init__(self, read: datetime, errors: dict[str, str] | None = None) -> None:
        self.read, self.errors = read, errors or {}
        self.said: list[str] = []

    def parsed_since(self, moment: datetime) -> set[str]:
        self.said.append("look")
        if self.said[-3:] == ["again", "look", "look"]:
            self.read = datetime.now(UTC)
        return settings.dag_files() if self.read >= moment else {"bases.py"}

    def parse_again(self) -> None:
        self.said.append("again")

    def import_errors(self) -> dict[str, str]:
        return self.errors


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of two files."""
    for name in (SOURCE, "elements/uscc.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setenv("YIYUAN_CATALOG", str(tmp_path))
    monkeypatch.setattr(fresh, "POLL_SECONDS", 0.001)
    return tmp_path


def now() -> datetime:
    """A moment that lies between two changes, for a file's time is known to a few milliseconds."""
    time.sleep(0.02)
    moment = datetime.now(UTC)
    time.sleep(0.02)
    return moment


def copied(root: Path) -> None:
    (root / SOURCE).write_text("label: 死亡")
    os.utime(root / SOURCE, (0, 0))


@pytest.mark.parametrize(
    "change",
    [
        copied,
        lambda root: (root / SOURCE).write_text("label: 死亡"),
        lambda root: (root / SOURCE).unlink(),
        lambda root: (root / "elements/uscc.yml").unlink(),
        lambda root: (root / SOURCE).rename(root / "sources/health/deaths.yml"),
    ],
    ids=["copied with its old time", "written", "taken away", "taken away at the top", "renamed"],
)
def test_after_a_change_the_files_are_read_again(root: Path, change: object) -> None:
    airflow = Reading(now())
    change(root)  # type: ignore[operator]
    fresh.refresh(airflow)
    assert airflow.said == ["look", "again", "look", "look"]


def test_what_was_read_after_the_last_change_is_not_read_again(root: Path) -> None:
    airflow = Reading(now())
    (root / "__pycache__").mkdir()
    fresh.refresh(airflow)
    assert airflow.said == ["look"]


def test_a_catalogue_that_cannot_be_loaded_says_why(root: Path) -> None:
    airflow = Reading(now(), {"ingest.py": "CatalogueError: health: no such department"})
    (root / SOURCE).touch()
    with pytest.raises(StackError, match=r"ingest\.py cannot be loaded:\nCatalogueError: health: no such department"):
        fresh.refresh(airflow)


def test_it_does_not_wait_for_ever(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh, "LIMIT_SECONDS", -1)
    airflow = Reading(now())
    (root / SOURCE).touch()
    with pytest.raises(StackError, match="has changed, and Airflow did not read it"):
        fresh.refresh(airflow)
