"""Lakes to judge in, and the table of what was judged, at the end of the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from spark_jobs.home import Home
from spark_jobs.session import connect
from tests.agreement import report
from tests.agreement.tally import Lane

JUDGED = pytest.StashKey[list[Lane]]()


@pytest.fixture
def empty_lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], SparkSession]:
    """Engine URL → a session on an empty lake."""

    def installed(url: str) -> SparkSession:
        monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
        monkeypatch.setenv("YIYUAN_ENGINE", url)
        monkeypatch.delenv("YIYUAN_LAKE", raising=False)
        Home.of_environment().ensure()
        return connect()

    return installed


@pytest.fixture
def book(request: pytest.FixtureRequest) -> list[Lane]:
    """The lanes of this run so far."""
    return request.config.stash.setdefault(JUDGED, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if lanes := config.stash.get(JUDGED, []):
        terminalreporter.write_line(report.text(lanes))
