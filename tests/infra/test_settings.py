"""Airflow's settings: this machine only, nothing shared between two homes, nothing told to anybody."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from infra.airflow import database, settings
from infra.local import services, state
from infra.local.state import Stack
from spark_jobs.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in ("YIYUAN_ENGINE", "AIRFLOW_CONN_SMTP_DEFAULT"):
        monkeypatch.delenv(name, raising=False)
    return Home(tmp_path, str(tmp_path / "lake")).ensure()


@pytest.fixture
def stack(home: Home) -> Stack:
    return state.new(home)


def test_airflow_listens_on_this_machine_and_brings_no_examples(home: Home, stack: Stack) -> None:
    environment = settings.environment(home, stack)
    port = str(urlsplit(stack.airflow).port)
    expected = {
        "AIRFLOW_HOME": str(home.airflow),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": port,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home.airflow}/airflow.db",
        "AIRFLOW__EMAIL__DEFAULT_EMAIL_ON_FAILURE": "False",
    }
    assert {name: environment[name] for name in expected} == expected


def test_who_dies_of_a_locked_database_waits_longer_for_it_and_the_api_does_not(home: Home, stack: Stack) -> None:
    database = f"sqlite:///{home.airflow}/airflow.db"
    found = {service.name: service.environment for service in services.services(home, stack)}
    assert {name: its.get("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN") for name, its in found.items()} == {
        "engine": None,
        "scheduler": f"{database}?timeout=60",
        "api": database,
        "dags": f"{database}?timeout=60",
        "mail": None,
    }


def test_the_mail_connection_is_the_sink(stack: Stack) -> None:
    assert json.loads(settings.smtp_connection(stack)) == {
        "conn_type": "smtp",
        "host": "127.0.0.1",
        "port": stack.mail_port,
        "login": "admin",
        "password": stack.secrets.mail_password,
        "extra": {"from_email": "data-office@yunzhou.example", "disable_ssl": True, "disable_tls": True},
    }


def test_a_real_mail_server_takes_the_place_of_the_sink(
    home: Home, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", "smtp://mail.city.example:465")
    scheduler = {service.name: service for service in services.services(home, stack)}["scheduler"]
    assert scheduler.environment["AIRFLOW_CONN_SMTP_DEFAULT"] == "smtp://mail.city.example:465"


def test_every_process_knows_the_home_and_only_the_scheduler_preloads(home: Home, stack: Stack) -> None:
    found = services.services(home, stack)
    assert {service.name for service in found} == {"engine", "scheduler", "api", "dags", "mail"}
    assert [service.name for service in found if "YIYUAN_PRELOAD" in service.environment] == ["scheduler"]
    for service in found:
        assert service.environment["YIYUAN_HOME"] == str(home.root)
        assert service.environment["YIYUAN_ENGINE"] == stack.engine
        assert service.environment["GX_ANALYTICS_ENABLED"] == "false"
        assert service.environment["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "false"
        assert not any(secret in " ".join(service.command) for secret in stack.secrets.model_dump().values())


def test_the_scheduler_opens_no_port_of_its_own(home: Home, stack: Stack) -> None:
    [command] = [service.command for service in services.services(home, stack) if service.name == "scheduler"]
    assert "--skip-serve-logs" in command


def test_no_engine_is_started_beside_a_cluster(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIYUAN_ENGINE", "sc://cluster.example:15002")
    assert "engine" not in {service.name for service in services.services(home, state.new(home))}


def test_the_password_file_is_private(home: Home, stack: Stack) -> None:
    settings.prepare(home, stack)
    passwords = home.airflow / "passwords.json"
    assert json.loads(passwords.read_text()) == {"admin": stack.password}
    assert stat.S_IMODE(passwords.stat().st_mode) == 0o600
    assert "preload" in (home.airflow / "config" / "airflow_local_settings.py").read_text()


def test_every_dag_file_is_waited_for(home: Home) -> None:
    assert settings.dag_files() == {"bases.py", "ingest.py", "maintenance.py", "publish.py", "reports.py", "themes.py"}


def test_a_database_is_copied_once_and_then_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "template.db").write_text("empty")
    monkeypatch.setattr(database, "template", lambda: tmp_path / "template.db")
    database.ensure(tmp_path / "airflow")
    used = tmp_path / "airflow" / "airflow.db"
    assert used.read_text() == "empty"
    used.write_text("runs")
    database.ensure(tmp_path / "airflow")
    assert used.read_text() == "runs"


def test_a_database_of_another_airflow_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "airflow.db").write_text("runs")
    (tmp_path / "airflow.version").write_text("3.0.0")
    migrated: list[Path] = []
    monkeypatch.setattr(database, "_migrate", migrated.append)
    database.ensure(tmp_path)
    database.ensure(tmp_path)
    assert migrated == [tmp_path]
