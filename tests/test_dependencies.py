"""setup.cfg declares what we import, and nothing that nobody needs."""

from __future__ import annotations

import ast
import re
import sys
from configparser import ConfigParser
from importlib.metadata import packages_distributions

import pytest

from tests.test_architecture import ROOT, TIERS

DECLARED = ConfigParser()
DECLARED.read(ROOT / "setup.cfg", encoding="utf-8")
#: Module → the distributions that bring it. Parts of `airflow` and `dbt` are of several: an import does not tell whose.
BROUGHT_BY = packages_distributions()
#: Airflow puts the folder of the DAG files on the path.
OURS = {*TIERS, "tests", *(path.stem for path in ROOT.glob("dags/*.py"))}
#: Declared, though no import shows that it is needed.
NEEDED = {
    "apache-airflow": "the commands that `yiyuan up` starts; the DAG files import the SDK that it brings",
    "apache-airflow-providers-smtp": "infra/mail/client.py sends by its hook",
    "dbt-core": "spark_jobs/themes.py runs it",
    "dbt-spark": "the adapter that dbt_project/profiles.yml names",
    "delta-spark": "holds pyspark to what the jars of infra/spark/server.py work with",
    "mkdocs-material": "the theme that expectations/site/mkdocs.yml names",
    "mypy": "make types",
    "pandas": "pyspark[connect] and Great Expectations work with it, and take a 3 that pysail does not",
    "pandas-stubs": "make types",
    "pytest-xdist": "pytest -n",
    "ruff": "make lint",
    "sqlfluff": "make lint",
    "types-pyyaml": "make types",
}


def declared(section: str, key: str) -> set[str]:
    names = re.findall(r"^[\w.-]+", DECLARED[section][key], re.MULTILINE)
    return {canonical(name) for name in names}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(*rooms: str) -> set[str]:
    """Top-level modules of others that the files of some rooms import."""
    files = [path for room in rooms for path in (*ROOT.glob(f"{room}/**/*.py"), *ROOT.glob(f"{room}.py"))]
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names - OURS


RUNTIME, DEV = declared("options", "install_requires"), declared("options.extras_require", "dev")


@pytest.mark.parametrize(("rooms", "known"), [(tuple(TIERS), RUNTIME), (("tests",), RUNTIME | DEV)])
def test_what_is_imported_is_declared(rooms: tuple[str, ...], known: set[str]) -> None:
    brought = {module: {canonical(name) for name in BROUGHT_BY[module]} for module in imported(*rooms)}
    assert brought
    assert {module: names for module, names in brought.items() if not names & known} == {}


def test_what_is_declared_is_needed() -> None:
    used = [BROUGHT_BY[module] for module in imported(*TIERS, "tests")]
    assert (RUNTIME | DEV) - {canonical(names[0]) for names in used if len(set(names)) == 1} == NEEDED.keys()


def test_every_dependency_has_its_version() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert (RUNTIME | DEV) - {canonical(line.split("==")[0]) for line in lines} == set()
