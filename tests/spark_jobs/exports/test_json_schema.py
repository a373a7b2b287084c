"""The standard row of a source as JSON Schema: good rows pass, each bad one fails for its column."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from catalog.load import load
from spark_jobs.exports.json_schema import beyond, row_schema
from spark_jobs.rules import compile_source

GOOD: dict[str, Any] = {
    "parcel_code": "390102001001GB00001",
    "land_use": "0701",
    "area": 1234.5,
    "right_holder": "云州市城建公司",
    "location": None,
    "geometry": '{"type": "Point", "coordinates": [117.1, 36.7]}',
}
PENSION: dict[str, Any] = {
    "resident_id": "39010219010101001X",
    "name": "张三",
    "pay_month": "2026-10",
    "amount": 1234.56,
    "paid_on": "2026-10-15",
}


def validator(source: str) -> Draft202012Validator:
    schema = row_schema(load(), source)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


@pytest.mark.parametrize("source", load().sources)
def test_every_source_has_a_schema(source: str) -> None:
    assert set(validator(source).schema["properties"]) == set(load().sources[source].columns)


@pytest.mark.parametrize(
    ("source", "row", "changed", "wrong"),
    [
        ("natural_resources/parcels", GOOD, {}, []),
        ("natural_resources/parcels", GOOD, {"area": None, "land_use": None, "right_holder": None}, []),
        ("natural_resources/parcels", GOOD, {"parcel_code": None}, ["parcel_code"]),
        ("natural_resources/parcels", GOOD, {"parcel_code": "390102001001QB00001"}, ["parcel_code"]),
        ("natural_resources/parcels", GOOD, {"land_use": "0799"}, ["land_use"]),
        ("natural_resources/parcels", GOOD, {"area": 0}, ["area"]),
        ("natural_resources/parcels", GOOD, {"area": "1234.5"}, ["area"]),
        ("natural_resources/parcels", GOOD, {"area": 10**18}, ["area"]),
        ("natural_resources/parcels", GOOD, {"right_holder": "甲" * 201}, ["right_holder"]),
        ("natural_resources/parcels", GOOD, {"note": "x"}, [""]),
        ("human_resources/pension_payments", PENSION, {}, []),
        ("human_resources/pension_payments", PENSION, {"resident_id": "3901021901010100"}, ["resident_id"]),
        ("human_resources/pension_payments", PENSION, {"name": "张3", "amount": -1}, ["amount", "name"]),
        ("human_resources/pension_payments", PENSION, {"paid_on": "2026-02-30"}, ["paid_on"]),
        ("human_resources/pension_payments", PENSION, {"pay_month": "202610"}, ["pay_month"]),
    ],
)
def test_rows(source: str, row: dict[str, Any], changed: dict[str, Any], wrong: list[str]) -> None:
    errors = validator(source).iter_errors(row | changed)
    assert sorted({"".join(map(str, error.path)) for error in errors}) == wrong


def test_one_property_in_full() -> None:
    assert row_schema(load(), "health/death_certificates")["properties"]["sex"] == {
        "title": "性别",
        "description": "人的性别\nGB/T 2261.1-2003 人的性别代码\n"
        "Wrong if: The value is neither a code nor a name or alias of code list sex.",
        "anyOf": [{"type": "null"}, {"type": "string", "enum": ["0", "1", "2", "9"]}],
        "x-element": "sex",
        "x-basis": "GB/T 2261.1-2003 人的性别代码",
        "x-code-list": "sex",
    }


def test_what_a_schema_cannot_say_is_named() -> None:
    schema = row_schema(load(), "health/death_certificates")
    assert [one["reason"] for one in schema["properties"]["resident_id"]["x-beyond-schema"]] == [
        "REGION",
        "BIRTHDATE",
        "BIRTHRANGE",
        "CHECK",
    ]
    assert [(one["reason"], one["columns"]) for one in schema["x-beyond-schema"]] == [
        ("SEX_MISMATCH", ["sex", "resident_id"]),
        ("ISSUED_BEFORE_DEATH", ["issued_on", "died_on"]),
    ]


def test_a_schema_says_most_of_the_rules() -> None:
    """Of a kind none of whose rules can be said, somebody should look at the translation."""
    made = {name: compile_source(load(), name) for name in load().sources}
    families = {column.element.kind: column.family for source in made.values() for column in source.columns}
    errors = {kind: [c for c in one.checks if c.severity == "error"] for kind, one in families.items()}
    silent = sorted(kind for kind, found in errors.items() if len(beyond(families[kind])) == len(found))
    assert silent == ["geometry", "successor_codes"]
