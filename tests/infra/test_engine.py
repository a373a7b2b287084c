"""The engine's own process: it knows the lake from the start, and ends when it is asked to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
from deltalake import write_deltalake
from pyspark.sql import SparkSession

from infra.local.process import free_port
from spark_jobs.session import session_id


def test_it_names_the_tables_of_the_lake_and_ends_when_asked(tmp_path: Path) -> None:
    write_deltalake(tmp_path / "lake" / "base" / "list", pa.table({"code": ["01"]}))
    port = free_port()
    address = f"sc://127.0.0.1:{port}"
    environment = {**os.environ, "YIYUAN_HOME": str(tmp_path), "YIYUAN_ENGINE": address}
    environment.pop("YIYUAN_LAKE", None)
    command = [sys.executable, "-m", "infra.local.engine", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as engine:
        try:
            assert engine.stdout and engine.stdout.readline() == "ready\n"
            asked = f"{address}/;session_id={session_id(str(tmp_path / 'lake'))}"
            session = SparkSession.builder.remote(asked).create()
            assert session.sql("SELECT code FROM base.list").collect()[0].code == "01"
            session.client.close()
            engine.send_signal(signal.SIGTERM)
            assert engine.wait(timeout=60) == 0
        finally:
            engine.kill()
