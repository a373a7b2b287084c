"""Every published and synthetic vector of the identifier standards, in one query per kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

VECTORS = json.loads((Path(__file__).parents[2] / "vectors.json").read_text(encoding="utf-8"))
ELEMENT_OF = {"parcel_19": "parcel_code", "bdc_unit_28": "bdc_unit_code", "elicence_id": "licence_id"}
ELEMENT_OF["stat_division_12"] = "stat_division_code"


def test_there_are_157_vectors():
    assert sum(map(len, VECTORS.values())) == 157


MISSING = (None, "", " 无 ", "null", "/", "N/A", "　", "不详")


def agrees(judge, kind):
    expected = {vector["value"]: vector["expect"] for vector in VECTORS[kind]}
    found = judge(ELEMENT_OF.get(kind, kind), [*expected, *MISSING])
    return {raw: outcome for raw, (outcome, _) in found.items()} == expected | dict.fromkeys(MISSING)


@pytest.mark.parametrize("kind", VECTORS)
def test_vectors(judge, kind):
    assert agrees(judge, kind)


@pytest.mark.spark
def test_vectors_on_apache_spark(judge_on_apache_spark):
    assert [kind for kind in VECTORS if not agrees(judge_on_apache_spark, kind)] == []
