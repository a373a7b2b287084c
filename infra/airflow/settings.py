"""Airflow's settings for one machine, all of them environment variables of its processes: there is no airflow.cfg."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

from infra.local.state import Stack
from spark_jobs.home import Home

DAGS = Path(__file__).parents[2] / "dags"
PARALLEL_TASKS = 4
WRITER_SECONDS = 60


def environment(home: Home, stack: Stack) -> dict[str, str]:
    """What every Airflow process of this stack needs to know."""
    options = {**_core(home, stack), **_api(stack), **_pace(), **_logs(home)}
    named = {f"AIRFLOW__{key}": str(value) for key, value in options.items()}
    return {"AIRFLOW_HOME": str(home.airflow), **named, "AIRFLOW_CONN_SMTP_DEFAULT": smtp_connection(stack)}


def patience(home: Home) -> dict[str, str]:
    """For those that die of a locked database: how long they wait for SQLite's one writer, where 5 s is the default.

    The API must not wait so long: its event loop may wait for a writer that waits for the loop, until one gives up.
    """
    return {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"{_database(home)}?timeout={WRITER_SECONDS}"}


def dag_files() -> set[str]:
    """The files that must turn into DAGs."""
    return {file.name for file in DAGS.glob("*.py")} - set((DAGS / ".airflowignore").read_text().split())


def smtp_connection(stack: Stack) -> str:
    """The Airflow connection to the local mail sink, in Airflow's JSON form."""
    return json.dumps(
        {
            "conn_type": "smtp",
            "host": "127.0.0.1",
            "port": stack.mail_port,
            "login": stack.user,
            "password": stack.secrets.mail_password,
            "extra": {"from_email": "data-office@yunzhou.example", "disable_ssl": True, "disable_tls": True},
        }
    )


def prepare(home: Home, stack: Stack) -> None:
    """Write the two files that Airflow wants as files: the user's password, and what to import before forking."""
    config = home.airflow / "config"
    config.mkdir(parents=True, exist_ok=True)
    (config / "airflow_local_settings.py").write_text("from infra.airflow import preload  # noqa: F401\n")
    passwords = home.airflow / "passwords.json"
    passwords.touch(mode=0o600)
    passwords.write_text(json.dumps({stack.user: stack.password}))


def _database(home: Home) -> str:
    return f"sqlite:///{home.airflow / 'airflow.db'}"


def _core(home: Home, stack: Stack) -> dict[str, object]:
    return {
        "CORE__DAGS_FOLDER": DAGS,
        "CORE__PLUGINS_FOLDER": home.airflow / "plugins",
        "CORE__LOAD_EXAMPLES": False,
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": False,  # the nights begin with `yiyuan up`
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": PARALLEL_TASKS,
        "CORE__MAX_MAP_LENGTH": 10_000,  # deliveries of one system in one night
        "CORE__EXECUTION_API_SERVER_URL": f"{stack.airflow}/execution/",
        "CORE__FERNET_KEY": stack.secrets.fernet_key,
        "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{stack.user}:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": home.airflow / "passwords.json",
        "DATABASE__SQL_ALCHEMY_CONN": _database(home),
        "DATABASE__CHECK_MIGRATIONS": False,  # `database.ensure` has seen to it once for all processes
        "EMAIL__DEFAULT_EMAIL_ON_FAILURE": False,
        "EMAIL__DEFAULT_EMAIL_ON_RETRY": False,
    }


def _api(stack: Stack) -> dict[str, object]:
    return {
        "API__HOST": "127.0.0.1",
        "API__PORT": urlsplit(stack.airflow).port,
        "API__BASE_URL": stack.airflow,
        "API__WORKERS": 1,
        "API__SECRET_KEY": stack.secrets.cookie_secret,
        "API__INSTANCE_NAME": "一源 Yiyuan",
        "API_AUTH__JWT_SECRET": stack.secrets.jwt_secret,
    }


def _pace() -> dict[str, object]:
    return {
        "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": 0.3,  # at the default second, a chain of tasks mostly waits
        # Each look at a run asks after every task of it, some 40 ms: at 20 runs a look, it does nothing else.
        "SCHEDULER__MAX_DAGRUNS_PER_LOOP_TO_SCHEDULE": 2,
        "SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": 30,
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": 60,
        # A supervisor that misses the end of its task looks again only after this time; at 5 s half the tasks wait.
        "WORKERS__MIN_HEARTBEAT_INTERVAL": 1,
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": 60,
        "DAG_PROCESSOR__REFRESH_INTERVAL": 30,
        "DAG_PROCESSOR__PARSING_PROCESSES": 2,
        "DAG_PROCESSOR__PRINT_STATS_INTERVAL": 0,
    }


def _logs(home: Home) -> dict[str, object]:
    return {
        "LOGGING__BASE_LOG_FOLDER": home.logs / "tasks",
        "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": home.logs / "dag_files",
        "LOGGING__COLORED_CONSOLE_LOG": False,
    }
