"""Duties held against what exists: a link to something that is not there is a problem of the catalogue.

Evidence is of the lake as it is now: rows and Delta version of a table, the newest result of a rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.document import Document
from catalog.duties import Duty
from catalog.model import Catalogue
from catalog.problem import Problem
from spark_jobs.flow.dbt_models import PROJECT
from spark_jobs.flow.lineage import Lineage
from spark_jobs.register.registered import explained
from spark_jobs.register.resources import resources
from spark_jobs.rules import compile_source, reference_id

if TYPE_CHECKING:
    from collections.abc import Set

ROOT = Path(__file__).parents[1]
FILE = "lists/duties"
#: Kind of link → how a person calls it.
CALLED = {"dags": "DAG", "models": "dbt 模型", "commands": "命令", "tests": "测试"}


def problems(
    catalogue: Catalogue, documents: Mapping[str, Document], lineage: Lineage | None = None
) -> Iterator[Problem]:
    """Every link to something that does not exist, at its line."""
    known = {kind: names(catalogue) for kind, names in KNOWN.items()}
    known["tables"] = explained(catalogue, resources(catalogue, known=lineage), ()).keys()
    for duty_id, duty in catalogue.duties.items():
        for kind, at, name in duty.by.links():
            if not (_test_exists(name) if kind == "tests" else name in known[kind]):
                message = f"duty {duty_id}: there is no {kind[:-1]} `{name}`; correct the name or remove the link"
                yield documents[FILE].problem((duty_id, "by", kind, at), "UNKNOWN_LINK", message)


def evidence(duty: Duty) -> list[str]:
    """What the lake has to show for a duty today, one line each; a table that is not there yet says so."""
    from spark_jobs import tables

    there = set(tables.existing())
    lines = [_table_now(name) if name in there else f"{name}：尚未建立" for name in duty.by.tables]
    lines += [_rule_now(name) if "quality.result" in there else f"规则 {name}：尚未运行" for name in duty.by.rules]
    lived = ("tables", "rules")
    return lines + [f"{CALLED[kind]} {name}" for kind, _, name in duty.by.links() if kind not in lived]


def _rule_now(name: str) -> str:
    """Over all deliveries whose results are kept."""
    from deltalake import DeltaTable
    from pyarrow import compute

    from spark_jobs import tables

    rows = (
        DeltaTable(tables.path("quality.result"))
        .to_pyarrow_dataset()
        .to_table(columns=["checked", "failed"], filter=compute.field("rule_id") == name)
    )
    checked, failed = (sum(rows.column(column).to_pylist()) for column in ("checked", "failed"))
    return f"规则 {name}：检查 {checked:,} 行，不合格 {failed:,} 行"


def _table_now(name: str) -> str:
    from spark_jobs import tables

    return f"{name}：{tables.row_count(name):,} 行，版本 {tables.version(name)}"


def _rules(catalogue: Catalogue) -> Set[str]:
    """The rules of the sources that a duty names: a big catalogue has hundreds of thousands."""
    named = {name.split(".")[0] for duty in catalogue.duties.values() for name in duty.by.rules}
    sources = [name for name in catalogue.sources if name.split("/")[1] in named]
    rows = {rule.rule_id for name in sources for rule in compile_source(catalogue, name).rules}
    between = {reference_id(base, each) for base in catalogue.bases.values() for each in base.references}
    return rows | between


def _models(catalogue: Catalogue) -> Set[str]:
    return {path.stem for path in PROJECT.glob("models/*/*.sql")}


def _dags(catalogue: Catalogue) -> Set[str]:
    """The ids written in dags/*.py, and one ingest DAG per department with sources."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "dags").glob("*.py")]
    written = {found for text in texts for found in re.findall(r'DAG\(\s*"(\w+)"', text)}
    return written | {f"ingest_{name.split('/')[0]}" for name in catalogue.sources}


def _commands(catalogue: Catalogue) -> Set[str]:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "commands").glob("*.py")]
    named = re.compile(r'^def (\w+)|^app\.add_typer\(.*name="(\w+)"', re.MULTILINE)
    return {name for text in texts for pair in named.findall(text) for name in pair if name}


#: Kind of link → every name that exists. Tables need the lineage too, and tests are looked up one by one.
KNOWN: dict[str, Callable[[Catalogue], Set[str]]] = {
    "rules": _rules,
    "models": _models,
    "dags": _dags,
    "commands": _commands,
}


def _test_exists(name: str) -> bool:
    """`tests/file.py` or `tests/file.py::test`. Only the repository has our tests: elsewhere a link is taken as it is.

    A folder `tests` beside the rooms does not tell: among installed packages it is anybody's.
    """
    if not (ROOT / "setup.cfg").is_file():
        return True
    path, _, test = name.partition("::")
    return (ROOT / path).is_file() and (not test or test in _tests_of(ROOT / path))


@cache
def _tests_of(path: Path) -> Set[str]:
    return set(re.findall(r"^ *def (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
