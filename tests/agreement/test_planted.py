"""One rule is changed for the engines only: every lane must find that rule, and no other."""

from __future__ import annotations

import re

import pytest

from catalog.load import HERE, read
from tests.agreement.lanes import LANES, judge
from tests.agreement.material import given, material
from tests.agreement.planted import unnoticed, with_element_rule, with_source_rule

CATALOGUE = read(HERE)[0]
ENTERPRISES = "market_regulation/enterprises"
#: What each lane calls the two rules.
TOLD = {
    "validate": {"area_amount: oracle NOT_POSITIVE"},
    "conform": {"area_amount: oracle NOT_POSITIVE", "enterprises.registrar_scope"},
    "GX": {"rows.area_amount__not_positive.NOT_POSITIVE", "enterprises.registrar_scope"},
    "dbt test": {"area_amount.NOT_POSITIVE", "registrar_scope."},
    "Delta CHECK": {"area_amount.NOT_POSITIVE", "enterprises.registrar_scope"},
}


@pytest.mark.parametrize("name", LANES)
def test_a_changed_rule_is_found(name, empty_lake, engine_url):
    true = material(CATALOGUE, 300, ["area_amount", "sex"], [f"{ENTERPRISES}.registrar_scope"])
    changed = with_element_rule(
        CATALOGUE, "area_amount", "NOT_POSITIVE", "try_cast(replace({x}, ',', '') AS DOUBLE) >= 0"
    )
    changed = with_source_rule(changed, ENTERPRISES, "registrar_scope", "substr(uscc, 1, 1) IN ('9', '1')")

    lane = judge(empty_lake(engine_url), "Sail", name, given(true, changed))

    assert {told for told in TOLD[name] if any(told in line for line in lane.disagreements)} == TOLD[name]
    assert [line for line in lane.disagreements if not any(told in line for told in TOLD[name])] == []
    assert not re.search(r"\d{7}", " ".join(lane.disagreements))


def test_a_check_left_out_is_noticed(spark):
    """All of them in turn: `make agree`."""
    assert unnoticed(spark, material(CATALOGUE, 300, ["resident_id", "event_time", "geometry"], [])) == []
