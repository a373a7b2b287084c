"""What the pages say, against the demo city's catalogue and figures made up here."""

from __future__ import annotations

import pytest

from catalog.load import HERE, load
from expectations.site.facts import Facts
from expectations.site.figures import Figures, Tally
from spark_jobs.flow.lineage import Field, lineage


@pytest.fixture(scope="module")
def facts() -> Facts:
    results = {
        "marriages.husband_id.CHECK": Tally(10, 1),
        "marriages.wife_id.CHECK": Tally(5, 2),
        "enterprises.uscc.CHECK": Tally(100, 50),
    }
    catalogue = load(HERE)
    return Facts(catalogue, lineage(catalogue), Figures(results=results))


def test_the_figures_of_an_element_are_those_of_all_its_columns(facts: Facts) -> None:
    assert facts.tally("resident_id", "CHECK") == Tally(15, 3)
    assert facts.tally("resident_id", "LENGTH") is None


def test_the_rules_that_found_most_come_first_and_those_that_found_nothing_not_at_all(facts: Facts) -> None:
    figures = Figures(results={**facts.figures.results, "marriages.registrar.MISSING": Tally(7, 0)})
    found = Facts(facts.catalogue, facts.lineage, figures).failing(facts.catalogue.sources)
    assert [(source, rule.rule_id, tally.failed) for source, rule, tally in found] == [
        ("market_regulation/enterprises", "enterprises.uscc.CHECK", 50),
        ("civil_affairs/marriages", "marriages.wife_id.CHECK", 2),
        ("civil_affairs/marriages", "marriages.husband_id.CHECK", 1),
    ]


def test_the_rules_of_a_code_list_are_those_that_read_it(facts: Facts) -> None:
    assert [check.reason for check in facts.checks_against("division", "resident_id")] == ["REGION", "REGION_UNKNOWN"]
    assert [check.reason for check in facts.checks_against("sex", "sex")] == ["NOT_IN_LIST"]


def test_what_a_source_is_the_authority_for_is_said_once_per_act(facts: Facts) -> None:
    source, act = "civil_affairs/marriages", "自 2003-10-01 依据《婚姻登记条例》（国务院令第387号）"
    assert facts.authority_of([source]) == [(facts.catalogue.bases["person"], source, act, ["marital_status"])]
    assert facts.authority_of(["hotline/tickets"]) == []


def test_a_theme_column_names_who_answers_for_it(facts: Facts) -> None:
    assert facts.origins("hotline__ticket", "category") == [
        (Field("standard.tickets", "category"), ["云州市12345政务服务便民热线中心"])
    ]
    assert facts.origins("social_security__pension_after_death", "died_on") == [
        (Field("base.person", "died_on"), ["云州市公安局"])
    ]


def test_every_source_that_feeds_a_base_is_named_once(facts: Facts) -> None:
    assert facts.feeding(facts.catalogue.bases["person"]) == [
        "public_security/household_register",
        "civil_affairs/marriages",
    ]
