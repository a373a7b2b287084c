"""What is a condition over one row, which names it reads, and why others are none."""

from __future__ import annotations

import pytest

from spark_jobs.proofs.rule_sql import Condition, condition

CONDITIONS = {
    "a <= b": ("a", "b"),
    "a IS NULL OR length(trim(B)) > 3": ("B", "a"),
    "`编号` <> ''": ("编号",),
    "{x} <= {as_of}": ("{x}",),
    "a IN ('1', '2') AND NOT b": ("a", "b"),
    "substr(a, 1, 2) = CASE WHEN b = 1 THEN 'x' ELSE c END": ("a", "b", "c"),
    "exists(split(a, ','), y -> y = b)": ("a", "b"),
    "t.a = 1": ("t.a",),
    "true": (),
}
FAULTS = {
    "a +": "is not SQL near",
    "a <= b; DROP TABLE t": "holds a semicolon",
    "a <= b -- and so on": "holds a comment",
    "a <= (SELECT max(b) FROM t)": "looks at more than one row",
    "count(a) > 1": "looks at more than one row",
    "row_number() OVER (ORDER BY a) = 1": "looks at more than one row",
    "DROP TABLE t": "is not a condition",
    "SELECT 1": "looks at more than one row",
    "a + b": "is not a condition",
    "'yes'": "is not a condition",
    "NULL": "is not a condition",
}


@pytest.mark.parametrize("sql", CONDITIONS)
def test_a_condition_and_its_names(sql: str) -> None:
    assert condition(sql) == Condition(CONDITIONS[sql])


@pytest.mark.parametrize("sql", FAULTS)
def test_a_fault_and_what_to_do(sql: str) -> None:
    found = condition(sql)
    assert (found.names, (found.fault or "").startswith(FAULTS[sql])) == ((), True)
    assert ";" in (found.fault or "")
