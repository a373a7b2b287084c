"""The register of sources as rows, and as it is printed."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from catalog.load import load
from spark_jobs.flow.lineage import lineage
from spark_jobs.register.item_source import rows
from spark_jobs.sources_shown import Shown, items_of
from tests.catalog.test_load import write
from tests.spark_jobs.small_city import FILES, PERSON, model, project

#: The name passes from police to health; pension's word is verified only, and was a candidate once.
CLAIMS = (
    "authority:\n      police/register.name: {to: 2026-01-01}\n"
    "      health/deaths.name: {sql: \"concat({x}, '!')\", from: 2026-01-01, via: [id], basis: 《某令》}\n"
    "      pension/payments.name: {status: candidate}\n    verified_by: {pension/payments.name: id}"
)
CITY = FILES | {
    "bases/person.yml": PERSON.replace("police/register}", "police/register, from: 2010-01-01, basis: 《某法》}")
    .replace('authority: {police/register.name: "{x}"}\n    verified_by: {health/deaths.name: id}', CLAIMS)
}  # fmt: skip
THEME = model(
    "of_people", "select name from {{ source('base', 'person') }} where died_on is null", name="element: name"
)
REPORTED = model(
    "of_pension",
    "select name from {{ source('standard', 'payments') }}",
    name="element: name, reported_by: pension/payments",
)


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=80, highlight=False)


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def test_rows(tmp_path: Path) -> None:
    made = rows(load(write(tmp_path, CITY)))
    same = {"item": "person.name", "scope": "all", "element": "name"}
    assert [row for row in made["item_source"] if row["item"] == "person.name"] == [
        same | {"department": "police", "system": "sys", "source": "police/register", "column_name": "name",
                "basis": "《某法》", "status": "confirmed", "valid_from": date(2010, 1, 1),
                "authority_uscc": "11390100390098014U",
                "valid_to": date(2026, 1, 1)},
        same | {"department": "pension", "system": "sys", "source": "pension/payments", "column_name": "name",
                "basis": "《某法》", "status": "candidate", "valid_from": date(2010, 1, 1), "valid_to": None,
                "authority_uscc": "113901003900000214"},
        same | {"department": "health", "system": "sys", "source": "health/deaths", "column_name": "name",
                "basis": "《某令》", "status": "confirmed", "valid_from": date(2026, 1, 1), "valid_to": None,
                "authority_uscc": "113901003900000139"},
    ]  # fmt: skip
    twice = [row for row in made["duplicate_collection"] if row["element"] == "name"]
    assert [(row["source"], row["role"], row["items"], row["declared"]) for row in twice] == [
        ("health/deaths", "authority", "person.name", True),
        ("pension/payments", "repeats", "person.name", True),
        ("police/register", "authority", "person.name", True),
    ]
    assert {row["department_count"] for row in twice} == {3}


def test_an_item(tmp_path: Path, console: Console) -> None:
    city = load(write(tmp_path / "city", CITY))
    known = lineage(city, project(tmp_path, THEME, REPORTED))
    Shown(city, console).answer("name", items_of(city, "person.name"), known)
    assert (
        printed(console)
        == """\
编号 name  一个编号
依据 自定

人口库·编号 person.name
  权威  公安局
        police/register.name
        自 2010-01-01，至 2026-01-01（不含当日） 依据《某法》
  候选  人社局
        pension/payments.name
        自 2010-01-01 依据《某法》
  权威  卫健委
        health/deaths.name
        自 2026-01-01 依据《某令》
        取值 concat(name, '!')
  核验  人社局（独立来源）
        pension/payments.name
  使用  theme.of_people  name

按报送部门口径展示、不作权威的主题列
    theme.of_pension.name  pension/payments"""
    )


def test_an_item_that_is_only_filtered_by(tmp_path: Path, console: Console) -> None:
    city = load(write(tmp_path / "city", CITY))
    found = items_of(city, "person.died_on")
    Shown(city, console).answer("code", found, lineage(city, project(tmp_path, THEME)))
    assert "  使用  theme.of_people  只用于筛选、关联\n" in printed(console)


def test_the_register(tmp_path: Path, console: Console) -> None:
    Shown(load(write(tmp_path, CITY)), console).register()
    assert (
        printed(console)
        == """
人口库 person
  公安局 police/register
    自 2010-01-01 依据《某法》
    编号×2
  公安局 police/register
    自 2010-01-01，至 2026-01-01（不含当日） 依据《某法》
    编号
  人社局 pension/payments
    自 2010-01-01 依据《某法》
    编号
  卫健委 health/deaths
    自 2026-01-01 依据《某令》
    编号

共 1 个基础库、3 个数据项"""
    )


def test_duplicates(tmp_path: Path, console: Console) -> None:
    Shown(load(write(tmp_path, FILES)), console).duplicates()
    assert (
        printed(console)
        == """\
同一数据项由多个部门采集（1 个数据元）
  编号 name  3 个部门、3 处采集
    卫健委 health
      deaths.name  重复采集 person.name
    人社局 pension
      payments.name  待研判
    公安局 police
      register.name  权威 person.name

同一数据元，是否同一事项待研判（1 个数据元）
  编号 code  3 个部门、5 处采集

逐项查看：yiyuan sources 数据元 --duplicates"""
    )


def test_what_is_asked_for(tmp_path: Path) -> None:
    city = load(write(tmp_path, FILES))
    asked = ("name", "person.name", "number", "place", "person.none", "none.name", "none")
    assert {wanted: [f"{base.id}.{name}" for base, name in items_of(city, wanted)] for wanted in asked} == {
        "name": ["person.name"],
        "person.name": ["person.name"],
        "number": ["person.id"],
        "place": [],
        "person.none": [],
        "none.name": [],
        "none": [],
    }
