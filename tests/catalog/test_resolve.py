"""Codes of one day as codes of another: a small list, the law of the way back, and what really happened."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.load import load
from catalog.model import Code, CodeList, Successor
from catalog.resolve import Resolution, Resolver

ABOUT = {"id": "places", "label": "区划", "standard": "自定", "version": "1", "origin": "test"}
REAL = Resolver(load().code_lists["division"])


def day(year: int) -> date:
    return date(year, 1, 1)


def code(name: str, start: int, end: int | None = None, *successors: str | tuple[str, int]) -> Code:
    """Successors: at the end, or with the year in which a part left."""
    parts = [Successor(code=s) if isinstance(s, str) else Successor(code=s[0], on=day(s[1])) for s in successors]
    return Code(
        code=name, name=name, valid_from=day(start), valid_to=day(end) if end else None, successors=tuple(parts)
    )


SMALL = Resolver(
    CodeList(
        **ABOUT,
        codes=(
            code("a", 2000, 2010, "b"),  # renamed, then merged into c
            code("b", 2010, 2015, "c"),
            code("c", 2000),
            code("d", 2000, 2012, "e", "f"),  # divided
            code("e", 2012),
            code("f", 2012, 2018),  # ended, nobody knows where
            code("g", 2000, None, ("h", 2014)),  # gave a part to h
            code("h", 2014),
            code("i", 2005),  # began out of nothing
        ),
    )
)


@pytest.mark.parametrize(
    ("name", "start", "end", "expected"),
    [
        ("a", 2005, 2012, Resolution("changed", "b", ("b",))),
        ("a", 2005, 2020, Resolution("merged", "c", ("c",))),
        ("a", 2009, 2009, Resolution("unchanged", "a", ("a",))),
        ("a", 2010, 2020, Resolution("not_valid", None)),  # the day it ends is not its day any more
        ("z", 2010, 2020, Resolution("unknown", None)),
        ("c", 2005, 2020, Resolution("unchanged", "c", ("c",))),
        ("d", 2005, 2013, Resolution("split", None, ("e", "f"))),
        ("d", 2005, 2020, Resolution("no_successor", None, ("e",))),
        ("g", 2005, 2020, Resolution("split", None, ("g", "h"))),
        ("g", 2014, 2020, Resolution("unchanged", "g", ("g",))),
        ("c", 2020, 2005, Resolution("split", None, ("a", "c"))),
        ("e", 2020, 2005, Resolution("merged", "d", ("d",))),
        ("h", 2020, 2005, Resolution("merged", "g", ("g",))),
        ("b", 2012, 2005, Resolution("changed", "a", ("a",))),
        ("i", 2020, 2000, Resolution("no_predecessor", None)),
    ],
)
def test_a_small_list(name: str, start: int, end: int, expected: Resolution) -> None:
    assert SMALL.resolve(name, day(start), day(end)) == expected


@st.composite
def histories(draw: st.DrawFn) -> CodeList:
    """A list in which, once a year, a code ends in favour of new or living ones, or gives a part away."""
    living = dict.fromkeys("ABCD", 2000)
    parts: dict[str, list[tuple[str, int]]] = {}
    rows, fresh = [], iter("EFGHIJKLMNOPQRSTUVWXYZ")
    for year in range(2001, 2001 + draw(st.integers(1, 5))):
        old = draw(st.sampled_from(sorted(living)))
        others = sorted(living.keys() - {old})
        into = draw(st.lists(st.sampled_from([*others, "new", "newer"]), min_size=1, max_size=3, unique=True))
        made = {name: next(fresh) if name.startswith("new") else name for name in into}
        for name in made.values():
            living.setdefault(name, year)
        if draw(st.booleans()):
            rows.append(code(old, living.pop(old), year, *parts.pop(old, []), *made.values()))
        else:
            parts.setdefault(old, []).extend((name, year) for name in made.values())
    rows += [code(name, since, None, *parts.get(name, [])) for name, since in living.items()]
    return CodeList(**ABOUT, codes=tuple(rows))


@given(histories(), st.integers(2000, 2006), st.integers(2000, 2006))
def test_the_way_back_leads_to_every_code_that_led_here(codes: CodeList, start: int, end: int) -> None:
    resolver, names = Resolver(codes), {code.code for code in codes.codes}
    ways = {(x, y) for x in names for y in resolver.resolve(x, day(start), day(end)).candidates}
    back = {(x, y) for y in names for x in resolver.resolve(y, day(end), day(start)).candidates}
    assert ways == back


@given(histories(), st.integers(2000, 2006), st.integers(2000, 2006))
def test_an_answer_is_the_only_candidate(codes: CodeList, start: int, end: int) -> None:
    for name in {code.code for code in codes.codes}:
        found = Resolver(codes).resolve(name, day(start), day(end))
        assert (found.code is not None) == (found.outcome in ("unchanged", "changed", "merged"))
        assert found.code is None or found.candidates == (found.code,)


@pytest.mark.parametrize(
    ("name", "start", "end", "expected"),
    [
        # 2010: 崇文 and 宣武 went into 东城 and 西城
        ("110103", 2005, 2020, Resolution("merged", "110101", ("110101",))),
        ("110104", 2005, 2020, Resolution("merged", "110102", ("110102",))),
        ("110101", 2020, 2005, Resolution("split", None, ("110101", "110103"))),
        # 莱芜: 莱城 gave a part to 钢城 in 2006; 2018 both went to 济南 and 莱芜市 itself ended
        ("371202", 2000, 2020, Resolution("split", None, ("370116", "370117"))),
        ("371202", 2010, 2020, Resolution("changed", "370116", ("370116",))),
        ("371203", 2010, 2020, Resolution("changed", "370117", ("370117",))),
        ("370117", 2020, 2010, Resolution("changed", "371203", ("371203",))),
        ("371200", 2000, 2020, Resolution("no_successor", None)),
        # 2021: 江干 went to 上城 and 钱塘, 下城 to 拱墅, 余杭 gave 临平 away
        ("330104", 2020, 2022, Resolution("split", None, ("330102", "330114"))),
        ("330103", 2020, 2022, Resolution("merged", "330105", ("330105",))),
        ("330110", 2020, 2022, Resolution("split", None, ("330110", "330113"))),
        ("330110", 2022, 2024, Resolution("unchanged", "330110", ("330110",))),
        ("330113", 2022, 2020, Resolution("merged", "330110", ("330110",))),
        ("330114", 2022, 2020, Resolution("split", None, ("330104", "330109"))),
        # several changes: 余杭县 became a city in 1994, a district in 2001, and was divided in 2021
        ("330125", 1990, 2015, Resolution("changed", "330110", ("330110",))),
        ("330125", 1990, 2022, Resolution("split", None, ("330110", "330113"))),
        # 1997: 重庆 became a municipality
        ("510202", 1996, 2000, Resolution("changed", "500103", ("500103",))),
        ("500103", 2000, 1996, Resolution("changed", "510202", ("510202",))),
        ("510200", 1996, 2000, Resolution("no_successor", None)),
        # a county made out of a province takes nothing from the province
        ("650000", 2000, 2020, Resolution("unchanged", "650000", ("650000",))),
        # only the name changed
        ("120110", 1985, 2000, Resolution("unchanged", "120110", ("120110",))),
    ],
)
def test_what_really_happened(name: str, start: int, end: int, expected: Resolution) -> None:
    assert REAL.resolve(name, date(start, 6, 1), date(end, 6, 1)) == expected


def test_a_code_of_the_year_of_its_change_may_be_from_before_or_after() -> None:
    """The list knows only that it was 2010, or 2021."""
    assert REAL.resolve("110103", date(2010, 12, 1), date(2020, 1, 1)).code == "110101"
    assert REAL.resolve("330110", date(2021, 12, 1), date(2022, 1, 1)).candidates == ("330110", "330113")
    assert REAL.resolve("330105", date(2021, 12, 1), date(2020, 1, 1)).candidates == ("330103", "330105")
