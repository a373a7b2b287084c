"""Airflow's SQLite database. Creating it costs Airflow 15 s, so it is created once per environment and then copied."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from os import environ
from pathlib import Path


def ensure(airflow_home: Path) -> None:
    """Give `airflow_home` a database of the installed Airflow's version. Raises CalledProcessError if Airflow does."""
    database, made_by = airflow_home / "airflow.db", airflow_home / "airflow.version"
    airflow_home.mkdir(parents=True, exist_ok=True)
    if not database.exists():
        shutil.copyfile(template(), draft := database.with_suffix(".new"))
        draft.replace(database)
    elif not made_by.exists() or made_by.read_text() != version("apache-airflow"):
        _migrate(airflow_home)
    made_by.write_text(version("apache-airflow"))


def template() -> Path:
    """An empty database inside the virtual environment; made now if this is its first use."""
    path = Path(sys.prefix) / "share" / "yiyuan" / f"airflow-{version('apache-airflow')}.db"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            _migrate(Path(folder))
            (Path(folder) / "airflow.db").replace(path)
    return path


def _migrate(airflow_home: Path) -> None:
    settings = {
        "AIRFLOW_HOME": str(airflow_home),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{airflow_home / 'airflow.db'}",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    command = [sys.executable, "-m", "airflow", "db", "migrate"]
    subprocess.run(command, env={**environ, **settings}, check=True, capture_output=True)


if __name__ == "__main__":
    print(template())
