"""A miniature city on Apache Spark and on Sail: every table of every layer must be identical by content."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from city import write_city
from expectations.report import letters
from spark_jobs import themes
from spark_jobs.compare import compare, tables_of
from spark_jobs.night import ingest, merge_bases
from spark_jobs.publish import publish
from spark_jobs.tokens import load_key

pytestmark = pytest.mark.spark

SOURCES = (
    "public_security/household_register",
    "civil_affairs/marriages",
    "civil_affairs/divisions",
    "civil_affairs/social_organisations",
    "human_resources/pension_payments",
)


def night(home: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIYUAN_HOME", str(home))
    monkeypatch.setenv("YIYUAN_ENGINE", url)
    ingest(list(SOURCES))
    merge_bases()
    themes.build()
    publish(datetime(2026, 11, 1, tzinfo=UTC))
    letters.compose()


def test_every_table_is_identical_on_both_engines(
    engine_url: str, apache_spark_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("sail", "spark"):
        write_city(tmp_path / name, persons=500, defects=0.05, sources=SOURCES)
    load_key(tmp_path / "sail")
    shutil.copytree(tmp_path / "sail" / "keys", tmp_path / "spark" / "keys")
    night(tmp_path / "sail", engine_url, monkeypatch)
    night(tmp_path / "spark", apache_spark_url, monkeypatch)
    on_sail, on_spark = f"{tmp_path}/sail/lake", f"{tmp_path}/spark/lake"
    layers = {name.split(".")[0] for name in tables_of(on_spark)}
    assert layers == {
        "raw",
        "conform",
        "standard",
        "base",
        "theme",
        "share",
        "open",
        "ledger",
        "quality",
        "meta",
        "work",
    }
    assert [str(difference) for difference in compare(on_sail, on_spark)] == []
