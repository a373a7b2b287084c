"""What is a condition over one row, which names it reads, and why others are none."""

from __future__ import annotations

import pytest

from spark_jobs.proofs.rule_sql import Condition, condition

CONDITIONS = {
    "a <= b": ("a", "b"),
    "a IS NULL OR length(trim(B)) > 3": ("B", "a"),
    "`编号` <> ''": ("编号",),
    "{x} <= {as_of}": ("{x}",),
    "a IN ('1', '2') AND NOT b LIKE 'x%'": ("a", "b"),
    "NOT a rlike '^[^a-z(]{3}(?:x|[*+]){2,}$'": ("a",),
    "if(a = '1', true, b <> c)": ("a", "b", "c"),
    "coalesce(startswith(a, b), false)": ("a", "b"),
    "a >= DATE '2020-02-29' AND a < {as_of}": ("a",),
    "substr(a, 1, 2) = CASE WHEN b = 1 THEN 'x' ELSE c END": ("a", "b", "c"),
    "exists(split(a, ','), y -> y = b)": ("a", "b"),
    "t.a = 1": ("t.a",),
}
FAULTS = {
    "a +": "is not SQL near",
    "a <= b; DROP TABLE t": "holds a semicolon",
    "a <= b -- and so on": "holds a comment",
    "a <= (SELECT max(b) FROM t)": "looks at more than one row",
    "count(a) > 1": "looks at more than one row",
    "row_number() OVER (ORDER BY a) = 1": "looks at more than one row",
    "DROP TABLE t": "is not a condition",
    "length(name)": "is not a condition",
    "a": "is not a condition",
    "a = 1 AND length(b)": "is not a condition",
    "CASE WHEN length(a) THEN b = 1 END": "is not a condition",
    "CASE WHEN a = 1 THEN b END": "is not a condition",
    "a rlike '[0-9'": "has the regular expression `[0-9`, which is no regular expression",
    "rlike(a, '(?=x)')": "has the regular expression `(?=x)`, which looks ahead",
    "regexp_replace(a, '(?i)x', '') = ''": "has the regular expression `(?i)x`, which looks ahead",
    "a rlike 'x++'": "has the regular expression `x++`, which repeats",
    "a rlike '[a[b]]'": "has the regular expression `[a[b]]`, which holds a class",
    "a rlike 'x{'": "has the regular expression `x{`, which holds a brace",
    "a rlike '(x)\\1'": "holds a backslash",
    "a rlike b": "has a regular expression that is not written out",
    "soundex(a) = 'x'": "calls `soundex`, which is none of the functions",
    "substr(a) = 'x'": "calls `substr` with 1 arguments; it takes 2 to 3",
    "length(a, b) = 1": "calls `length` with 2 arguments; it takes 1",
    "coalesce(a) = 1": "calls `coalesce` with 1 arguments; it takes 2 or more",
    "rand() < a": "calls `rand`, which",
    "a < current_timestamp()": "calls `current_timestamp`, which",
    "a < current_date()": "calls `current_date`, which",
    "1 = 1": "has `1 = 1`, which is the same for every row",
    "true": "has `TRUE`, which is the same for every row",
    "a = 1 OR 2 > 1": "has `2 > 1`, which is the same for every row",
    "a = a": "has `a = a`, which is the same for every row",
    "{as_of} > '2020-01-01'": "has ",
    "a > DATE '2020-02-30'": "has the day `2020-02-30`, which no calendar has",
    "cast('2020' AS DATE) < a": "has the day `2020`, which no calendar has",
    "a > '2021-02-29'": "has the day `2021-02-29`, which no calendar has",
    "a[0] = 1": "holds `a[0]`, which a rule may not",
    "a > b + INTERVAL 1 DAY": "holds `INTERVAL ",
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
