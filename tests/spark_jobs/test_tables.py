"""Tables of a lake on an engine that has just started."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake
from pysail.spark import SparkConnectServer

from spark_jobs import tables
from spark_jobs.session import connect, disconnect


@pytest.fixture
def lake(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    return tmp_path


def test_an_engine_that_just_started_knows_every_table_and_its_columns(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables.ensure(connect(), "base.thing", "k STRING, words ARRAY<STRING>, part STRING", "part")
    connect().sql("INSERT INTO base.thing VALUES ('a', array('x'), 'p'), (NULL, NULL, 'q')").collect()
    tables.ensure(connect(), "theme.thing", "k STRING NOT NULL, amount DECIMAL(20,2), at TIMESTAMP")
    disconnect()
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    monkeypatch.setenv("YIYUAN_ENGINE", f"sc://127.0.0.1:{server.listening_address[1]}")
    described = [tuple(row)[:2] for row in connect().sql("DESCRIBE TABLE theme.thing").collect()]
    assert described == [("k", "string"), ("amount", "decimal(20,2)"), ("at", "timestamp")]
    tables.replace(connect(), "base.thing", "part = 'q'", "SELECT 'b' k, array('y') words, 'q' part")
    rows = connect().sql("SELECT * FROM base.thing ORDER BY k").collect()
    assert [tuple(row) for row in rows] == [("a", ["x"], "p"), ("b", ["y"], "q")]
    disconnect()
    server.stop()


def test_a_table_that_a_killed_process_did_not_name_is_named_by_the_next(lake: Path) -> None:
    """Also if yet another process names its own meanwhile."""
    tables.ensure(connect(), "base.first", "k STRING")
    write_deltalake(lake / "lake" / "work" / "left", pa.table({"k": ["a"]}))
    tables.ensure(connect(), "base.second", "k STRING")
    tables.register_all(connect())
    assert connect().sql("SELECT k FROM work.left").collect()[0].k == "a"


def test_a_kill_between_the_old_name_and_the_new_loses_no_table(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    tables.ensure(connect(), "base.thing", "k STRING")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(tables, "_register", killed)
        tables.name_anew(connect(), "base.thing")
    tables.register_all(connect())
    assert connect().sql("SELECT k FROM base.thing").collect() == []


def test_a_merge_that_loses_rows_is_noticed(lake: Path) -> None:
    tables.ensure(connect(), "base.short", "k STRING")
    connect().sql("INSERT INTO base.short VALUES ('a'), (NULL)").collect()
    tables.require_rows(connect(), "base.short", "SELECT * FROM VALUES ('a'), ('b') AS t(k)")
    with pytest.raises(tables.RowsLostError, match=r"base\.short has 2 rows after a merge of 3"):
        tables.require_rows(connect(), "base.short", "SELECT * FROM VALUES ('a'), ('b'), ('c') AS t(k)")


def test_the_same_rows_again_write_nothing(lake: Path) -> None:
    row: dict[str, object] = {
        "delivery_id": "d1", "source": "a/b", "received": 1, "accepted": 1, "quarantined": 0, "superseded": 0,
        "rejected": 0,
    }  # fmt: skip
    tables.upsert(connect(), "ledger.balance", [row], "delivery_id")
    tables.upsert(connect(), "ledger.balance", [row | {"accepted": 0, "rejected": 1}], "delivery_id")
    version = tables.version("ledger.balance")
    tables.upsert(connect(), "ledger.balance", [row | {"accepted": 0, "rejected": 1}], "delivery_id")
    assert [tuple(r) for r in connect().sql("SELECT * FROM ledger.balance").collect()] == [("d1", "a/b", 1, 0, 0, 0, 1)]
    assert tables.version("ledger.balance") == version
