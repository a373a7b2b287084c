"""dbt: the test `elements`, run by dbt itself over tables that hold good and wrong values of every element."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pyspark.sql import SparkSession

from catalog.model import Catalogue, Column
from spark_jobs import tables, theme_elements, themes
from spark_jobs.home import Home
from tests.agreement.compare import AS_OF
from tests.agreement.lane_conform import NAME, batches, source_of
from tests.agreement.lane_delta import Filled, wide
from tests.agreement.stored import Stored


def disagree(spark: SparkSession, catalogue: Catalogue, stored: Mapping[str, Stored], engine: str) -> list[str]:
    """Reasons that dbt counts otherwise than the oracle, and tests that pass where there are wrong rows."""
    checks: dict[str, dict[str, str]] = {}
    expected: dict[str, Counter[str]] = {}
    for number, names in enumerate(batches(list(stored))):
        table = f"work.agreement_{number}"
        filled: list[Filled] = [
            (name, value, error and f"{name}.{error}")
            for name in names
            for value, error in zip(stored[name].values, stored[name].errors, strict=True)
        ]
        _fill(spark, table, {name: stored[name].family.type for name in names}, filled)
        checks[table] = _checks(catalogue, names)
        expected[table] = Counter(error for _, _, error in filled if error)
    counted, failing = _dbt(spark, checks)
    found = [
        f"{reason}: oracle {expected[table][reason]} rows, dbt on {engine} {counted[table][reason]}"
        for table in expected
        for reason in sorted(expected[table] | counted[table])
        if expected[table][reason] != counted[table][reason]
    ]
    wanted = {table: len(reasons) for table, reasons in expected.items()}
    return found if failing == wanted else [*found, f"dbt test on {engine} fails {failing}, oracle {wanted}"]


def _checks(catalogue: Catalogue, names: list[str]) -> dict[str, str]:
    """What the themes hand over for a standard table with a column of each element."""
    source = source_of(catalogue, {name: Column(element=name, headers=(name,)) for name in names})
    handed = theme_elements.errors(catalogue.model_copy(update={"sources": {NAME: source}}), AS_OF)
    return {column: sql for column, sql in handed["standard.rows"].items() if column != "row_no"}


def _fill(spark: SparkSession, table: str, types: dict[str, str], filled: list[Filled]) -> None:
    tables.ensure(spark, table, ", ".join(f"{name} {type_}" for name, type_ in types.items()))
    spark.createDataFrame(wide(types, filled)).createOrReplaceTempView("filled")
    tables.write(spark, f"INSERT INTO {table} SELECT {', '.join(types)} FROM filled")


def _dbt(spark: SparkSession, checks: dict[str, dict[str, str]]) -> tuple[dict[str, Counter[str]], dict[str, int]]:
    """Rows by table and reason, as the test's own query counts them; and failures by table, as `dbt test` tells."""
    project = _project(Home.of_environment().root / "agreement", list(checks))
    queries = (f"select '{table}' as t, * from ({{{{ test_elements('{table}') }}}})" for table in checks)
    shown = _run(spark, project, checks, "show", "--inline", " union all ".join(queries), "--limit", "-1")
    counted = {table: Counter[str]() for table in checks}
    for table, errors, rows in shown.results[0].agate_table.rows:
        counted[table][errors] += int(rows)
    tested = _run(spark, project, checks, "test")
    failing = {f"{r.node.attached_node.split('.', 2)[2]}": r.failures for r in tested.results}
    return counted, failing


def _project(folder: Path, names: list[str]) -> Path:
    """Our macros and profile, and sources with our test; no models."""
    shutil.copytree(themes.PROJECT / "macros", folder / "macros")
    shutil.copy(themes.PROJECT / "profiles.yml", folder)
    (folder / "dbt_project.yml").write_text("name: agreement\nversion: 0.1.0\nconfig-version: 2\nprofile: yiyuan\n")
    described = [{"name": name.split(".")[1], "data_tests": [theme_elements.TEST]} for name in names]
    (folder / "models").mkdir()
    sources = {"sources": [{"name": "work", "tables": described}]}
    (folder / "models" / "_sources.yml").write_text(yaml.safe_dump(sources))
    return folder


def _run(spark: SparkSession, project: Path, checks: dict[str, dict[str, str]], *command: str) -> Any:
    from dbt.cli.main import dbtRunner

    quiet = ["--quiet", "--no-print", "--no-version-check", "--log-level", "none", "--log-level-file", "none"]
    places = ["--project-dir", str(project), "--profiles-dir", str(project), "--target-path", str(project / "target")]
    with themes._lent_to_dbt(spark):
        outcome = dbtRunner().invoke([*quiet, *command, *places], vars={"element_errors": checks, "scrub": "{x}"})
    assert outcome.exception is None, outcome.exception
    return outcome.result
