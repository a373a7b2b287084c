"""Files of tables: what no version within the retention names is removed, and nothing is written without need."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable

from spark_jobs import maintain, tables


def test_what_was_replaced_is_gone_after_the_retention(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIYUAN_LAKE", str(tmp_path))
    path = tables.path("open.list")
    at_once = {"configuration": {"delta.deletedFileRetentionDuration": "interval 0 seconds"}}
    pl.DataFrame({"name": ["old"]}).write_delta(path, delta_write_options=at_once)
    pl.DataFrame({"name": ["new"]}).write_delta(path, mode="overwrite")
    maintain.tidy("open.list")
    assert (len([*Path(path).glob("*.parquet")]), DeltaTable(path).version()) == (2, 1)
    monkeypatch.setattr(maintain, "RETENTION_HOURS", 0)
    maintain.tidy("open.list")
    assert [file.name for file in Path(path).glob("*.parquet")] == [Path(u).name for u in DeltaTable(path).file_uris()]
    assert pl.read_delta(path).to_dicts() == [{"name": "new"}]
    version = DeltaTable(path).version()
    maintain.tidy("open.list")
    assert DeltaTable(path).version() == version
