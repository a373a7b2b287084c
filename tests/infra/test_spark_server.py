"""A real Apache Spark: what is missing is said; what runs on the embedded engine runs there too."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import pytest

from catalog.model import Mask
from infra.spark.server import DELTA, SparkServerError, spark_connect
from spark_jobs import ledger, query, tables
from spark_jobs.masks import mask_sql
from spark_jobs.tokens import token, token_column
from tests.lakes import contents
from tests.oracle.masked import mask_value

TEXTS = [
    "云海省云州市东湖区湖滨路12号", "阳光小区3栋", "王小明", "390102199001010012",
    "电话139 0000 0000，(0390)8123456转1", "１３９－００００－００００", "a'b\\c\n$1", "", None,
]  # fmt: skip


def processes():
    """Command lines of all processes, by id."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
    return found


def test_missing_java_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(SparkServerError, match="找不到 Java"), spark_connect(tmp_path / "home"):
        pass


@pytest.mark.parametrize(("said", "version"), [('version "1.8.0_392"', "8"), ('version "11.0.2"', "11"), ("?", "未知")])
def test_old_java_is_said(tmp_path, monkeypatch, said, version):
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho 'openjdk {said}' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SparkServerError, match=f"版本是 {version}，"), spark_connect(tmp_path / "home"):
        pass


@pytest.mark.spark
def test_a_missing_jar_is_said(tmp_path):
    missing = ("io.delta:no-such-thing_2.13:0.0.0",)
    with pytest.raises(SparkServerError, match="缺少 jar 包"), spark_connect(tmp_path, packages=missing):
        pass


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("spark")
    with spark_connect(home, packages=(DELTA,)) as url:
        yield url
    assert not [line for line in processes().values() if str(home) in line]


@pytest.fixture(scope="module")
def session(server):
    from pyspark.sql import SparkSession

    session = SparkSession.builder.remote(f"{server}/;session_id={uuid.uuid4()}").create()
    yield session
    session.stop()


@pytest.mark.spark
def test_the_server_listens_here_only(server):
    port = int(server.removeprefix("sc://127.0.0.1:"))
    sockets = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()]
    listening = [address.split(":") for _, address, _, state, *_ in sockets if state == "0A"]
    hosts = {host for host, at in listening if int(at, 16) == port}
    assert hosts <= {"0100007F", "0000000000000000FFFF00000100007F"}
    assert hosts


@pytest.mark.spark
def test_masks_are_the_same_there(session):
    frame = session.createDataFrame(list(enumerate(TEXTS)), "n INT, x STRING")
    columns = [f"{mask_sql(mask, 'x')} AS m_{mask}" for mask in get_args(Mask)]
    rows = frame.selectExpr("n", *columns).orderBy("n").drop("n").collect()
    assert [tuple(row) for row in rows] == [tuple(mask_value(mask, text) for mask in get_args(Mask)) for text in TEXTS]


@pytest.mark.spark
def test_tokens_are_the_same_there(session):
    frame = session.createDataFrame([("a", 1), (None, 2)], "id STRING, n INT")
    rows = token_column(frame, b"k" * 32, "id", "key_token").orderBy("n").collect()
    assert [tuple(row) for row in rows] == [(1, token(b"k" * 32, "a")), (2, None)]


@pytest.mark.spark
def test_an_analyst_is_masked_there(session):
    person = SimpleNamespace(columns={"name": SimpleNamespace(element="person_name")})
    catalogue = SimpleNamespace(
        elements={"person_name": SimpleNamespace(mask="name")}, sources={}, bases={"person": person}
    )
    session.sql("CREATE SCHEMA IF NOT EXISTS base").collect()
    session.sql("CREATE TABLE base.person (name STRING) USING delta").collect()
    session.sql("INSERT INTO base.person VALUES ('王小明'), (NULL)").collect()
    asked = (
        "SELECT base.person.name FROM (WITH p AS (SELECT * FROM base.person) SELECT * FROM p) q, base.person ORDER BY 1"
    )
    rows = query.run(session, catalogue, asked, "analyst").collect()
    assert [row.name for row in rows] == [None, None, "王*", "王*"]
    assert [row.col_name for row in query.run(session, catalogue, "DESCRIBE base.person", "analyst").collect()] == [
        "name"
    ]
    session.sql("DROP TABLE base.person").collect()


@pytest.mark.spark
def test_the_chain_is_the_same_on_both(session, spark, tmp_path, monkeypatch):
    row = {"delivery_id": "d1", "source": "health/death_certificates", "received": 2, "accepted": 2, "quarantined": 0,
           "superseded": 0, "rejected": 0}  # fmt: skip
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    held = []
    for name, engine in (("spark", session), ("sail", spark)):
        monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / name))
        for _ in range(2):
            ledger.append(engine, "balance", [{"entry_id": "d1", **row}])
            tables.upsert(engine, "ledger.balance", [row], "delivery_id")
        assert ledger.verify(engine) == []
        held.append(contents(os.environ["YIYUAN_HOME"] + "/lake"))
        for table in ("ledger.balance", "ledger.chain"):
            engine.sql(f"DROP TABLE {table}").collect()
    assert held[0] == held[1]
    assert set(held[0]) == {"ledger.balance", "ledger.chain"}
