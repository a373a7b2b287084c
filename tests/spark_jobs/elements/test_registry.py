"""The folder of kinds, and the demo city's elements."""

from __future__ import annotations

import re

import pytest
from sqlglot import exp, parse_one

from catalog.document import Document
from catalog.model import Element, Rule
from spark_jobs.elements import family, kinds, problems
from spark_jobs.elements.compile import filled

PLAIN = {"id": "x", "label": "x", "definition": "x", "basis": "x", "format": "an", "level": 1, "mask": "none"}


def test_unknown_kind_names_those_that_exist():
    with pytest.raises(ValueError, match=r"no kind compile; there are address_level, .*resident_id, .*uscc, year"):
        family(Element(kind="compile", **PLAIN), {})


def test_unknown_code_list():
    with pytest.raises(ValueError, match="there is no code list nowhere"):
        family(Element(kind="code", code_list="nowhere", **PLAIN), {})


def test_a_code_needs_its_list():
    with pytest.raises(ValueError, match="kind code needs `code_list`"):
        family(Element(kind="code", **PLAIN), {})


def test_rules_of_the_element_follow_its_kind_and_errors_stand_first():
    rule = Rule(
        name="short",
        reason="SHORT",
        severity="error",
        indicator="010103",
        holds="length({x}) > 2",
        sentence="短",
        english="Short.",
        fix="改",
        basis="无",
    )

    made = family(Element(kind="text", rules=(rule,), **PLAIN), {})

    assert [(check.reason, check.severity) for check in made.checks] == [
        ("GARBLED", "error"),
        ("SHORT", "error"),
        ("PRIVATE_USE", "warn"),
    ]
    assert made.checks[1].fails == "NOT (length({x}) > 2)"


def test_every_element_compiles_and_speaks_to_a_clerk_and_to_an_engineer(elements):
    made = {name: family(element, elements.code_lists) for name, element in elements.elements.items()}

    assert {element.kind for element in elements.elements.values()} == set(kinds())
    for name, one in made.items():
        reasons = [check.reason for check in one.checks]
        assert len(reasons) == len(set(reasons)), name
        for check in one.checks:
            assert 0 < len(check.sentence) <= 40, (name, check.reason)
            assert 0 < len(check.fix) <= 40, (name, check.reason)
            assert re.fullmatch(r"[A-Z][ -~]{10,110}[.]", check.english), (name, check.reason)
            assert check.basis, (name, check.reason)


def test_no_lambda_reads_more_than_its_parameters(elements):
    """Spark could not hold a row against such a CHECK (spark_jobs/constraints.py)."""
    sql = [(name, rule.holds) for name, source in elements.sources.items() for rule in source.rules]
    for name, element in elements.elements.items():
        errors = family(element, elements.code_lists).errors
        sql += [(f"{name}.{check.reason}", filled(check.fails, "x")) for check in errors]
    found = [(name, one) for name, text in sql for one in parse_one(text, "spark").find_all(exp.Lambda)]

    assert {name for name, _ in found} >= {"licence_id.CHECK", "business_reg_15.CHECK", "geometry.GEOMETRY_SYNTAX"}
    assert [name for name, one in found if captured(one)] == []
    assert captured(parse_one("exists(split(a, ','), p -> p = b)", "spark").find(exp.Lambda)) == {"b"}


def captured(one):
    parameters = {parameter.name for parameter in one.expressions}
    inner = {parameter.name for inside in one.this.find_all(exp.Lambda) for parameter in inside.expressions}
    return {column.name for column in one.this.find_all(exp.Column, exp.Identifier)} - parameters - inner


def test_every_column_of_every_source_has_its_element(elements):
    used = {column.element for source in elements.sources.values() for column in source.columns.values()}

    assert used - set(elements.elements) == set()


def test_fictional_divisions_are_marked(elements):
    fictional = {c.code: c.name for c in elements.code_lists["division"].codes if c.code.startswith("39")}

    assert len(fictional) == 8
    assert all("虚构" in name for name in fictional.values())


def test_an_element_without_rules_is_a_problem_of_its_file(elements):
    broken = {name: elements.elements[name] for name in ("phone", "sex")}
    broken["phone"] = broken["phone"].model_copy(update={"kind": "telephon"})
    catalogue = elements.model_copy(update={"elements": broken, "code_lists": {}})
    documents = {f"elements/{name}": Document(f"elements/{name}.yml", {}, {("kind",): 4}) for name in broken}

    # That sex has no list is a problem of the catalogue itself.
    assert [str(problem).split(";")[0] for problem in problems(catalogue, documents)] == [
        "elements/phone.yml:4: ELEMENT_WITHOUT_RULES element phone: no kind telephon",
    ]
