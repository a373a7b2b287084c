"""Every kind of rule held against tiny batches by the real Great Expectations on the embedded engine."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from pyspark.sql.connect.session import SparkSession

from expectations import gx
from expectations.results import Result
from expectations.suites import Expected

SCHEMA = "id STRING, sex STRING, born DATE, amount DOUBLE, _line BIGINT"
GOOD = [
    ("A1", "1", date(1950, 1, 1), 10.0, 1),
    ("A2", "2", date(1960, 1, 1), 0.0, 2),
    ("A3", None, None, None, 3),
]
BAD = [
    ("A1", "1", date(1950, 1, 1), 10.0, 1),
    ("A1", "男", date(2999, 1, 1), -5.0, 2),
    ("b", "2", date(1700, 1, 1), 1.0, 3),
    (None, None, None, None, 4),
]


def rule(kind: Any, *columns: str, **arguments: Any) -> Expected:
    return Expected(f"t.{kind}", kind, columns, arguments, f"{kind} holds", "准确性")


def rules(rows: int) -> list[Expected]:
    return [
        rule("columns", names=("id", "sex", "born", "amount", "_line")),
        rule("of_type", "amount", type="DOUBLE"),
        rule("row_count", value=rows),
        rule("not_null", "id"),
        rule("unique", "id"),
        rule("in_set", "sex", values=("1", "2")),
        rule("regex", "id", pattern=r"^A\d$"),
        rule("length", "id", min=2, max=2),
        rule("between", "born", min=date(1840, 1, 1), max=date(2026, 10, 1)),
        rule("no_rows", "amount", fails="amount < 0", applies="amount IS NOT NULL"),
    ]


@pytest.fixture
def good(spark):
    return spark.createDataFrame(GOOD, SCHEMA)


@pytest.fixture
def bad(spark):
    return spark.createDataFrame(BAD, SCHEMA)


def test_good_rows_pass_every_rule_and_withheld_values_are_not_checked(good):
    assert gx.validate(good, "standard.t", rules(3)) == [
        Result("t.columns", 3, 0, 0, "pass"),
        Result("t.of_type", 3, 0, 0, "pass"),
        Result("t.row_count", 3, 0, 0, "pass"),
        Result("t.not_null", 3, 0, 0, "pass"),
        Result("t.unique", 3, 0, 0, "pass"),
        Result("t.in_set", 2, 0, 0, "pass"),
        Result("t.regex", 3, 0, 0, "pass"),
        Result("t.length", 3, 0, 0, "pass"),
        Result("t.between", 2, 0, 0, "pass"),
        Result("t.no_rows", 2, 0, 0, "pass"),
    ]


def test_each_kind_counts_its_failing_rows(bad):
    shape = [rule("columns", names=("id", "gone")), rule("of_type", "amount", type="INT"), rule("row_count", value=3)]
    assert gx.validate(bad, "standard.t", shape + rules(4)[3:]) == [
        Result("t.columns", 4, 4, 0, "fail"),
        Result("t.of_type", 4, 4, 0, "fail"),
        Result("t.row_count", 4, 1, 0, "fail"),
        Result("t.not_null", 4, 1, 0, "fail"),
        Result("t.unique", 3, 2, 0, "fail"),
        Result("t.in_set", 3, 1, 0, "fail"),
        Result("t.regex", 3, 1, 0, "fail"),
        Result("t.length", 3, 1, 0, "fail"),
        Result("t.between", 3, 2, 0, "fail"),
        Result("t.no_rows", 3, 1, 0, "fail"),
    ]


def test_compound_key(spark):
    frame = spark.createDataFrame([("A", "1"), ("A", "2"), ("A", "2"), (None, None)], "id STRING, month STRING")
    assert gx.validate(frame, "standard.t", [rule("unique", "id", "month")]) == [Result("t.unique", 3, 2, 0, "fail")]


def test_a_rule_that_cannot_be_evaluated_is_no_failure_and_spoils_no_other(good):
    broken = [
        Expected("t.gone", "in_set", ("gone",), {"values": ("1",)}, "", "准确性"),
        Expected("t.syntax", "no_rows", ("id",), {"fails": "nothing.here = 1", "applies": "true"}, "", "准确性"),
    ]
    results = gx.validate(good, "standard.t", [*broken, *rules(3)])
    assert [(r.rule_id, r.verdict, r.checked, r.unchecked) for r in results[:2]] == [
        ("t.gone", "could_not_check", 0, 3),
        ("t.syntax", "could_not_check", 0, 3),
    ]
    assert all(result.detail for result in results[:2])
    assert {result.verdict for result in results[2:]} == {"pass"}


def test_a_value_quoted_by_an_error_is_scrubbed(spark):
    frame = spark.createDataFrame([("390102190101010010",)], "id STRING")
    cast = Expected(
        "t.cast", "no_rows", ("id",), {"fails": "cast(id AS DATE) IS NULL", "applies": "true"}, "", "准确性"
    )
    [result] = gx.validate(frame, "standard.t", [cast])
    assert result.verdict == "could_not_check"
    assert "390102" not in str(result.detail)


def test_an_empty_delivery_passes_with_nothing_checked(good):
    results = gx.validate(good.where("false"), "standard.t", rules(0))
    assert {(r.checked, r.failed, r.unchecked, r.verdict) for r in results} == {(0, 0, 0, "pass")}


def test_rows_lost_on_the_way_fail_even_when_none_are_left(good):
    [result] = gx.validate(good.where("false"), "standard.t", [rule("row_count", value=3)])
    assert result == Result("t.row_count", 0, 3, 0, "fail")


def test_no_rule_is_no_result(good):
    assert gx.validate(good, "standard.t", []) == []


def test_data_docs_are_local_static_and_hold_no_value(good, bad, tmp_path):
    gx.validate(good, "standard.t", rules(3), tmp_path, "d1")
    gx.validate(bad, "standard.t", rules(4), tmp_path, "d2")
    gx.validate(bad, "standard.t", rules(4), tmp_path, "d2")
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.json")) == [
        "results/standard.t/d1.json",
        "results/standard.t/d2.json",
    ]
    index = gx.build_docs(tmp_path)
    assert index == tmp_path / "site" / "index.html"
    pages = {page: page.read_text() for page in (tmp_path / "site").rglob("*.html")}
    assert len(pages) == 4  # index, suite, two runs
    assert "10 / 10" in pages[index]
    assert not any('src="http' in text or 'rel="stylesheet" href="http' in text for text in pages.values())
    assert not any("男" in text or "2999" in text for text in pages.values())
    assert not any("男" in path.read_text() for path in tmp_path.rglob("*.json"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["results", "site"]


def test_every_link_of_the_docs_leads_to_a_page(good, tmp_path):

    gx.validate(good, "standard.t", rules(3), tmp_path, "d1")
    gx.build_docs(tmp_path)
    for page in (tmp_path / "site").rglob("*.html"):
        for link in re.findall(r'href="([^"#]+\.html)', page.read_text()):
            assert (page.parent / link).exists(), f"{page}: {link}"


def test_docs_keep_the_newest_runs_and_replace_the_old_site(good, tmp_path, monkeypatch):
    for run in ("d1", "d2", "d3"):
        gx.validate(good, "standard.t", rules(3), tmp_path, run)
    gx.build_docs(tmp_path)
    monkeypatch.setattr(gx, "RUNS_SHOWN", 2)
    index = gx.build_docs(tmp_path)
    assert [run for run in ("d1", "d2", "d3") if f">{run}<" in index.read_text()] == ["d2", "d3"]
    assert gx.build_docs(tmp_path / "nothing") is None


def test_a_stored_error_is_scrubbed_too(spark, tmp_path):
    frame = spark.createDataFrame([("390102190101010010",)], "id STRING")
    cast = Expected(
        "t.cast", "no_rows", ("id",), {"fails": "cast(id AS DATE) IS NULL", "applies": "true"}, "", "准确性"
    )
    gx.validate(frame, "standard.t", [cast], tmp_path, "d1")
    stored = (tmp_path / "results/standard.t/d1.json").read_text()
    assert json.loads(stored)["results"][0]["exception_info"]["raised_exception"] is True
    assert "390102" not in stored


def test_deliveries_checked_at_the_same_time_do_not_see_each_other(spark):
    frames = {n: spark.sql(f"SELECT id, id AS _line FROM range({n})") for n in (10, 20, 30, 40)}
    held = [rule("row_count", value=0), rule("no_rows", "id", fails="id >= 5", applies="true")]
    with ThreadPoolExecutor(4) as pool:
        found = dict(zip(frames, pool.map(lambda f: gx.validate(f, "standard.t", held), frames.values()), strict=True))
    assert {n: [(r.checked, r.failed) for r in results] for n, results in found.items()} == {
        n: [(n, n), (n, n - 5)] for n in frames
    }


def test_the_batch_decides_the_session_also_after_another_was_stopped(engine_url):
    first, second = (SparkSession.builder.remote(f"{engine_url}/;session_id={uuid4()}").create() for _ in range(2))
    kept = SparkSession._default_session, getattr(SparkSession._active_session, "session", None)
    SparkSession._default_session, SparkSession._active_session.session = first, first
    try:
        first.stop()
        results = gx.validate(second.createDataFrame(GOOD, SCHEMA), "standard.t", [rule("row_count", value=3)])
        assert results == [Result("t.row_count", 3, 0, 0, "pass")]
    finally:
        SparkSession._default_session, SparkSession._active_session.session = kept
        second.stop()
