"""The engine's own process: it knows the lake from the start, and ends when it is asked to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
from deltalake import write_deltalake

from infra.local.process import free_port

#: A client is a process of its own, as tasks are; one that is closed in this process would remain its default session.
ASK = """
from pyspark.sql import SparkSession
from spark_jobs.session import engine_url

print(SparkSession.builder.remote(engine_url()).create().sql("SELECT code FROM base.list").collect()[0].code)
"""


def test_it_names_the_tables_of_the_lake_and_ends_when_asked(tmp_path: Path) -> None:
    write_deltalake(tmp_path / "lake" / "base" / "list", pa.table({"code": ["01"]}))
    port = free_port()
    environment = {**os.environ, "YIYUAN_HOME": str(tmp_path), "YIYUAN_ENGINE": f"sc://127.0.0.1:{port}"}
    environment.pop("YIYUAN_LAKE", None)
    command = [sys.executable, "-m", "infra.local.engine", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as engine:
        try:
            assert engine.stdout and engine.stdout.readline() == "ready\n"
            asked = subprocess.run(
                [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
            )
            assert asked.stdout == "01\n"
            engine.send_signal(signal.SIGTERM)
            assert engine.wait(timeout=60) == 0
        finally:
            engine.kill()
