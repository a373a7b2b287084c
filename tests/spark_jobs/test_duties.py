"""A duty is linked to what fulfils it; a link to nothing is a problem at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.duties import Duty
from catalog.load import HERE, load, read
from spark_jobs import duties
from spark_jobs.proofs.prove import prove

LISTED = """\
A1: {label: 甲, clauses: [S0.1], scope: first, must: 做, watch: 看, by: {tables: [base.person, base.nobody]}}
A2:
  label: 乙
  clauses: [S0.2]
  scope: then
  must: 做
  watch: 看
  by:
    rules: [household_register.resident_id.CHECK, household_register.resident_id.NONE]
    dags: [bases, ingest_health, nights]
    models: [hotline__ticket, hotline]
    commands: [verify, falsify]
    tests: [tests/spark_jobs/test_duties.py::test_none, tests/spark_jobs/test_duties.py, tests/none.py]
"""


def test_a_link_to_nothing_is_named_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/duties.yml").write_text(LISTED, encoding="utf-8")
    listed, loaded = read(tmp_path)
    there = load().model_copy(update={"duties": listed.duties})
    found = [str(problem) for problem in duties.problems(there, loaded.documents)]
    assert found == [
        f"lists/duties.yml:{line}: UNKNOWN_LINK duty {duty}: there is no {kind} `{name}`; "
        "correct the name or remove the link"
        for line, duty, kind, name in (
            (1, "A1", "table", "base.nobody"),
            (9, "A2", "rule", "household_register.resident_id.NONE"),
            (10, "A2", "dag", "nights"),
            (11, "A2", "model", "hotline"),
            (12, "A2", "command", "falsify"),
            (13, "A2", "test", "tests/spark_jobs/test_duties.py::test_none"),
            (13, "A2", "test", "tests/none.py"),
        )
    ]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, "not_covered"),
        ({"by": {"dags": ["bases"]}}, "covered"),
        ({"by": {"dags": ["bases"]}, "missing": "还差"}, "partly"),
        ({"scope": "out", "reason": "理由"}, "out"),
    ],
)
def test_status(given: dict[str, object], status: str) -> None:
    row = {"label": "甲", "clauses": ["S0.1"], "scope": "first", "must": "做", "watch": "看"}
    assert Duty.model_validate(row | given).status == status


def test_the_demo_citys_duties_are_all_there_and_linked_to_what_exists() -> None:
    assert list(prove(HERE).duties) == [f"A{number:02}" for number in range(1, 105)]


def test_evidence_of_a_table_that_is_not_there_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    assert duties.evidence(load(HERE).duties["A94"]) == [
        "ledger.chain：尚未建立",
        "命令 verify",
        "测试 tests/spark_jobs/test_ledger.py::test_any_change_is_named",
    ]


def test_no_duty_is_taken_out() -> None:
    """The mission's rows are counted here and nowhere else: one that is deleted would be missed by nobody."""
    assert list(load(HERE).duties) == [f"A{number:02d}" for number in range(1, 105)]
