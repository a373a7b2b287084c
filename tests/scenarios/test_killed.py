"""A run killed anywhere and run again gives the same tables; so does an engine that is restarted between steps."""

from __future__ import annotations

import email
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from catalog.load import load
from city import write_city
from expectations.report.collect import departments
from spark_jobs import check, conform, find, land, ledger, settle
from spark_jobs.compare import Difference, compare
from spark_jobs.night import ingest
from spark_jobs.session import connect, disconnect
from spark_jobs.tokens import load_key

SOURCES = {"public_security/household_register", "civil_affairs/marriages", "human_resources/pension_payments"}
#: Ten kills, spread over the steps of killed_night.py.
KILLS = ("register", "register", "marriages", "payments", "bases", "bases", "themes", "publish", "prepare", "send")
#: A step that ran twice may have made two versions of its table, and what names a version is part of what is chained;
#: `ledger.verify` holds the chain against the rows. When a letter left is when it left.
PASSING = {
    "quality.result": {"delta_version"},
    "ledger.publication": {"delta_version"},
    "ledger.chain": {"hash", "payload_hash", "previous_hash"},
    "quality.report": {"sent_at"},
}


def night(home: Path, kills: list[str]) -> dict[str, Any]:
    """What killed_night.py prints; `said`: what its steps wrote to stderr."""
    script = Path(__file__).with_name("killed_night.py")
    done = subprocess.run(
        [sys.executable, str(script), *kills],
        env=os.environ | {"YIYUAN_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return {**json.loads(done.stdout), "said": done.stderr[-3000:]}


def city(tmp_path: Path, name: str) -> Path:
    home = tmp_path / name
    write_city(home, persons=200, defects=0.05, sources=SOURCES)
    return home


def lasting(differences: list[Difference]) -> list[str]:
    """The differences between two lakes that are in more columns than may differ."""
    columns = {each: set(str(each).rpartition("取值不同的列：")[2].split("、")) for each in differences}
    return [str(each) for each in differences if not columns[each] <= PASSING.get(each.table, set())]


def posted(home: Path) -> dict[str, bytes]:
    """Message-ID → the mail, of all that left; a letter taken by the server just before a kill leaves once more."""
    found = [path.read_bytes() for path in home.glob("postbox/new/*")]
    return {email.message_from_bytes(content)["Message-ID"]: content for content in found}


def test_ten_kills_at_random_points_change_nothing(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    undisturbed, killed = city(tmp_path, "undisturbed"), city(tmp_path, "killed")
    load_key(undisturbed)
    shutil.copytree(undisturbed / "keys", killed / "keys")
    took, chance = night(undisturbed, [])["took"], random.Random(3)
    done = night(killed, [f"{step}={chance.uniform(0.05, took[step])}" for step in KILLS])
    codes = Counter(code for _, code in done["ended"])
    assert codes.keys() <= {-signal.SIGKILL, 0}, done["said"]
    assert codes[-signal.SIGKILL] > len(KILLS) / 2, done["ended"]
    assert lasting(compare(f"{undisturbed}/lake", f"{killed}/lake")) == []
    assert len(posted(undisturbed)) == len(departments(load()))
    assert posted(killed) == posted(undisturbed)
    monkeypatch.setenv("YIYUAN_HOME", str(killed))
    assert ledger.verify(connect()) == []


def test_an_engine_restarted_between_tasks_changes_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pysail.spark import SparkConnectServer

    source, twin = "civil_affairs/marriages", tmp_path / "twin"
    for each in (home, twin):
        write_city(each, persons=50, defects=0.1, sources={source})
    load_key(home)
    shutil.copytree(home / "keys", twin / "keys")
    with monkeypatch.context() as patch:
        patch.setenv("YIYUAN_HOME", str(twin))
        assert len(ingest([source])) == 1
    running: list[SparkConnectServer] = []

    def stop() -> None:
        disconnect()
        while running:
            running.pop().stop()

    def fresh_engine() -> None:
        stop()
        running.append(server := SparkConnectServer("127.0.0.1", 0))
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
    stop()
    assert [str(difference) for difference in compare(f"{twin}/lake", f"{home}/lake")] == []
