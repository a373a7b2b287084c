"""Every element, hundreds of generated values (AGREE_ROWS for more): compiled SQL on Sail says what the oracle says."""

from __future__ import annotations

import pytest

from catalog.load import HERE, read
from spark_jobs.rules import NUMBER_KINDS
from tests import oracle
from tests.agreement.compare import disagreements, rule_disagreements, rule_samples, sample, samples
from tests.agreement.connect import broken, judged, lost

CATALOGUE = read(HERE)[0]
NUMBERS = sorted(name for name, element in CATALOGUE.elements.items() if element.kind in NUMBER_KINDS)


def test_every_element_agrees_with_the_oracle(spark):
    generated = samples(CATALOGUE)

    found = judged(spark, CATALOGUE, generated)

    lines = [line for name, one in generated.items() for line in disagreements("sail", one, found[name])]
    assert not lines, "\n".join(lines)


def test_every_rule_over_several_columns_agrees_with_the_oracle(spark):
    generated = rule_samples(CATALOGUE)

    found = {rule: broken(spark, CATALOGUE, one) for rule, one in generated.items()}

    assert all(True in rows and False in rows for rows in found.values())
    lines = [line for rule, one in generated.items() for line in rule_disagreements("sail", one, found[rule])]
    assert not lines, "\n".join(lines)


@pytest.mark.parametrize("name", NUMBERS)
def test_marks_of_a_spreadsheet_agree_with_the_oracle(spark, name):
    one = sample(CATALOGUE, CATALOGUE.elements[name])
    clean = [oracle.normalised(one.element, one.codes, raw) for raw in one.raws]

    found = lost(spark, one, CATALOGUE)

    assert True in found
    assert found == [text is not None and oracle.lost_in_spreadsheet(text) for text in clean]
