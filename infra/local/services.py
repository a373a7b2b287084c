"""The processes of the stack: how each is started, and how to tell that it works."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from catalog.load import folder as catalogue_folder
from infra.airflow import settings
from infra.airflow.api import Airflow
from infra.local import process
from infra.local.state import Stack
from spark_jobs.home import Home

Environment = dict[str, str]


@dataclass(frozen=True)
class Service:
    """A process of the stack. `ready` tells whether it does its work by now."""

    name: str
    label: str
    command: tuple[str, ...]
    environment: Environment
    ready: Callable[[], bool]


def services(home: Home, stack: Stack) -> list[Service]:
    """All processes, in the order in which to start them: what takes longest first."""
    ours = _environment(home, stack)
    airflow = {**ours, **settings.environment(home, stack)}
    if given := os.environ.get("AIRFLOW_CONN_SMTP_DEFAULT"):  # a real mail server takes the place of the sink
        airflow["AIRFLOW_CONN_SMTP_DEFAULT"] = given
    engine = [_engine(home, stack, ours)] if stack.own_engine else []
    return [*engine, *_airflow(home, stack, airflow), _mail(home, stack, ours)]


def client(stack: Stack) -> Airflow:
    """A client of the stack's Airflow."""
    return Airflow(stack.airflow, stack.user, stack.password)


def start(home: Home, service: Service) -> process.Child:
    """Start it with a log of its own, YIYUAN_HOME/logs/<name>.log, that holds this start only."""
    log = home.logs / f"{service.name}.log"
    log.write_bytes(b"")
    return process.start(service.name, service.command, service.environment, home.root, log)


def _environment(home: Home, stack: Stack) -> Environment:
    return {
        **os.environ,
        "YIYUAN_HOME": str(home.root),
        "YIYUAN_LAKE": home.lake,
        "YIYUAN_ENGINE": stack.engine,
        "YIYUAN_CATALOG": str(catalogue_folder()),
        # Nothing that runs here tells anybody that it does.
        "GX_ANALYTICS_ENABLED": "false",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        # pyspark's client is silent until Airflow sets up logging; then it writes engine errors, which may quote rows.
        "SPARK_CONNECT_LOG_LEVEL": "CRITICAL",
    }


def _engine(home: Home, stack: Stack, environment: Environment) -> Service:
    port = stack.engine.rsplit(":", 1)[1]
    command = (sys.executable, "-m", "infra.local.engine", port)
    return Service("engine", "Sail engine", command, environment, lambda: _says_ready(home, "engine"))


def _mail(home: Home, stack: Stack, environment: Environment) -> Service:
    login = {"YIYUAN_MAIL_USER": stack.user, "YIYUAN_MAIL_PASSWORD": stack.secrets.mail_password}
    command = (sys.executable, "-m", "infra.mail.sink", str(home.mail), str(stack.mail_port))
    return Service("mail", "mail sink", command, {**environment, **login}, lambda: _says_ready(home, "mail"))


def _airflow(home: Home, stack: Stack, environment: Environment) -> list[Service]:
    api = Airflow(stack.airflow, stack.user, stack.password)
    airflow = (sys.executable, "-m", "airflow")
    # Without --skip-serve-logs the scheduler also opens a port, the same for every checkout, on all addresses.
    scheduler = (*airflow, "scheduler", "--skip-serve-logs")
    patient = {**environment, **settings.patience(home)}
    preloading = {**patient, "YIYUAN_PRELOAD": "1"}
    return [
        Service("scheduler", "Airflow scheduler", scheduler, preloading, lambda: _schedules(api, stack)),
        Service("api", "Airflow API", (*airflow, "api-server"), environment, lambda: _answers(api)),
        Service("dags", "Airflow DAG files", (*airflow, "dag-processor"), patient, lambda: _dags_read(api, stack)),
    ]


def _says_ready(home: Home, name: str) -> bool:
    return "ready" in process.last_lines(home.logs / f"{name}.log").splitlines()


def _answers(api: Airflow) -> bool:
    try:
        api.heartbeat("scheduler")
        api.greet_tasks()
    except httpx.HTTPError:
        return False
    return True


def _schedules(api: Airflow, stack: Stack) -> bool:
    try:
        beat = api.heartbeat("scheduler")
    except httpx.HTTPError:
        return False
    return beat is not None and beat >= _started(stack, "scheduler")


def _dags_read(api: Airflow, stack: Stack) -> bool:
    try:
        return settings.dag_files() <= api.parsed_since(_started(stack, "dags"))
    except httpx.HTTPError:
        return False


def _started(stack: Stack, name: str) -> datetime:
    """When a process started, known to the second: what the one before it did is not to be taken for its work."""
    return datetime.fromtimestamp(stack.children[name].started - 1, UTC)
