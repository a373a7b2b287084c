"""The oracle knows every vector and every rule of the catalogue; its generator makes every outcome, from a seed."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from catalog.load import HERE, read
from tests import oracle
from tests.oracle import make_numbers
from tests.oracle.generate import rows
from tests.oracle.make_rows import ROWS, rule_rows
from tests.oracle.makers import maker
from tests.oracle.row_rules import RULES

CATALOGUE = read(HERE)[0]
ELEMENTS = sorted(CATALOGUE.elements)
VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text(encoding="utf-8"))
ELEMENT_OF = {element.kind: element for element in CATALOGUE.elements.values()}
AS_OF = date(2026, 11, 1)
#: A private-use sign is no sign of a type code: TYPE, an error, always comes before the warning.
NEVER = {("licence_type_code", "PRIVATE_USE")}


def codes_of(element):
    return CATALOGUE.code_lists[element.code_list] if element.code_list else None


def judged(name, n, seed=1):
    element = CATALOGUE.elements[name]
    codes = codes_of(element)
    return element, codes, [(raw, oracle.outcome(element, codes, raw, AS_OF)) for raw in rows(element, codes, n, seed)]


@pytest.mark.parametrize("kind", VECTORS)
def test_vectors(kind):
    element = ELEMENT_OF[kind]
    expected = {vector["value"]: vector["expect"] for vector in VECTORS[kind]}

    found = {raw: oracle.outcome(element, codes_of(element), raw, AS_OF, warnings=False) for raw in expected}

    assert found == expected


@pytest.mark.parametrize("name", ELEMENTS)
def test_every_outcome_is_generated_often(name):
    element, codes, found = judged(name, 1000)
    counts = Counter(outcome for _, outcome in found)
    wanted = {reason for reason in oracle.reasons(element, codes) if (name, reason) not in NEVER} | {"MISSING"}

    assert {outcome: count for outcome in wanted if (count := counts[outcome]) < 10} == {}
    assert sum(count for outcome, count in counts.items() if outcome.startswith("OK")) > 200
    assert set(counts) - wanted <= {"OK", "OKCN", "OKHMT", "OKFPR", "OK15"}


def test_every_class_of_resident_number_is_generated():
    _, _, found = judged("resident_id", 2000)

    assert {outcome for _, outcome in found if outcome.startswith("OK")} == {"OKCN", "OKHMT", "OKFPR"}
    element = CATALOGUE.elements["resident_id"]
    without = {oracle.outcome(element, codes_of(element), raw, AS_OF, warnings=False) for raw, _ in found}
    assert "OK15" in without


@pytest.mark.parametrize("name", ELEMENTS)
def test_a_fault_made_on_purpose_is_the_one_found(name):
    element, dice = CATALOGUE.elements[name], Random(7)
    made = maker(element, codes_of(element))

    found = {
        (reason, oracle.outcome(element, codes_of(element), make(dice), AS_OF))
        for reason, make in made.faults.items()
        for _ in range(40)
        if (name, reason) not in NEVER
    }

    assert found == {
        (reason, reason) for reason in oracle.reasons(element, codes_of(element)) if (name, reason) not in NEVER
    }


@pytest.mark.parametrize("name", ELEMENTS)
def test_one_finding_for_each_value(name):
    element, codes, found = judged(name, 300)

    for raw, outcome in found:
        text = oracle.normalised(element, codes, raw)
        assert (text is None) == (outcome == "MISSING")
        if text is not None:
            failing = [r for r in oracle.reasons(element, codes) if oracle.fails(element, codes, r, text, AS_OF)]
            assert (failing or [outcome])[0] == outcome
            assert bool(failing) != outcome.startswith("OK")


def test_the_generator_repeats_itself_for_one_seed_only():
    element = CATALOGUE.elements["phone"]

    assert rows(element, None, 500, 1) == rows(element, None, 500, 1)
    assert rows(element, None, 500, 1) != rows(element, None, 500, 2)


def test_people_made_up_live_nowhere_or_long_ago():
    dice = Random(3901)
    numbers = [make(dice) for make in (make_numbers.person, make_numbers.fifteen) for _ in range(1000)]

    assert [n for n in numbers if n[:4] != "3901" and n[:3] != "939" and not n[6:10] < "1910"] == []
    assert [n for n in numbers if n[:3] == "939" and not n[6:10] < "1910"] == []


def test_row_rules_are_those_of_the_catalogue():
    declared = {f"{name}.{rule.name}" for name, source in CATALOGUE.sources.items() for rule in source.rules}

    assert set(RULES) == set(ROWS) == declared


@pytest.mark.parametrize("rule", sorted(RULES))
def test_rows_hold_break_the_rule_or_have_nothing_to_do_with_it(rule):
    counts = Counter(oracle.row_rule_fails(rule, row, AS_OF) for row in rule_rows(rule, 500, 1))

    assert counts.keys() == {True, False, None}
    assert min(counts.values()) > 20
