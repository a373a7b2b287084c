"""Which columns a result tells, and which only choose it: one small query per case."""

from __future__ import annotations

import pytest

from spark_jobs.flow.column_flow import SqlError, flows

TABLES = {"a.t": ["x", "y", "list"], "a.u": ["x", "z"]}

#: query → output column → (values, decides), each a text of sorted columns.
CASES: dict[str, dict[str, tuple[str, str]]] = {
    "select x as p, 1 as one, null as none from a.t": {"p": ("t.x", ""), "one": ("", ""), "none": ("", "")},
    "select * from a.t": {"x": ("t.x", ""), "y": ("t.y", ""), "list": ("t.list", "")},
    "select t.*, z from a.t join a.u on t.x = u.x where y > 1": {
        "x": ("t.x", "t.x t.y u.x"),
        "y": ("t.y", "t.x t.y u.x"),
        "list": ("t.list", "t.x t.y u.x"),
        "z": ("u.z", "t.x t.y u.x"),
    },
    "select case when y = 2 then x end as c from a.t": {"c": ("t.x", "t.y")},
    "select case when y = 2 then 'dead' else x end as c from a.t": {"c": ("t.x t.y", "")},
    "select case y when 2 then x else null end as c, if(y > 1, x, list) as i from a.t": {
        "c": ("t.x", "t.y"),
        "i": ("t.list t.x", "t.y"),
    },
    "select max_by(x, y) as m, count(*) as n from a.t group by list": {"m": ("t.x", "t.list t.y"), "n": ("", "t.list")},
    "select row_number() over (partition by x order by y) as r, sum(x) over (order by y) as s from a.t": {
        "r": ("t.x t.y", ""),
        "s": ("t.x", "t.y"),
    },
    "select count(*) filter (where y = 1) as n, sum(x) filter (where y = 1) as s from a.t": {
        "n": ("t.y", ""),
        "s": ("t.x", "t.y"),
    },
    "with c as (select y as k from a.t), d as (select k || '!' as k from c) select k from d": {"k": ("t.y", "")},
    "select x from a.t union all select z from a.u": {"x": ("t.x u.z", "")},
    "(select x, y from a.t) union all (select y, x from a.t)": {"x": ("t.x t.y", ""), "y": ("t.x t.y", "")},
    "with c as (select x, y from a.t union all select y, y from a.t) select x from c": {"x": ("t.x t.y", "")},
    "select (select max(z) from a.u where u.x = t.y) as m from a.t": {"m": ("u.z", "t.y u.x")},
    "select s.x from (select * from a.t) as s left join a.u using (x)": {"x": ("t.x", "t.x u.x")},
    "select e from a.t lateral view explode(list) as e": {"e": ("t.list", "")},
    "select l.z, n from a.t, lateral (select z from a.u) as l, values (1) as v(n)": {"z": ("u.z", ""), "n": ("", "")},
    "select x as p, p || '!' as q from a.t": {"p": ("t.x", ""), "q": ("t.x", "")},
    "select transform(list, e -> e || y) as r from a.t": {"r": ("t.list t.y", "")},
}


@pytest.mark.parametrize("query", CASES)
def test_flows(query: str) -> None:
    found = flows(query, TABLES)
    told = {
        name: tuple(" ".join(sorted(str(f).removeprefix("a.") for f in part)) for part in (flow.values, flow.decides))
        for name, flow in found.items()
    }
    assert told == CASES[query]


@pytest.mark.parametrize(
    ("expression", "copied"),
    [
        ("x", "x"),
        ("cast(trim(max(x)) as string)", "x"),
        ("coalesce(x, y)", "x y"),
        ("case when y > 1 then x else 'none' end", "x"),
        ("max_by(x, y)", "x"),
        ("lag(x) over (order by y)", "x"),
        ("concat(x, '!')", ""),
        ("x > 1", ""),
        ("count(x)", ""),
        ("substr(x, 1, 2)", ""),
        ("null", ""),
    ],
)
def test_what_is_handed_on_as_it_stands(expression: str, copied: str) -> None:
    query = f"with c as (select {expression} as v from a.t) select v from c"
    assert sorted(field.column for field in flows(query, TABLES)["v"].copies) == copied.split()


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("select 1 as v from a.t where x = '1'", "t.x"),
        ("select y as v from a.t where y > 1 and not (list is null or x like '1%')", "t.x t.y"),
        ("select y as v from a.t where x is not null", ""),
        ("select y as v from a.t join a.u on t.x = u.x and u.z in ('1')", "u.z"),
        ("select y as v from a.t where x in (select x from a.u where z = '1')", "u.z"),
        ("select case when x = '1' then y end as v from a.t", "t.x"),
        ("select sum(y) filter (where x = '1') as v from a.t", "t.x"),
        ("select count(*) as v from a.t group by x", ""),
        ("select count(*) as v from a.t group by x = '1'", "t.x"),
        ("select count(*) as v from a.t group by y having max(x) = '1'", "t.x"),
        ("select max_by(y, x) as v from a.t", ""),
        ("with c as (select y from a.t where x = '1') select y as v from c", "t.x"),
        ("with c as (select y from a.t where x = '1') select 'x' as v from c", "t.x"),
        ("select 'x' as v from (select y from a.t where x = '1' union all select z from a.u) as c", "t.x"),
        ("select 'x' as v from a.u where exists (select 1 from a.t where x = '1')", "t.x"),
        ("select 'x' as v from a.u limit (select count(*) from a.t where x = '1')", "t.x"),
        ("select 'x' as v from a.t lateral view explode(list) as e", ""),
        ("select 'x' as v from a.t lateral view explode(filter(list, e -> e = '1')) as e", "t.list"),
        ("with c as (select y, x = '1' as is_one from a.t) select y as v from c where is_one", "t.x"),
        ("select y as v from a.t join (values ('1')) as w(n) on x = n", "t.x"),
    ],
)
def test_what_a_condition_asks_for(query: str, asked: str) -> None:
    found = flows(query, TABLES)["v"].asks
    assert " ".join(sorted(str(at).removeprefix("a.") for at in found)) == asked


@pytest.mark.parametrize(
    ("query", "line", "message"),
    [
        *(
            (
                text,
                line,
                f"`{name}` is read by its plain name; name a table with `source()` or `ref()` only, so that it "
                "is proved",
            )
            for text, line, name in [
                ("select * from a.none", 1, "a.none"),
                ("select x\nfrom t", 2, "t"),
                ("select x from delta.`/lake`", 1, "delta./lake"),
                ("select x from other.a.t", 1, "other.a.t"),
                ("with c as (select x from a.t)\nselect x from c\nwhere exists (select 1 from raw.c)", 3, "raw.c"),
                ("select x from (with c as (select x from a.t) select x from c) cross join c", 1, "c"),
            ]
        ),
        *(
            (
                text,
                1,
                "a comment with `/*` in it, or with a backslash at its end, ends elsewhere for another engine; "
                "take that out of the comment",
            )
            for text in ("select x -- \\\n, y from a.t", "select x /* /* */ */ from a.t")
        ),
        ("select * from range(5)", 1, "`RANGE(5)` in FROM is not followed; write `LATERAL VIEW explode(…)` or VALUES"),
        ("select x from a.t; select x from a.u", 1, "the text is not one query"),
        (
            "with recursive c as (select x from a.t union all select x from c) select x from c",
            1,
            "a recursive WITH is not followed by the proof; write the levels out as joins, one per level",
        ),
        (
            "select *\nfrom a.t pivot (sum(x) for y in ('a', 'b'))",
            2,
            "PIVOT is not followed by the proof; write `max(CASE WHEN kind = 'a' THEN value END) AS a` for each column",
        ),
        ("select x\nfrom a.t where", 2, "Required keyword: 'this' missing for Where near `where`"),
        ("select\n  nope from a.t", 2, "Column 'nope' could not be resolved"),
        ("select x from a.t cross join a.u", 1, "Column 'x' could not be resolved"),
        ("select x, y from a.t union all select x from a.u", 1, "a union of 2 and 1 columns"),
        ("drop table a.t", 1, "the text is not a query"),
    ],
)
def test_what_cannot_be_understood(query: str, line: int, message: str) -> None:
    with pytest.raises(SqlError) as caught:
        flows(query, TABLES)
    assert (caught.value.line, str(caught.value)) == (line, message)
