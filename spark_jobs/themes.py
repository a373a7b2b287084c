"""The thematic libraries: dbt builds and tests them over the base libraries, on whatever engine the lake has."""

from __future__ import annotations

import json
import os
import re
import sys
import warnings
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import yaml
from deltalake import DeltaTable

from catalog.load import load
from catalog.model import BaseColumn, Catalogue, Column
from spark_jobs import constraints, evolution, tables
from spark_jobs.comments import split
from spark_jobs.deliveries import CHINA
from spark_jobs.engine_message import without_values
from spark_jobs.flow.dbt_models import PROJECT, described
from spark_jobs.flow.lineage import lineage
from spark_jobs.home import Home
from spark_jobs.masks import mask_sql
from spark_jobs.proofs import theme_elements
from spark_jobs.rules import compiled
from spark_jobs.session import connect, engine_url

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SOURCES = PROJECT / "models" / "staging" / "_sources.yml"


class ThemeError(RuntimeError):
    """A model or a test of the thematic libraries failed; the message names each, one per line."""


def build(*, unit_tests: bool = False) -> None:
    """Bring every theme table to what its query says now, and test it. Nothing changed means nothing written.

    A model that reads what the catalogue does not have is left out, even if such a table lies in the lake: where its
    values come from is not proved (spark_jobs/proofs/one_source.py). A table whose model has other columns by now is
    made anew. The models' unit tests, on literal rows, are for the test suite. Raises ThemeError.
    """
    session = connect()
    there = set(tables.existing())
    for table in inputs():
        _ensure(session, table, table in there)
    missing = [f"{table.removeprefix('theme.')}+" for table in lineage(load(), PROJECT).left_out]
    without = ["--exclude", *missing] if missing else []
    for name, promised in _outgrown(there).items():
        _empty(session, name, promised)
    options = [] if unit_tests else ["--exclude-resource-type", "unit_test"]
    _run(session, "build", *options, *without)


def _outgrown(there: Container[str]) -> dict[str, str]:
    """Theme table → columns of its model, where the table has other columns, or of other types, than these."""
    promised = {f"theme.{name}": _promised(model) for name, model in described().items()}
    lying = {name: evolution.columns_of(DeltaTable(tables.path(name))) for name in promised if name in there}
    return {name: promised[name] for name, columns in lying.items() if columns != evolution.types(promised[name])}


def _promised(model: Mapping[str, Any]) -> str:
    return ", ".join(f"{column['name']} {column['data_type'].upper()}" for column in model["columns"])


def _empty(session: SparkSession, table: str, columns: str) -> None:
    """Give a table these columns and no rows; dbt's full refresh does not, as Sail keeps the columns that there are."""
    there = DeltaTable(tables.path(table))
    for key in [key for key in there.metadata().configuration if key.startswith(constraints.PROPERTY)]:
        there.alter.drop_constraint(key.removeprefix(constraints.PROPERTY))
    typed = (f"CAST(NULL AS {type_}) AS {name}" for name, type_ in (it.split(maxsplit=1) for it in split(columns)))
    tables.overwrite(session, table, f"SELECT {', '.join(typed)} WHERE false")
    tables.name_anew(session, table)


def documented() -> str:
    """dbt's own page of the models, their SQL, tests and columns in the lake: one HTML file that needs no network.

    Where this machine keeps its files is not said. Raises ThemeError.
    """
    _run(connect(), "docs generate", "--static")
    home = Home.of_environment()
    page = (home.root / "dbt" / "target" / "static_index.html").read_text(encoding="utf-8")
    for place, name in ((home.lake, "lake"), (str(home.root), "home")):
        page = page.replace(json.dumps(place)[1:-1], name)
    return page


def inputs() -> list[str]:
    """`schema.table` of everything that the models read, sorted."""
    texts = (path.read_text(encoding="utf-8") for path in PROJECT.glob("models/**/*.sql"))
    return sorted({".".join(found) for text in texts for found in re.findall(r"source\('(\w+)', '(\w+)'\)", text)})


def _ensure(session: SparkSession, table: str, there: bool) -> None:
    """See that an input known to the catalogue has its columns, though no delivery came since they were declared.

    A table that is there keeps its constraints: they are for the one that writes it.
    """
    schema, name = table.split(".")
    catalogue = load()
    if table in tables.FIXED:
        tables.ensure(session, table)
        return
    if schema == "base" and name in catalogue.bases:
        declared = constraints.of_base(catalogue, catalogue.bases[name])
    elif schema == "standard" and (source := _source(catalogue, name)):
        declared = constraints.of_source(compiled(source))
    else:
        return
    if there:
        tables.ensure(session, table, declared.ddl)
    else:
        constraints.ensure(session, declared)


def _source(catalogue: Catalogue, name: str) -> str | None:
    return next((source for source in catalogue.sources if source.endswith(f"/{name}")), None)


def _run(session: SparkSession, command: str, *arguments: str) -> None:
    """One dbt command in this process. It writes into YIYUAN_HOME only, and no log: an error may quote a row."""
    from dbt.cli.main import dbtRunner

    work = Home.of_environment().root / "dbt"
    quiet = ["--quiet", "--no-print", "--no-version-check", "--log-level", "none", "--log-level-file", "none"]
    command, *rest = command.split()
    places = [*rest, "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    places += ["--target-path", str(work / "target"), "--log-path", str(work / "logs")]
    with _lent_to_dbt(session):
        handed_over = _handed_over(session)
        outcome = dbtRunner().invoke([*quiet, "--no-write-json", command, *places, *arguments], vars=handed_over)
    if not outcome.success:
        raise ThemeError("\n".join(_failures(outcome)))


def _handed_over(session: SparkSession) -> dict[str, Any]:
    """What the macros get from the catalogue."""
    checks = theme_elements.errors(load(), newest_day(session))
    return {"scrub": mask_sql("scrub", "{x}"), "element_errors": checks}


def newest_day(session: SparkSession) -> date:
    """The day, in China, on which the newest delivery was received; today if there was none.

    A value was held against the day of its own delivery: by this day, it is still as good as it was.
    """
    tables.ensure(session, "ledger.delivery")
    newest = "date_format(max(received_at) + INTERVAL 8 HOURS, 'yyyy-MM-dd') AS newest"
    [row] = session.sql(f"SELECT {newest} FROM ledger.delivery").collect()
    return date.fromisoformat(row.newest) if row.newest else datetime.now(CHINA).date()


def _failures(outcome: Any) -> Iterator[str]:
    """A sentence for each failed node, or for what stopped dbt before any node ran."""
    if outcome.exception:
        yield f"dbt stopped: {without_values(str(outcome.exception))}"
    for result in getattr(outcome.result, "results", ()):
        if result.status in ("error", "fail", "runtime error"):
            yield f"{result.node.unique_id} {result.status}: {without_values(result.message or '')}"


@contextmanager
def _lent_to_dbt(session: SparkSession) -> Iterator[None]:
    """Make this session the one that dbt-spark finds: the default of the process. Put everything back afterwards.

    On Sail a session holds the names of the tables and other processes share it by its id, so what dbt leaves in it is
    undone: ANSI mode off, and the temporary views that it merges from.
    """
    from pyspark.sql.connect.session import SparkSession as Connect

    default, environment = Connect._default_session, dict(os.environ)
    Connect._default_session = session
    os.environ |= {"YIYUAN_LAKE": Home.of_environment().lake, "SPARK_REMOTE": engine_url()}
    try:
        with warnings.catch_warnings():
            # dbt-spark asks for Hive in every statement, which Spark Connect refuses with a warning each time.
            warnings.filterwarnings("ignore", "Failed to set spark.sql.catalogImplementation")
            yield
    finally:
        Connect._default_session = default
        os.environ.clear()
        os.environ.update(environment)
        session.conf.set("spark.sql.ansi.enabled", "true")
        for row in session.sql("SHOW TABLES").collect():
            if row.isTemporary and row.tableName.endswith("__dbt_tmp"):
                session.catalog.dropTempView(row.tableName)


def sources_yaml(catalogue: Catalogue) -> str:
    """The dbt sources of the tables that the models read, described as the catalogue describes them."""
    schemas: dict[str, list[dict[str, Any]]] = {}
    for table in inputs():
        schema, name = table.split(".")
        schemas.setdefault(schema, []).append(_described(catalogue, schema, name))
    head = "# Written by `python -m spark_jobs.themes` from the catalogue; do not edit.\n"
    sources = [{"name": schema, "tables": described} for schema, described in schemas.items()]
    return head + yaml.safe_dump({"sources": sources}, allow_unicode=True, sort_keys=False, width=120)


def _described(catalogue: Catalogue, schema: str, name: str) -> dict[str, Any]:
    if schema == "ledger":
        return {"name": name, "description": "交付台账，每收到一个文件一行"}
    declared = catalogue.bases[name] if schema == "base" else catalogue.sources[str(_source(catalogue, name))]
    described = [_column(catalogue, *item) for item in declared.columns.items()]
    tests = [theme_elements.TEST]
    return {"name": name, "description": declared.label, "data_tests": tests, "columns": described}


def _column(catalogue: Catalogue, name: str, declared: BaseColumn | Column) -> dict[str, Any]:
    label = declared.label or catalogue.elements[declared.element].label
    return {"name": name, "description": label, "meta": {"element": declared.element}}


if __name__ == "__main__":
    SOURCES.write_text(sources_yaml(load()), encoding="utf-8")
    sys.stdout.write(f"{SOURCES}\n")
