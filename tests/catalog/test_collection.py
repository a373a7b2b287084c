"""Who collects the same element, and what is not collection."""

from __future__ import annotations

from pathlib import Path

from catalog.collection import Collected, collected, duplicates
from catalog.load import load
from tests.catalog.test_load import write
from tests.spark_jobs.small_city import CARDS, FILES

SURVEY = """\
surveyed_on: 2026-09-15
systems: {{sys: {{label: 系统, status: 在用}}}}
datasets:
  payments:
    label: 发放
    system: sys
    source: pension/payments
    {format}
    items: {{姓名: {{element: name, forms: [参保登记表]}}, 号码: {{element: number, forms: [参保登记表]}}, 备注: {{}}}}
    {share}
  cases:
    label: 案件
    not_catalogued: 待定
    {format}
    items: {{地点: {{element: place, forms: [申请表]}}, 说明: {{}}}}
    {share}
""".format(
    format="format: {kind: 电子表格, name: xlsx}\n    cycle: monthly\n    rows: 1",
    share="share: {type: unconditional, basis: 依据}\n    open: {type: unconditional, basis: 依据}",
)
CITY = FILES | {
    "survey/pension.yml": SURVEY,
    "sources/pension/cards.yml": CARDS,
}
PERSON = ("person.name",)


def test_collection(tmp_path: Path) -> None:
    """Keys say whom a form is about, and cards repeat what payments asked: neither is collection."""
    found = collected(load(write(tmp_path, CITY)))
    assert {element: rows for element, rows in found.items() if element != "code"} == {
        "name": [
            Collected("name", "health", "health/deaths", "name", "repeats", PERSON),
            Collected("name", "pension", "pension/payments", "name", "unjudged", (), ("参保登记表",)),
            Collected("name", "police", "police/register", "name", "authority", PERSON),
        ],
        "place": [
            Collected("place", "health", "health/deaths", "day", "unjudged"),
            Collected("place", "pension", "pension/cases", "地点", "unjudged", (), ("申请表",)),
        ],
    }
    assert [(row.holder, row.column, row.role) for row in found["code"]] == [
        ("health/deaths", "state", "unjudged"),
        ("pension/payments", "day", "unjudged"),
        ("pension/payments", "state", "unjudged"),
        ("police/register", "day", "authority"),
        ("police/register", "state", "unjudged"),
    ]
    assert list(duplicates(load(tmp_path))) == ["code", "name", "place"]


def test_authorities_for_items_of_their_own_are_no_duplicates(tmp_path: Path) -> None:
    """Two registers of two kinds of persons, each by its own department."""
    scopes = "{id: all, source: police/register}, {id: guests, source: health/deaths}"
    person = FILES["bases/person.yml"].replace("{id: all, source: police/register}", scopes)
    person = person.replace("    verified_by: {health/deaths.name: id}\n", "")
    for column, other in (("id", "id"), ("name", "name"), ("day", "day")):
        person = person.replace(
            f"police/register.{column}:", f"health/deaths.{other}: '{{x}}', police/register.{column}:"
        )
    files = {name: text for name, text in FILES.items() if "pension" not in name} | {"bases/person.yml": person}
    assert "name" not in duplicates(load(write(tmp_path, files)))
