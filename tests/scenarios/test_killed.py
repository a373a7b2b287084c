"""A run killed anywhere and run again gives the same tables; so does an engine that is restarted between steps."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from city import write_city
from spark_jobs import check, conform, find, land, settle
from spark_jobs.compare import compare
from spark_jobs.session import disconnect
from spark_jobs.tokens import load_key

SOURCES = {"public_security/household_register", "civil_affairs/marriages", "human_resources/pension_payments"}
KILLS = 10


def night(home: Path, delays: list[float]) -> None:
    script = Path(__file__).with_name("killed_night.py")
    command = [sys.executable, str(script), *map(str, delays)]
    done = subprocess.run(
        command, env=os.environ | {"YIYUAN_HOME": str(home)}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]


def city(tmp_path: Path, name: str) -> Path:
    home = tmp_path / name
    write_city(home, persons=200, defects=0.05, sources=SOURCES)
    return home


def test_ten_kills_at_random_points_change_nothing(home: Path, tmp_path: Path) -> None:
    undisturbed, killed = city(tmp_path, "undisturbed"), city(tmp_path, "killed")
    load_key(undisturbed)
    shutil.copytree(undisturbed / "keys", killed / "keys")
    night(undisturbed, [])
    chance = random.Random(3)
    night(killed, [chance.uniform(0.1, 4.0) for _ in range(KILLS)])
    differences = [str(difference) for difference in compare(f"{undisturbed}/lake", f"{killed}/lake")]
    # A step that ran twice made two versions of its table, and quality.result names the one it counted.
    assert [text for text in differences if not text.endswith("取值不同的列：delta_version")] == []


def test_an_engine_restarted_between_tasks_changes_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pysail.spark import SparkConnectServer

    write_city(home, persons=50, defects=0.1, sources={"civil_affairs/marriages"})
    servers = []

    def fresh_engine() -> None:
        disconnect()
        servers.append(server := SparkConnectServer("127.0.0.1", 0))
        server.start(background=True)
        monkeypatch.setenv("YIYUAN_ENGINE", f"sc://127.0.0.1:{server.listening_address[1]}")

    fresh_engine()
    [arrival] = find.find("civil_affairs", "marriage")
    fresh_engine()
    delivery = land.land(arrival)
    assert delivery
    for step in (conform.conform, check.check):
        fresh_engine()
        step(delivery)
    fresh_engine()
    assert settle.settle(delivery)
    disconnect()
    for server in servers:
        server.stop()
