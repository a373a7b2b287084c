"""Exactly one confirmed authority for each item, scope and instant: every way to miss it, and what passes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.authority import claims, in_force, instants
from catalog.authority import problems as problems_of
from catalog.document import Document
from catalog.load import load
from catalog.model import Base, Catalogue
from catalog.problem import CatalogueError
from tests.catalog.test_load import DEPARTMENT, ELEMENT, SOURCE, write

FILES = {
    "elements/code.yml": ELEMENT,
    "departments/a.yml": DEPARTMENT,
    "departments/b.yml": DEPARTMENT.replace("甲局", "乙局").replace("113901003900000139", "11390100390098014U"),
    "sources/a/list.yml": SOURCE,
    "sources/b/rival.yml": SOURCE.replace("编号]}", "编号]}\n  name: {element: code, headers: [名称]}").replace(
        "/000001", "/000002"
    ),
}
HEAD = (
    "label: 库\ncode: 101001/000001\nkey: [code]\nscopes: [{id: all, source: a/list}]\n"
    "columns:\n  code:\n    element: code\n"
)
A, B = "甲局 (a/list.code, bases/thing.yml:9)", "乙局 (b/rival.code, bases/thing.yml:10)"
REMEDY = "keep one, or end the earlier with `to` on the day the later begins"
SINCE = "say with `from` of the scope or of the column since when there is anything to know"

#: The lines of thing.code after its element → the problems of the catalogue.
CASES: dict[str, tuple[str, list[str]]] = {
    "another department's source": (
        'authority:\n      a/list.code: "{x}"\n      b/rival.code: "{x}"',
        [f"10: TWO_SOURCES thing.code in scope all has two authorities at all times: {A} and {B}; {REMEDY}"],
    ),
    "back to back": (
        "via: [code]\n    authority:\n      a/list.code: {to: 2020-01-01}\n      b/rival.code: {from: 2020-01-01}",
        [],
    ),
    "one column, two acts": (
        "authority:\n      a/list.code:\n        - {to: 2020-01-01, basis: 旧}\n        - {from: 2020-01-01}",
        [],
    ),
    "overlapping validity": (
        "authority:\n      a/list.code: {to: 2020-01-02}\n      b/rival.code: {from: 2020-01-01, via: [code]}",
        [
            "10: TWO_SOURCES thing.code in scope all has two authorities from 2020-01-01 until 2020-01-02: "
            f"{A} and {B}; {REMEDY}"
        ],
    ),
    "a gap": (
        "authority:\n      a/list.code: {to: 2020-01-01}\n      b/rival.code: {from: 2020-03-01, via: [code]}",
        [
            "10: SOURCE_GAP thing.code in scope all has no authority from 2020-01-01 until 2020-03-01, "
            f"before {B}; let one begin where the other ends"
        ],
    ),
    "an end without successor": (
        "authority:\n      a/list.code: {to: 2020-01-01}",
        [
            f"9: SOURCE_GAP thing.code in scope all has no authority from 2020-01-01, after {A}; name its successor",
        ],
    ),
    "a beginning without predecessor": (
        "authority:\n      a/list.code: {from: 2020-01-01}",
        [f"9: SOURCE_GAP thing.code in scope all has no authority until 2020-01-01, before {A}; {SINCE}"],
    ),
    "an item that began with its authority": (
        "from: 2020-01-01\n    authority:\n      a/list.code: {from: 2020-01-01}",
        [],
    ),
    "a candidate, a disputed and a retired one beside the confirmed": (
        "authority:\n      a/list.code: {status: confirmed}\n      b/rival.code:\n        - {status: candidate}\n"
        "        - {status: disputed}\n        - {status: retired}",
        [],
    ),
    "only a candidate": (
        "authority:\n      a/list.code: {status: candidate}",
        ["8: NO_SOURCE thing.code in scope all has no authority; name one column of a/list (a/list.code is candidate)"],
    ),
    "a period of no days": (
        "authority:\n      a/list.code:\n        - {from: 2020-01-01, to: 2020-01-01}\n        - {basis: 法}",
        ["10: EMPTY_PERIOD a/list.code ends on 2020-01-01 and begins on 2020-01-01; `to` must be later than `from`"],
    ),
    "a successor that cannot be joined": (
        "authority:\n      a/list.code: {to: 2020-01-01}\n      b/rival.code: {from: 2020-01-01}",
        ["10: NO_VIA b/rival.code is not of a/list: name in `via` its columns that hold the key"],
    ),
    "names that are nowhere": (
        "absent_in: [some]\n    authority:\n      a/list.code: {scopes: [none], latest: day}\n"
        "    verified_by: {b/rival.name: key}",
        [
            "8: UNKNOWN_SCOPE `some` is not a scope of this base; correct it",
            "9: NO_SOURCE thing.code in scope all has no authority; name one column of a/list",
            "10: UNKNOWN_COLUMN `day` is not a column of a/list; correct it",
            "10: UNKNOWN_SCOPE `none` is not a scope of this base; correct it",
            "11: UNKNOWN_COLUMN `key` is not a column of b/rival; correct it",
        ],
    ),
}


def found(root: Path, column: str) -> list[str]:
    try:
        load(write(root, FILES | {"bases/thing.yml": f"{HEAD}    {column}\n"}))
    except CatalogueError as error:
        return [str(problem).removeprefix("bases/thing.yml:") for problem in error.problems]
    return []


@pytest.mark.parametrize("case", CASES)
def test_each_way(tmp_path: Path, case: str) -> None:
    column, messages = CASES[case]
    assert found(tmp_path, column) == messages


def test_a_scope_says_since_when_and_why_for_all_its_columns(tmp_path: Path) -> None:
    head = HEAD.replace("source: a/list}", "source: a/list, from: 2019-01-01, basis: 条例}")
    column = (
        '    from: 2020-01-01\n    authority: {a/list.code: "{x}", b/rival.code: {status: candidate, basis: 通知}}\n'
    )
    base = load(write(tmp_path, FILES | {"bases/thing.yml": head + column})).bases["thing"]
    assert [(c.reference, c.start, c.end, c.basis) for c in claims(base, "code", base.scopes[0])] == [
        ("a/list.code", date(2020, 1, 1), date.max, "条例"),
        ("b/rival.code", date(2020, 1, 1), date.max, "通知"),
    ]
    assert instants(base) == [date(2019, 1, 1), date(2020, 1, 1)]
    assert in_force(base, "code", base.scopes[0], date(2019, 12, 31)) is None


def test_an_unknown_field_or_status_of_an_authority(tmp_path: Path) -> None:
    assert found(tmp_path, "authority:\n      a/list.code: {state: confirmed, status: sure, to: soon}") == [
        "9: INVALID_VALUE `columns.code.authority.a/list.code.0.status`: Input should be 'candidate', 'confirmed', "
        "'disputed' or 'retired'",
        "9: INVALID_VALUE `columns.code.authority.a/list.code.0.to` must be a day; write it as 2010-01-31, "
        "without quotes",
        "9: UNKNOWN_FIELD `columns.code.authority.a/list.code.0.state` is not a field here; correct or remove it",
    ]


ORIGIN = date(2020, 1, 1)
DAYS = st.one_of(st.none(), st.integers(0, 6))


@given(st.lists(st.tuples(DAYS, DAYS, st.sampled_from(["confirmed", "candidate"])), min_size=1, max_size=4))
def test_no_problem_means_exactly_one_on_every_day(periods: list[tuple[int | None, int | None, str]]) -> None:
    """The law itself: a base compiles if and only if every day has exactly one confirmed authority."""
    day = {n: ORIGIN + timedelta(days=n) for n in range(7)}
    declared = [{"from": day.get(a), "to": day.get(b), "status": s} for a, b, s in periods]  # type: ignore[arg-type]
    base = Base.model_validate(
        {
            "id": "thing",
            "label": "库",
            "code": "101001/000001",
            "key": ["code"],
            "scopes": [{"id": "all", "source": "a/list"}],
            "columns": {"code": {"element": "code", "authority": {"a/list.code": declared}}},
        }
    )
    nothing = Catalogue(elements={}, code_lists={}, departments={}, sources={}, bases={})
    problems = [p.code for p in problems_of(nothing, base, Document("f", None, {})) if p.code != "EMPTY_PERIOD"]
    counted = [
        sum(claim.in_force(ORIGIN + timedelta(days=n)) for claim in claims(base, "code", base.scopes[0]))
        for n in range(-1, 8)
    ]
    assert (problems == []) == (set(counted) == {1})
