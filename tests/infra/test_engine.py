"""The engine's own process: it knows the lake from the start, and ends when it is asked to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from infra.local.process import free_port
from spark_jobs.session import connect, disconnect


def test_it_names_the_tables_of_the_lake_and_ends_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_deltalake(tmp_path / "lake" / "base" / "list", pa.table({"code": ["01"]}))
    port = free_port()
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("YIYUAN_ENGINE", f"sc://127.0.0.1:{port}")
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    command = [sys.executable, "-m", "infra.local.engine", str(port)]
    with subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, text=True) as engine:
        try:
            assert engine.stdout and engine.stdout.readline() == "ready\n"
            assert connect().sql("SELECT code FROM base.list").collect()[0].code == "01"
            disconnect()
            engine.send_signal(signal.SIGTERM)
            assert engine.wait(timeout=60) == 0
        finally:
            engine.kill()
