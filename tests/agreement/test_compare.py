"""The comparison shows a disagreement, and never a value."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from catalog.load import HERE, read
from tests.agreement.compare import Judged, RuleSample, disagreements, rule_disagreements, sample, shape

CATALOGUE = read(HERE)[0]


def test_what_agrees_has_no_line():
    one = sample(CATALOGUE, CATALOGUE.elements["resident_id"], 200)

    assert disagreements("sail", one, one.expected) == []


def test_a_disagreement_is_told_by_its_shape():
    one = replace(
        sample(CATALOGUE, CATALOGUE.elements["resident_id"], 200),
        raws=["39010219010101001X", "张\u200b三", None],
        expected=[Judged("OKCN", "39010219010101001X"), Judged("LENGTH"), Judged("MISSING")],
    )

    assert disagreements("gx", one, [Judged("CHECK"), Judged("LENGTH", "kept"), Judged("FORMAT")]) == [
        "resident_id: oracle MISSING, gx FORMAT: 1 rows such as NULL",
        "resident_id: oracle OKCN, gx CHECK: 1 rows such as `99999999999999999A`",
    ]
    assert shape("张\u200b三") == "`字\\u200b字`"
    assert shape("9" * 50) == "`" + "9" * 40 + "…` (50 characters)"


def test_another_value_of_one_outcome_is_a_disagreement():
    instant = datetime(2026, 10, 1, 1, 5, 7, tzinfo=UTC)
    one = replace(
        sample(CATALOGUE, CATALOGUE.elements["event_time"], 200),
        raws=["2026-10-01 09:05:07"] * 2,
        expected=[Judged("OK", instant)] * 2,
    )
    beijing = instant.astimezone(timezone(timedelta(hours=8)))

    assert disagreements("dbt", one, [Judged("OK", beijing), Judged("OK", instant + timedelta(hours=8))]) == [
        "event_time: oracle OK, dbt OK: 1 rows such as `9999-99-99\\u002099:99:99`"
    ]


def test_rules_missed_and_found_too_often():
    one = RuleSample("a/b.c", [{}] * 4, [True, False, None, True])

    assert rule_disagreements("sail", one, [True, False, False, True]) == []
    assert rule_disagreements("sail", one, [False, True, True, True]) == ["a/b.c: sail finds 2 too many, misses 1"]
