"""Two versions of a catalogue differ by exactly the edits that were made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.diff import Edit, edits, parts_of
from catalog.load import load
from catalog.model import Catalogue, Code, CodeList, Reference, Rule, Scope, Successor
from catalog.terms import Strict
from catalog.version import UNORDERED, catalogue_version

Place = tuple[str, ...]
CODES = (Code(code="1", name="一", aliases=("甲", "乙")), Code(code="2", name="二", valid_from=date(2000, 1, 1)))


def leaves(place: Place, value: Any) -> Iterator[Place]:
    """Every place of the catalogue that has no parts, code lists and duties aside."""
    if isinstance(value, CodeList) or place in (("duties",), ("surveys",), ("demands",)):
        return
    parts = parts_of(place[-1], value) if place else {n: getattr(value, n) for n in Catalogue.model_fields}
    if parts is None:
        yield place
    for name, part in (parts or {}).items():
        yield from leaves((*place, name), part)


def altered(value: Any, place: Place, new: Any) -> Any:
    """The value with `new` at a place; what stands there is taken away where `new` is `...`."""
    if not place:
        return new
    name, rest = place[0], place[1:]
    if isinstance(value, Strict):
        return value.model_copy(update={name: altered(getattr(value, name), rest, new)})
    if isinstance(value, dict):
        inner = altered(value.get(name), rest, new)
        return {key: told for key, told in (value | {name: inner}).items() if told is not ...}
    items = [(altered(item, rest, new) if identity(item) == name else item) for item in value]
    return tuple(item for item in items if item is not ...)


def identity(item: Rule | Scope | Reference) -> str:
    return item.rule.name if isinstance(item, Reference) else item.id if isinstance(item, Scope) else item.name


def at(value: Any, place: Place) -> Any:
    for before, name in zip(("", *place), place, strict=False):
        value = (parts_of(before, value) or {})[name]
    return value


def other(value: Any) -> Any:
    """Another value of the same shape."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return value + "x"
        case tuple():
            return (*value, "another")
        case dict():
            return {**value, "another": "x"}
    return "another"


CATALOGUE = load()
VERSION = catalogue_version(CATALOGUE)
# What tells one rule, scope or reference from another is no field of it.
NAMES = ("rules.name", "scopes.id", "rule.name")
LEAVES = [
    place
    for place in leaves((), CATALOGUE)
    if not (f"{place[-3] if len(place) > 2 else ''}.{place[-1]}" in NAMES or ".".join(place[-2:]) in NAMES)
    and place[-1] != "id"
]


def test_there_is_something_to_edit() -> None:
    assert len(LEAVES) > 1_000
    assert {place[0] for place in LEAVES} >= {"departments", "elements", "sources", "bases", "barred"}


@pytest.mark.filterwarnings("ignore:Pydantic serializer")  # a text where a number may stand is an edit all the same
@given(st.lists(st.sampled_from(LEAVES), min_size=1, max_size=5, unique=True))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_edits_are_found_and_no_other(places: list[Place]) -> None:
    new, expected = CATALOGUE, []
    for place in places:
        old = at(CATALOGUE, place)
        new = altered(new, place, other(old))
        expected.append(Edit(place, "changed", old, other(old)))
    assert edits(CATALOGUE, new) == sorted(expected, key=lambda edit: edit.place)
    assert catalogue_version(new) != VERSION


@given(st.sampled_from(["departments", "elements", "code_lists", "sources", "bases"]), st.data())
@settings(max_examples=20, deadline=None)
def test_a_member_taken_away_is_one_edit_and_so_is_its_return(section: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(getattr(CATALOGUE, section))))
    member = getattr(CATALOGUE, section)[name]
    without = altered(CATALOGUE, (section, name), ...)
    assert edits(CATALOGUE, without) == [Edit((section, name), "removed", old=member)]
    assert edits(without, CATALOGUE) == [Edit((section, name), "added", new=member)]


def turned(value: Any, name: str = "") -> Any:
    """The same with everything in another order that has none."""
    match value:
        case CodeList():
            return value.model_copy(update={"codes": tuple(turned(code) for code in value.codes[::-1])})
        case Strict():
            return value.model_copy(update={n: turned(getattr(value, n), n) for n in type(value).model_fields})
        case dict():
            return {key: turned(value[key], key) for key in reversed(value)}
        case tuple() if name in UNORDERED:
            return value[::-1]
        case tuple():
            return tuple(turned(item) for item in value)
    return value


def test_another_order_is_no_edit_and_no_other_version() -> None:
    again = turned(CATALOGUE)
    assert list(again.sources) != list(CATALOGUE.sources)
    assert edits(CATALOGUE, again) == []
    assert catalogue_version(again) == VERSION


def test_the_order_of_a_key_is_an_edit() -> None:
    place = ("sources", "human_resources/pension_payments", "key")
    key = at(CATALOGUE, place)
    assert len(key) > 1
    assert edits(CATALOGUE, altered(CATALOGUE, place, key[::-1])) == [Edit(place, "changed", key, key[::-1])]


def test_a_code_list_in_a_file_of_another_name_is_the_same_list() -> None:
    lists = {{"sex": "gender"}.get(name, name): codes for name, codes in CATALOGUE.code_lists.items()}
    renamed = altered(CATALOGUE.model_copy(update={"code_lists": lists}), ("elements", "sex", "code_list"), "gender")
    assert edits(CATALOGUE, renamed) == []


def test_an_element_under_another_name_is_one_edit() -> None:
    elements = {
        {"sex": "gender"}.get(name, name): element.model_copy(update={"id": "gender"}) if name == "sex" else element
        for name, element in CATALOGUE.elements.items()
    }
    renamed = CATALOGUE.model_copy(update={"elements": elements})
    for section in ("sources", "bases"):
        for name, holder in getattr(CATALOGUE, section).items():
            for column, told in holder.columns.items():
                if told.element == "sex":
                    renamed = altered(renamed, (section, name, "columns", column, "element"), "gender")
    assert edits(CATALOGUE, renamed) == [Edit(("elements", "gender"), "renamed", "sex", "gender")]


@pytest.mark.parametrize(
    ("codes", "aspect", "old", "new"),
    [
        ((*CODES, Code(code="3", name="三")), "codes_added", (), ("3 三",)),
        (CODES[:1], "codes_removed", ("2 二",), ()),
        ((CODES[0], CODES[1].model_copy(update={"name": "贰"})), "names", ("2 二",), ("2 贰",)),
        ((CODES[0].model_copy(update={"aliases": ("乙",)}), CODES[1]), "aliases_removed", ("1 甲",), ()),
        ((CODES[0], CODES[1].model_copy(update={"aliases": ("丙",)})), "aliases_added", (), ("2 丙",)),
        (
            (CODES[0], CODES[1].model_copy(update={"valid_to": date(2020, 1, 1)})),
            "validity",
            ("2 2000-01-01…",),
            ("2 2000-01-01…2020-01-01",),
        ),
        ((CODES[0], CODES[1].model_copy(update={"parent": "1"})), "parents", ("2 ",), ("2 1",)),
        (
            (CODES[0], CODES[1].model_copy(update={"successors": (Successor(code="1", on=date(2020, 1, 1)),)})),
            "successors",
            ("2 ",),
            ("2 1@2020-01-01",),
        ),
    ],
)
def test_one_edit_of_a_code_list(codes: tuple[Code, ...], aspect: str, old: Place, new: Place) -> None:
    before = altered(CATALOGUE, ("code_lists", "sex", "codes"), CODES)
    after = altered(CATALOGUE, ("code_lists", "sex", "codes"), codes)
    assert edits(before, after) == [Edit(("code_lists", "sex", aspect), "changed", old, new)]
