"""A city of three departments and one base, and dbt projects of a few lines, for tests that run nothing."""

from __future__ import annotations

from pathlib import Path

from tests.catalog.test_load import DEPARTMENT, ELEMENT, SOURCE, write

REGISTER = SOURCE.replace("key: [code]", "key: [id]").replace(
    "  code: {element: code, headers: [编号]}\n",
    "  id: {element: number, headers: [号码]}\n  name: {element: name, headers: [姓名]}\n"
    "  state: {element: code, headers: [状态]}\n  day: {element: code, headers: [日期]}\n",
)
PERSON = """\
label: 人口库
code: 101001/000002
key: [id]
scopes: [{id: all, source: police/register}]
columns:
  id: {element: number, authority: {police/register.id: "{x}"}}
  name:
    element: name
    authority: {police/register.name: "{x}"}
    verified_by: {health/deaths.name: id}
  died_on: {element: code, authority: {police/register.day: "CASE WHEN state = '2' THEN {x} END"}}
"""
#: Pension's cards are filled from its payments, so that the two are one voice and one collection.
CARDS = REGISTER.replace("label: 清单", "label: 卡").replace("/000001", "/000009") + "upstream: pension/payments\n"
FILES = {
    **{f"elements/{name}.yml": ELEMENT for name in ("number", "name", "code", "place")},
    "departments/police.yml": DEPARTMENT.replace("甲局", "公安局").replace("113901003900000139", "11390100390098014U"),
    "departments/health.yml": DEPARTMENT.replace("甲局", "卫健委"),
    "departments/pension.yml": DEPARTMENT.replace("甲局", "人社局").replace("113901003900000139", "113901003900000214"),
    "sources/police/register.yml": REGISTER,
    "sources/health/deaths.yml": REGISTER.replace(
        "element: code, headers: [日期]", "element: place, headers: [地点]"
    ).replace("/000001", "/000002"),
    "sources/pension/payments.yml": REGISTER.replace("/000001", "/000003"),
    "bases/person.yml": PERSON,
}


def model(name: str, sql: str, /, **columns: str) -> dict[str, str]:
    """The two files of a model; a column's text is its `meta`."""
    listed = "".join(f"      - {{name: {column}, meta: {{{meta}}}}}\n" for column, meta in columns.items())
    yaml = f"models:\n  - name: {name}\n    columns:\n{listed}" if columns else ""
    files = {f"models/x/{name}.sql": sql} | ({f"models/x/{name}.yml": yaml} if columns else {})
    return {"dbt_project.yml": "name: small\nvars: {mark: '!'}\n", **files}


def project(root: Path, *models: dict[str, str]) -> Path:
    """A dbt project of these files."""
    return write(root / "dbt", {name: text for files in models for name, text in files.items()})
