"""dbt: the test `elements`, run by dbt itself over tables that hold good and wrong values of every element."""

from __future__ import annotations

import re
import shutil
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml
from pyspark.sql import SparkSession

from catalog.model import Catalogue, Column
from spark_jobs import tables, themes
from spark_jobs.home import Home
from spark_jobs.proofs import theme_elements
from tests.agreement.compare import AS_OF
from tests.agreement.lane_conform import NAME, batches, source_of
from tests.agreement.lane_delta import Filled, wide
from tests.agreement.material import Material
from tests.agreement.tally import Lane, WhyNot


@dataclass(frozen=True)
class Tested:
    """A table with what the themes hand to dbt for it: column or rule → SQL. `expected`: rows by the oracle's error.

    `names`: what dbt calls an error → what the book calls it.
    """

    table: str
    checks: dict[str, str]
    names: dict[str, str]
    rows: int
    expected: Counter[str]


def run(spark: SparkSession, material: Material, lane: Lane) -> None:
    """Every error check of every element, and the error rules over several columns."""
    tested = [*_elements(spark, material), *_over_columns(spark, material)]
    counted, failing = _dbt(spark, {one.table: one.checks for one in tested})
    for one in tested:
        for error, name in one.names.items():
            lane.judged(name, one.rows, counted[one.table][error])
        lane.differs(
            f"{error}: oracle {one.expected[error]} rows, dbt {counted[one.table][error]}"
            for error in sorted(one.expected | counted[one.table])
            if one.expected[error] != counted[one.table][error]
        )
    if failing != (wanted := {one.table: len(one.expected) for one in tested}):
        lane.differs([f"dbt test fails {failing}, oracle {wanted}"])
    for name in material.samples:
        lane.cannot(f"{name}.MISSING", WhyNot.PRESENCE)
        for rule, why in material.apart(name):
            lane.cannot(rule, why)
    for name in material.rows:
        if material.rule(name).severity == "warn":
            lane.cannot(name, WhyNot.WARNING)


def _elements(spark: SparkSession, material: Material) -> Iterator[Tested]:
    for number, names in enumerate(batches(list(material.samples))):
        some = [material.stored[name] for name in names]
        filled: list[Filled] = [
            (one.name, value, error and f"{one.name}.{error}")
            for one in some
            for value, error in zip(one.values, one.errors, strict=True)
        ]
        types = {one.name: one.family.type for one in some}
        table = _filled(spark, f"work.agreement_{number}", types, wide(types, filled))
        checks = _checks(material.catalogue, {name: name for name in names})
        errors = {error: error for sql in checks.values() for error in re.findall(r"THEN '(\w+\.\w+)'", sql)}
        expected = Counter(error for _, _, error in filled if error)
        yield Tested(table, checks, errors, len(filled) // len(names), expected)


def _over_columns(spark: SparkSession, material: Material) -> Iterator[Tested]:
    for name, sample in material.rows.items():
        rule = material.rule(name)
        if rule.severity != "error":
            continue
        columns = material.elements_of(name)
        made = _checks(material.catalogue, columns, rules=(rule,))
        rows = pa.Table.from_pylist(sample.rows)
        types = {column: material.stored_type(element) for column, element in columns.items()}
        table = _filled(spark, f"work.{name.split('/')[1].replace('.', '_')}", types, rows)
        error = f"{rule.name}.{rule.reason}"
        expected = Counter({error: sum(bool(one) for one in sample.expected)})
        yield Tested(table, {rule.name: made[rule.name]}, {error: name}, len(sample.rows), expected)


def _checks(catalogue: Catalogue, columns: dict[str, str], **more: Any) -> dict[str, str]:
    """What the themes hand over for a standard table with these columns."""
    declared = {name: Column(element=element, headers=(name,)) for name, element in columns.items()}
    source = source_of(catalogue, declared, **more)
    handed = theme_elements.errors(catalogue.model_copy(update={"sources": {NAME: source}}), AS_OF)
    return {column: sql for column, sql in handed[f"standard.{NAME.split('/')[1]}"].items() if column != "row_no"}


def _filled(spark: SparkSession, table: str, types: dict[str, str], rows: pa.Table) -> str:
    tables.ensure(spark, table, ", ".join(f"{name} {type_}" for name, type_ in types.items()))
    spark.createDataFrame(rows).createOrReplaceTempView(view := f"rows_{uuid.uuid4().hex}")
    tables.write(spark, f"INSERT INTO {table} SELECT {', '.join(types)} FROM {view}")
    spark.catalog.dropTempView(view)
    return table


def _dbt(spark: SparkSession, checks: dict[str, dict[str, str]]) -> tuple[dict[str, Counter[str]], dict[str, int]]:
    """Rows by table and error, as the test's own query counts them; and failures by table, as `dbt test` tells."""
    project = _project(Home.of_environment().root / "agreement", list(checks))
    queries = (f"select '{table}' as t, * from ({{{{ test_elements('{table}') }}}})" for table in checks)
    shown = _run(spark, project, checks, "show", "--inline", " union all ".join(queries), "--limit", "-1")
    counted = {table: Counter[str]() for table in checks}
    for table, error, rows in shown.results[0].agate_table.rows:
        counted[table][error] += int(rows)
    tested = _run(spark, project, checks, "test")
    of = {result.node.depends_on.nodes[0]: result for result in tested.results}
    return counted, {table: of[f"source.agreement.{table}"].failures for table in checks}


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
    places += ["--log-path", str(project / "logs")]
    with themes._lent_to_dbt(spark):
        outcome = dbtRunner().invoke([*quiet, *command, *places], vars={"element_errors": checks, "scrub": "{x}"})
    assert outcome.exception is None, outcome.exception
    return outcome.result
