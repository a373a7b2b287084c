"""The gate compiled from a small catalogue of the test's own, then from every real source."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalog.indicators import Indicator
from catalog.load import load
from catalog.model import Catalogue, Code, CodeList, Column, Element, Reader, Rule, Sharing, Source, System
from expectations import gx
from expectations.suites import Expected, suite
from spark_jobs.elements.family import Check, Family

SOURCES = sorted(Path(__file__).parents[2].glob("catalog/sources/*/*.yml"))


def check(reason: str, severity: str, fails: str) -> Check:
    return Check(reason, severity, Indicator.FORMAT, fails, f"{reason}的行", "Wrong.", "请更正", "GB")


def element(name: str, kind: str, **more: object) -> Element:
    return Element(
        id=name, label=name, definition=name, basis="GB", kind=kind, format="an", level=1, mask="none", **more
    )


LIST = {"id": "sex", "label": "性别", "standard": "GB/T 2261.1", "version": "2003", "origin": "test"}
FAMILIES = {
    "code": Family("trim({x})", (check("LENGTH", "error", "length({x}) <> 6"), check("ODD", "warn", "{x} > '5'"))),
    "sex": Family("{x}", (check("CODE", "error", "{x} NOT IN ('1', '2')"),)),
    "died_on": Family("{x}", (check("FUTURE", "error", "cast({x} AS DATE) > {as_of}"),), "cast({x} AS DATE)", "DATE"),
}
HOLDS = Rule(
    name="dead_have_sex",
    reason="SEX_MISSING",
    severity="error",
    indicator="040202",
    holds="died_on IS NULL OR sex IS NOT NULL",
    columns=("sex", "died_on"),
    sentence="死者没有性别",
    english="A dead person has no sex.",
    fix="请补填",
    basis="GB",
)
SOURCE = Source(
    label="死亡",
    code="307003/000001",
    abstract="死亡登记",
    office="信息科",
    published_on=date(2026, 9, 1),
    classified=False,
    system=System(id="s", label="系统"),
    readers={"csv": Reader(kind="csv")},
    cycle="monthly",
    grace_days=1,
    mode="snapshot",
    key=("code",),
    columns={name: Column(element=name, headers=(name,)) for name in FAMILIES},
    rules=(HOLDS, HOLDS.model_copy(update={"reason": "ONLY_A_WARNING", "severity": "warn"})),
    share=Sharing(type="none", basis="法"),
    open=Sharing(type="none", basis="法"),
)
CATALOGUE = Catalogue(
    elements={
        "code": element("code", "division_code", max_length=6),
        "sex": element("sex", "code", code_list="sex"),
        "died_on": element("died_on", "date"),
    },
    code_lists={"sex": CodeList(**LIST, codes=(Code(code="1", name="男"), Code(code="2", name="女")))},
    departments={},
    sources={"health/deaths": SOURCE},
    bases={},
)
COLUMNS = "code STRING, sex STRING, died_on DATE, _delivery STRING, _line BIGINT, _row_hash STRING, _faults INT"


def compiled(**more: object) -> dict[str, Expected]:
    rules = suite("health/deaths", SOURCE, FAMILIES, CATALOGUE, as_of=date(2026, 10, 1), **more)
    assert len({rule.rule_id for rule in rules}) == len(rules)
    return {rule.rule_id: rule for rule in rules}


def test_rules_of_a_source():
    assert {name: rule.kind for name, rule in compiled(accepted=2).items() if rule.kind != "of_type"} == {
        "deaths.columns": "columns",
        "deaths.row_count": "row_count",
        "deaths.code.not_null": "not_null",
        "deaths._delivery.not_null": "not_null",
        "deaths._line.not_null": "not_null",
        "deaths._row_hash.not_null": "not_null",
        "deaths.code.unique": "unique",
        "deaths._line.unique": "unique",
        "deaths.code.regex": "regex",
        "deaths.code.length": "length",
        "deaths.code.LENGTH": "no_rows",
        "deaths.sex.in_set": "in_set",
        "deaths.sex.CODE": "no_rows",
        "deaths.died_on.between": "between",
        "deaths.died_on.FUTURE": "no_rows",
        "deaths.sex-died_on.SEX_MISSING": "no_rows",
    }


def test_the_predicate_is_the_one_of_the_conform_pass():
    assert compiled()["deaths.died_on.FUTURE"].arguments == {
        "fails": "died_on IS NOT NULL AND (cast(cast(died_on AS STRING) AS DATE) > DATE'2026-10-01')",
        "applies": "died_on IS NOT NULL",
    }


def test_good_rows_pass_the_whole_gate(spark):
    rows = [
        ("390102", "1", date(2026, 9, 1), "d1", 1, "h1", 0),
        ("390103", None, None, "d1", 2, "h2", 2),
    ]
    results = gx.validate(spark.createDataFrame(rows, COLUMNS), "standard.deaths", list(compiled(accepted=2).values()))
    assert {result.verdict for result in results} == {"pass"}


def test_each_fault_of_the_pipeline_is_named(spark):
    rows = [
        ("390102", "1", date(2026, 9, 1), "d1", 1, "h1", 0),
        ("390102", "男", date(2026, 10, 2), "d1", 2, "h2", 0),
        ("39010", None, date(2026, 9, 1), "d1", 2, "h3", 0),
        (None, None, None, None, None, None, None),
    ]
    results = gx.validate(spark.createDataFrame(rows, COLUMNS), "standard.deaths", list(compiled(accepted=3).values()))
    assert {r.rule_id: (r.failed, r.verdict) for r in results if r.verdict != "pass"} == {
        "deaths.row_count": (1, "fail"),
        "deaths.code.not_null": (1, "fail"),
        "deaths._delivery.not_null": (1, "fail"),
        "deaths._line.not_null": (1, "fail"),
        "deaths._row_hash.not_null": (1, "fail"),
        "deaths.code.unique": (2, "fail"),
        "deaths._line.unique": (2, "fail"),
        "deaths.code.regex": (1, "fail"),
        "deaths.code.LENGTH": (1, "fail"),
        "deaths.sex.in_set": (1, "fail"),
        "deaths.sex.CODE": (1, "fail"),
        "deaths.died_on.FUTURE": (1, "fail"),
        "deaths.sex-died_on.SEX_MISSING": (1, "fail"),
    }


def test_an_undeclared_column_or_another_type_fails(spark):
    frame = spark.createDataFrame(
        [("390102", "1", "2026-09-01", "d1", 1, "h", 0, "x")], COLUMNS.replace("DATE", "STRING") + ", more STRING"
    )
    failed = {
        r.rule_id for r in gx.validate(frame, "standard.deaths", list(compiled().values())) if r.verdict == "fail"
    }
    assert {"deaths.columns", "deaths.died_on.of_type"} <= failed


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_real_source_has_a_gate(path):
    from spark_jobs.rules import compile_source

    name, catalogue = f"{path.parent.name}/{path.stem}", load()
    source = compile_source(catalogue, name)
    families = {column.name: column.family for column in source.columns}
    rules = suite(name, source.source, families, catalogue, accepted=1, as_of=date(2026, 10, 1))
    kinds = {rule.kind for rule in rules}
    assert {"columns", "of_type", "row_count", "not_null", "unique", "no_rows"} <= kinds
    assert len({rule.rule_id for rule in rules}) == len(rules)
    assert all("{x}" not in str(rule.arguments) and "{as_of}" not in str(rule.arguments) for rule in rules)
