"""The DAG files as Airflow reads them: which DAGs there are, how they are wired, and that reading them costs little."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.local.stack import POOLS

ROOT = Path(__file__).parents[2]
DEPARTMENTS = [
    "administrative_approval",
    "civil_affairs",
    "health",
    "hotline",
    "human_resources",
    "institution_office",
    "market_regulation",
    "natural_resources",
    "public_security",
]
HEAVY = ["pyspark", "great_expectations", "dbt", "polars", "pandas", "deltalake"]

READ = f"""
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag({str(ROOT / "dags")!r}, bundle_name="test")
def task(t):
    return dict(
        pool=t.pool, slots=t.pool_slots, retries=t.retries, rule=t.trigger_rule, label=t.task_display_name,
        mapped=t.is_mapped or t.get_closest_mapped_task_group() is not None,
        backoff=t.retry_exponential_backoff, longest=t.max_retry_delay and t.max_retry_delay.total_seconds(),
        delay=t.retry_delay.total_seconds(), limited=t.execution_timeout is not None,
        outlets=[o.uri for o in getattr(t, "outlets", [])],
        mail=t.email_on_failure or t.email_on_retry, after=sorted(t.upstream_task_ids),
    )
def dag(d):
    table = d.timetable
    night = getattr(table, "timetable", table)
    cron = getattr(night, "expression", None)
    awaited = getattr(table, "asset_condition", None)
    assets = sorted(a.uri for a in awaited.objects) if awaited else []
    return dict(
        label=d.dag_display_name, doc=d.doc_md, tags=sorted(d.tags), active=d.max_active_runs, catchup=d.catchup,
        cron=cron, assets=assets, late=str(night.run_immediately) if cron else None,
        tasks={{t.task_id: task(t) for t in d.tasks}},
    )
heavy = [name for name in {HEAVY!r} if name in sys.modules]
print("\\n" + json.dumps(dict(errors=bag.import_errors, heavy=heavy, dags={{k: dag(d) for k, d in bag.dags.items()}})))
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "PYTHONPATH": str(ROOT / "dags"),
    }
    environment.pop("YIYUAN_CATALOG", None)
    done = subprocess.run([sys.executable, "-c", READ], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_every_dag_is_there_and_nothing_fails_to_load(read: dict[str, Any]) -> None:
    assert read["errors"] == {}
    ingest = [f"ingest_{department}" for department in DEPARTMENTS]
    assert sorted(read["dags"]) == sorted(["bases", "maintenance", "publish", "reports", "themes", *ingest])


def test_reading_them_imports_no_engine(read: dict[str, Any]) -> None:
    assert read["heavy"] == []


def test_ingest_has_one_chain_of_tasks_per_system(read: dict[str, Any]) -> None:
    tasks = read["dags"]["ingest_health"]["tasks"]
    assert {name: task["after"] for name, task in tasks.items()} == {
        "find_death": [],
        "death.land": ["find_death"],
        "death.conform": ["death.land"],
        "death.check": ["death.conform"],
        "death.settle": ["death.check"],
        "announce": ["death.settle"],
    }


def test_ingest_tells_bases_once_and_only_of_something_published(read: dict[str, Any]) -> None:
    tasks = read["dags"]["ingest_civil_affairs"]["tasks"]
    announcing = {name: task["outlets"] for name, task in tasks.items() if task["outlets"]}
    assert announcing == {"announce": ["yiyuan://lake/standard/civil_affairs"]}
    assert tasks["announce"]["rule"] == "none_failed_min_one_success"
    settling = [f"{system}.settle" for system in ("address", "divisions", "marriage", "social_organisation")]
    assert tasks["announce"]["after"] == settling


def test_one_dag_leads_to_the_next(read: dict[str, Any]) -> None:
    dags = read["dags"]
    assert dags["bases"]["assets"] == [f"yiyuan://lake/standard/{department}" for department in DEPARTMENTS]
    assert dags["bases"]["tasks"]["announce"]["outlets"] == dags["themes"]["assets"] == ["yiyuan://lake/base"]
    assert dags["themes"]["tasks"]["register"]["outlets"] == dags["publish"]["assets"] == ["yiyuan://lake/theme"]


def test_a_base_comes_after_those_it_refers_to(read: dict[str, Any]) -> None:
    tasks = read["dags"]["bases"]["tasks"]
    bases = ["address", "division", "legal_entity", "licence", "parcel", "person"]
    assert sorted(tasks) == sorted(["announce", *bases])
    assert {"person", "legal_entity"} <= set(tasks["licence"]["after"])
    assert tasks["announce"]["after"] == bases


def test_what_writes_shared_tables_waits_for_its_turn(read: dict[str, Any]) -> None:
    pooled = {
        f"{dag}/{name}": task["slots"] for dag, about in read["dags"].items() for name, task in about["tasks"].items()
        if task["pool"] == "lake_writer"
    }  # fmt: skip
    slots, _ = POOLS["lake_writer"]
    settling = {f"ingest_{department}" for department in DEPARTMENTS}
    assert {name.split("/")[0] for name in pooled if name.endswith(".settle")} == settling
    merging = {f"bases/{name}" for name in read["dags"]["bases"]["tasks"] if name != "announce"}
    assert {name for name, taken in pooled.items() if taken < slots} == merging
    assert {name for name, taken in pooled.items() if taken == slots and not name.endswith(".settle")} == {
        "reports/compose",
        "reports/send",
        "maintenance/maintain",
        "themes/register",
        "publish/publish",
    }


def test_nights_begin_in_this_order(read: dict[str, Any]) -> None:
    crons = {dag: about["cron"] for dag, about in read["dags"].items() if about["cron"]}
    ingest = {f"ingest_{department}": "0 1 * * *" for department in DEPARTMENTS}
    assert crons == {**ingest, "bases": "0 3 * * *", "maintenance": "30 4 * * *", "reports": "0 6 1 * *"}


def test_a_dag_unpaused_in_the_morning_does_not_make_up_for_the_night(read: dict[str, Any]) -> None:
    assert {about["late"] for about in read["dags"].values() if about["cron"]} == {"0:00:00"}


def test_every_dag_is_patient_within_bounds_and_speaks_chinese(read: dict[str, Any]) -> None:
    for dag, about in read["dags"].items():
        assert (about["active"], about["catchup"]) == (1, False), dag
        assert _chinese(about["label"]) and _chinese(about["doc"]) and about["tags"], dag
        for name, task in about["tasks"].items():
            tries = 14 if (dag, name) == ("reports", "send") else 3
            assert task["retries"] <= tries and task["limited"] and not task["mail"], f"{dag}/{name}"
            assert _chinese(task["label"]), f"{dag}/{name}"


def test_a_mail_server_may_be_away_for_hours(read: dict[str, Any]) -> None:
    task = read["dags"]["reports"]["tasks"]["send"]
    least = [min(task["longest"], task["delay"] * task["backoff"] ** number) for number in range(task["retries"])]
    assert least[0] < 10  # a short absence costs little
    assert 5 * 3600 < sum(least) < 6 * 3600


def test_letters_are_written_together_and_each_is_sent_by_itself(read: dict[str, Any]) -> None:
    tasks = read["dags"]["reports"]["tasks"]
    wired = {name: (task["after"], task["mapped"]) for name, task in tasks.items()}
    assert wired == {"compose": ([], False), "send": (["compose"], True)}


def test_dag_files_only_wire() -> None:
    lengths = {file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in (ROOT / "dags").glob("*.py")}
    assert {name: length for name, length in lengths.items() if length >= 80} == {}


def _chinese(text: str | None) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text or "")
