"""What the scheduler imports before it forks: it must exist, and be only imports."""

from __future__ import annotations

import os
import subprocess
import sys

from infra.airflow import preload

CHECK = """
import threading
import infra.airflow.preload
import psutil
print("threads", threading.active_count(), "connections", len(psutil.Process().net_connections()))
"""


def test_other_processes_import_none_of_it() -> None:
    code = "import sys, infra.airflow.preload; print('great_expectations' in sys.modules)"
    environment = {name: value for name, value in os.environ.items() if name != "YIYUAN_PRELOAD"}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


def test_all_of_it_can_be_imported_and_opens_no_channel_and_no_thread() -> None:
    environment = {**os.environ, "YIYUAN_PRELOAD": "1", "GX_ANALYTICS_ENABLED": "false"}
    said = subprocess.run([sys.executable, "-c", CHECK], env=environment, capture_output=True, text=True, check=False)
    assert said.stdout.splitlines()[-1:] == ["threads 1 connections 0"], said.stderr


def test_our_own_rooms_are_among_it() -> None:
    found = list(preload.modules())
    assert {"catalog.load", "spark_jobs.land", "spark_jobs.readers.csv_file", "expectations.gx"} <= set(found)
    assert len(set(found)) == len(found)
