"""Every rule of the catalogue on generated rows: every lane says what the oracle says, or why it cannot."""

from __future__ import annotations

import pytest

from catalog.load import HERE, read
from tests.agreement.compare import ROWS
from tests.agreement.lanes import LANES, judge
from tests.agreement.material import Material, material
from tests.agreement.tally import WhyNot
from tests.oracle.test_oracle import NEVER

CATALOGUE = read(HERE)[0]
#: Rows of each rule on Apache Spark, whose plans take most of the time.
FEW = 100
#: Lanes over the text as sent; the others see values of a type, which some mistakes do not fit into.
AS_SENT = ("validate", "conform")


@pytest.fixture(scope="module")
def generated() -> Material:
    return material(CATALOGUE, ROWS)


@pytest.fixture(scope="module")
def few() -> Material:
    return material(CATALOGUE, min(ROWS, FEW))


@pytest.mark.parametrize("name", LANES)
def test_every_rule_on_sail(name, empty_lake, engine_url, generated, book):
    book.append(lane := judge(empty_lake(engine_url), "Sail", name, generated))

    assert lane.disagreements == []
    assert set(lane.unseen) <= never_broken(name)


@pytest.mark.spark
@pytest.mark.parametrize("name", LANES)
def test_every_rule_on_apache_spark(name, empty_lake, apache_spark_url, few, book):
    book.append(lane := judge(empty_lake(apache_spark_url), "Spark", name, few))

    assert lane.disagreements == []


def never_broken(name):
    """A date cannot hold what is no date; a text can hold everything."""
    if name in AS_SENT:
        return {".".join(rule) for rule in NEVER}
    stored = material(CATALOGUE, 1).stored.items()
    return {f"{element}.{reason}" for element, one in stored if one.family.type != "STRING" for reason in one.reasons}


def test_a_rule_left_out_in_silence_is_a_disagreement():
    lane = material(CATALOGUE, 1, ["sex"], []).lane("nobody")
    lane.judged("sex.MISSING", 1, 0)
    lane.judged("sex.INVENTED", 1, 0)

    assert lane.rules == ("sex.MISSING", "sex.NOT_IN_LIST", "base.licence.holder_id.HOLDER_UNKNOWN")
    assert lane.cells["base.licence.holder_id.HOLDER_UNKNOWN"] == WhyNot.TABLES
    assert lane.disagreements == [
        "nobody: sex.INVENTED is neither judged nor explained",
        "nobody: sex.NOT_IN_LIST is neither judged nor explained",
    ]
