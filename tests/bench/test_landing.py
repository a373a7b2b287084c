"""Landing and Polars keep the same rows, missing and garbled ones too."""

from __future__ import annotations

import pytest

from bench import landing
from spark_jobs import session
from spark_jobs.home import Home


@pytest.fixture
def lake(tmp_path, monkeypatch):
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "home"))
    for name in ("YIYUAN_LAKE", "YIYUAN_ENGINE", "YIYUAN_CATALOG"):
        monkeypatch.delenv(name, raising=False)
    Home.of_environment().ensure()
    connected = session.connect()
    yield connected
    connected.stop()


def test_both_keep_every_row(lake, tmp_path):
    found = landing.measure(lake, tmp_path, 300, 2)
    assert (found.equal, len(found.ours), len(found.theirs)) == ("300 rows, every value", 2, 2)
    ledger = lake.sql("SELECT count(*) AS n FROM ledger.delivery WHERE status = 'published'").collect()
    assert ledger[0].n == 2
