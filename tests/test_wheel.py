"""An installation holds what the repository holds: every file of the rooms, the DAG folder and the dbt project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_architecture import ROOT, TIERS

ROOMS = {*TIERS, "dbt_project"} - {"yiyuan"}
NOT_OURS = shutil.ignore_patterns("__pycache__")
BUILD = "from setuptools import setup; setup()"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a wheel is zipped from, built from a copy: what earlier builds left in a checkout may hide a loss."""
    copy = tmp_path_factory.mktemp("wheel")
    for path in ROOT.iterdir():
        if path.name in ROOMS:
            shutil.copytree(path, copy / path.name, ignore=NOT_OURS)
        elif path.is_file():
            shutil.copy(path, copy)
    build = [sys.executable, "-c", BUILD, "--quiet", "build", "--build-lib", "built"]
    subprocess.run(build, cwd=copy, check=True, capture_output=True)
    return copy / "built"


def files(root: Path) -> Iterator[str]:
    for path in root.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(root).as_posix()


def test_every_file_of_the_rooms_is_installed(built: Path) -> None:
    expected = {f"{room}/{name}" for room in ROOMS for name in files(ROOT / room)} | {"yiyuan.py"}
    there = set(files(built))
    assert (sorted(expected - there), sorted(there - expected)) == ([], [])


def test_the_installed_check_proves_the_catalogue(built: Path, tmp_path: Path) -> None:
    """It needs the DAGs, the models and the commands; what only the repository has, our tests, it does not ask for."""
    (built / "tests").mkdir()  # such a folder of another project may lie there
    environment = os.environ | {"PYTHONPATH": str(built), "YIYUAN_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "yiyuan", "check"]
    check = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (check.stderr, check.stdout.partition(": ")[2]) == ("", "no problems\n")
