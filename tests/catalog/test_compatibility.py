"""Every field of the catalogue has its class when it changes, and each class is what the table says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from catalog.compatibility import ASIDE, TABLE, judged
from catalog.diff import WHOLE, Edit
from catalog.load import load
from catalog.model import AboutList, Authority, Catalogue, Code, CodeList, Column, Rule
from catalog.terms import Strict

ASPECTS = (
    "codes_added", "codes_removed", "aliases_added", "aliases_removed", "names", "parents", "validity", "successors",
)  # fmt: skip
MARRIAGES = "civil_affairs/marriages"
SEX = Column(element="sex", headers=("x",))
HOLDER, OTHER_VALUE, OTHER_BASIS = Authority(), Authority(sql="upper({x})"), Authority(basis="法")
CATALOGUE = load()
RULE = Rule(
    name="r", reason="R", severity="error", indicator="0304", holds="true", sentence="s", english="e", fix="f",
    basis="b",
)  # fmt: skip
WARNING = RULE.model_copy(update={"severity": "warn"})


def models(annotation: Any) -> list[type[Strict]]:
    """The models that a field's type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        return [annotation]
    return [model for part in get_args(annotation) for model in models(part)]


def patterns(model: type[Strict], place: str) -> Iterator[str]:
    """Every line that the table needs for a model: one per field without parts, + and - per kind of member."""
    for name, field in model.model_fields.items():
        here, inner = f"{place}.{name}".lstrip("."), models(field.annotation)
        many = "dict" in str(field.annotation) or name in ("rules", "scopes", "references")
        if here in ASIDE or (name in ("id", "name") and place.endswith("*")):
            continue
        if not inner or name in WHOLE:
            yield here
        elif inner[0] is CodeList:
            about = AboutList.model_fields.keys() - {"id"}
            yield from (f"+{here}.*", f"-{here}.*", *(f"{here}.*.{aspect}" for aspect in (*about, *ASPECTS)))
        elif many:
            yield from (f"+{here}.*", f"-{here}.*", *patterns(inner[0], f"{here}.*"))
        else:
            # A value that may be missing altogether is one edit where it comes or goes.
            yield from ([here] if type(None) in get_args(field.annotation) else [])
            yield from patterns(inner[0], here)


def test_every_field_is_classified_and_no_line_is_dead() -> None:
    needed = set(patterns(Catalogue, ""))
    needed -= {"bases.*.references.*.rule.name"}
    assert needed - TABLE.keys() == set(), "say in catalog/compatibility.py what a change of these fields breaks"
    assert TABLE.keys() - needed == set(), "no field of the catalogue answers to these lines"


def judge(place: str, old: Any, new: Any, kind: str = "changed", after: Catalogue = CATALOGUE) -> bool:
    parts = tuple(part.replace("~", "/") for part in place.split("/"))
    return judged(Edit(parts, kind, old, new), CATALOGUE, after)[0]  # type: ignore[arg-type]


def with_codes(name: str, codes: tuple[Code, ...]) -> Catalogue:
    lists = CATALOGUE.code_lists | {name: CATALOGUE.code_lists[name].model_copy(update={"codes": codes})}
    return CATALOGUE.model_copy(update={"code_lists": lists})


@pytest.mark.parametrize(
    ("place", "old", "new", "breaking"),
    [
        ("departments/health/steward/email", "a@b", "c@d", False),
        ("departments/health/copy_to", (), ("c@d",), False),
        ("departments/health/uscc", "1", "2", True),
        ("elements/sex/label", "性别", "男女", False),
        ("elements/sex/kind", "code", "text", True),
        ("elements/sex/mask", "name", "none", True),
        ("elements/sex/mask", "name", "phone", True),
        ("elements/sex/mask", "none", "hide", False),
        ("elements/sex/level", 2, 1, True),
        ("elements/sex/max_length", 20, 10, True),
        ("elements/sex/max_length", None, 10, True),
        ("elements/sex/max_length", 10, 20, False),
        ("elements/sex/max_length", 10, None, False),
        ("elements/sex/code_list", "sex", None, False),
        ("elements/sex/code_list", None, "sex", True),
        ("elements/sex/code_list", "sex", "ethnicity", True),
        ("code_lists/sex/codes_added", (), ("3 x",), False),
        ("code_lists/sex/codes_removed", ("2 x",), (), True),
        ("code_lists/sex/aliases_removed", ("2 x",), (), True),
        ("code_lists/division/aliases_removed", ("2 x",), (), False),
        ("code_lists/division/names", ("2 x",), ("2 y",), False),
        ("code_lists/division/validity", ("2 x",), ("2 y",), False),
        ("sources/civil_affairs~marriages/columns/wife_id/required", False, True, True),
        ("sources/civil_affairs~marriages/columns/wife_id/required", True, False, False),
        ("sources/civil_affairs~marriages/columns/wife_id/headers", ("a",), ("a", "b"), False),
        ("sources/civil_affairs~marriages/columns/wife_id/headers", ("a", "b"), ("a",), True),
        ("sources/civil_affairs~marriages/columns/wife_id/element", "resident_id", "uscc", True),
        ("sources/civil_affairs~marriages/key", ("a",), ("a", "b"), True),
        ("sources/civil_affairs~marriages/cycle", "monthly", "weekly", True),
        ("sources/civil_affairs~marriages/cycle", "monthly", "yearly", False),
        ("sources/civil_affairs~marriages/grace_days", 10, 5, True),
        ("sources/civil_affairs~marriages/volume/min_rows", 0, 5, True),
        ("sources/civil_affairs~marriages/volume/max_drop_share", 0.5, 0.6, False),
        ("sources/civil_affairs~marriages/open/type", "none", "unconditional", True),
        ("sources/civil_affairs~marriages/share/basis", "a", "b", False),
        ("bases/person/columns/name/authority", {"a/b.c": (HOLDER,)}, {"d/e.c": (HOLDER,)}, True),
        ("bases/person/columns/name/authority", {"a/b.c": (HOLDER,)}, {"a/b.c": (OTHER_VALUE,)}, True),
        ("bases/person/columns/name/authority", {"a/b.c": (HOLDER,)}, {"a/b.c": (OTHER_BASIS,)}, False),
        ("bases/person/columns/name/verified_by", {}, {"a/b.c": "k"}, False),
        ("bases/person/columns/name/absent_in", (), ("x",), True),
        ("bases/person/history", True, False, True),
        ("code_lists/sex/version", "1", "2", False),
        ("sources/civil_affairs~marriages/columns/wife_id/in_letter", False, True, True),
        ("shares/x/columns/name/mask", None, "name", False),
        ("shares/x/columns/name/mask", "name", None, True),
        ("opens/x/licence", "a", "b", True),
        ("barred/x/elements", ("a",), (), True),
        ("barred/x/reason", "a", "b", False),
        ("demands/x/label", "a", "b", False),
        ("duties/a43/label", "a", "b", False),
        ("elements/sex/something_new", 1, 2, True),
    ],
)
def test_the_class_of_a_change(place: str, old: object, new: object, breaking: bool) -> None:
    assert judge(place, old, new) is breaking


@pytest.mark.parametrize(
    ("place", "member", "added", "removed"),
    [
        ("sources/civil_affairs~marriages/rules/r", RULE, True, False),
        ("sources/civil_affairs~marriages/rules/r", WARNING, False, False),
        ("elements/sex/rules/r", RULE, True, False),
        ("sources/civil_affairs~marriages/columns/x", SEX, True, True),
        ("sources/natural_resources~parcels/columns/x", SEX, False, True),
        ("sources/natural_resources~parcels/columns/x", SEX.model_copy(update={"required": True}), True, True),
        ("sources/civil_affairs~marriages/columns/x", Column(element="sex", of="wife_id"), False, True),
        ("bases/person/columns/x", CATALOGUE.bases["person"].columns["name"], False, True),
        ("sources/civil_affairs~marriages", CATALOGUE.sources[MARRIAGES], False, True),
        ("elements/sex", CATALOGUE.elements["sex"], False, True),
        ("code_lists/sex", CATALOGUE.code_lists["sex"], False, True),
    ],
)  # fmt: skip
def test_the_class_of_a_member_that_comes_or_goes(place: str, member: Any, added: bool, removed: bool) -> None:
    assert judge(place, None, member, "added") is added
    assert judge(place, member, None, "removed") is removed


@pytest.mark.parametrize(("severity", "breaking"), [("error", True), ("warn", False)])
def test_a_changed_predicate_breaks_only_where_it_withholds(severity: str, breaking: bool) -> None:
    rule = RULE.model_copy(update={"severity": severity})
    source = CATALOGUE.sources[MARRIAGES].model_copy(update={"rules": (rule,)})
    after = CATALOGUE.model_copy(update={"sources": CATALOGUE.sources | {MARRIAGES: source}})
    assert judge("sources/civil_affairs~marriages/rules/r/holds", "true", "false", after=after) is breaking


def test_a_name_that_stays_understood_as_an_alias_is_compatible() -> None:
    one, two, *rest = CATALOGUE.code_lists["sex"].codes
    lost = two.model_copy(update={"name": "男子"})
    kept = lost.model_copy(update={"aliases": (*two.aliases, two.name)})
    edit = ("code_lists/sex/names", (two.name,), (lost.name,))
    assert judge(*edit, after=with_codes("sex", (one, lost, *rest))) is True
    assert judge(*edit, after=with_codes("sex", (one, kept, *rest))) is False
