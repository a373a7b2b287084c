"""A rule's version follows what decides about a value, and nothing that is only said about it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from catalog.load import load
from catalog.model import Catalogue, Code, Element
from expectations.suites import suite
from spark_jobs.rules import compile_source, compiled, count

GOOD = Path(__file__).parents[1] / "catalog/good"
REGISTER = "public_security/household_register"


def row_versions(catalogue: Catalogue) -> dict[str, str]:
    return {rule.rule_id: rule.version for name in catalogue.sources for rule in compile_source(catalogue, name).rules}


def test_rules_are_counted_as_they_are_compiled() -> None:
    catalogue = load()
    assert count(catalogue) == sum(len(compile_source(catalogue, name).rules) for name in catalogue.sources)


def test_a_compiled_source_is_that_of_the_catalogue_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, severity in (("one", "error"), ("other", "warn")):
        copy = shutil.copytree(GOOD, tmp_path / name)
        text = (source := copy / "sources/a/list.yml").read_text(encoding="utf-8")
        source.write_text(text.replace("severity: error", f"severity: {severity}"), encoding="utf-8")
        monkeypatch.setenv("YIYUAN_CATALOG", str(copy))
        assert [rule.severity for rule, _ in compiled("a/list").table_rules] == [severity]


def gate_versions(catalogue: Catalogue, as_of: date, accepted: int) -> dict[str, str]:
    found = {}
    for name, source in catalogue.sources.items():
        families = {column.name: column.family for column in compile_source(catalogue, name).columns}
        rules = suite(name, source, families, catalogue, accepted=accepted, as_of=as_of)
        found |= {rule.rule_id: rule.version for rule in rules}
    return found


def versions(catalogue: Catalogue) -> dict[str, str]:
    gate = gate_versions(catalogue, date(2026, 10, 1), 7)
    return row_versions(catalogue) | {f"gate.{rule}": version for rule, version in gate.items()}


def with_codes(catalogue: Catalogue, name: str, change: Callable[[tuple[Code, ...]], tuple[Code, ...]]) -> Catalogue:
    codes = catalogue.code_lists[name].model_copy(update={"codes": change(catalogue.code_lists[name].codes)})
    return catalogue.model_copy(update={"code_lists": catalogue.code_lists | {name: codes}})


def with_element(catalogue: Catalogue, element: Element) -> Catalogue:
    return catalogue.model_copy(update={"elements": catalogue.elements | {element.id: element}})


def changed(before: Catalogue, after: Catalogue) -> set[str]:
    old, new = versions(before), versions(after)
    assert old.keys() == new.keys()
    return {rule for rule in old if old[rule] != new[rule]}


def test_every_rule_of_row_and_gate_has_a_version() -> None:
    assert {rule for rule, version in versions(load()).items() if len(version) != 12} == set()


def test_a_gate_rule_is_the_same_whatever_the_day_and_the_rows() -> None:
    catalogue = load()
    assert gate_versions(catalogue, date(2026, 10, 1), 7) == gate_versions(catalogue, date(2027, 1, 31), 8)


def test_words_for_people_change_no_version() -> None:
    catalogue = load()
    element = catalogue.elements["resident_id"].model_copy(update={"label": "身份证号", "definition": "号码"})
    assert changed(catalogue, with_element(catalogue, element)) == set()


def test_the_order_of_a_code_list_changes_no_version() -> None:
    catalogue = turned = load()
    for name in catalogue.code_lists:
        turned = with_codes(turned, name, lambda codes: codes[::-1])
    assert changed(catalogue, turned) == set()


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        (
            "satisfaction",
            {
                "tickets.satisfaction.NOT_IN_LIST",
                "gate.tickets.satisfaction.NOT_IN_LIST",
                "gate.tickets.satisfaction.in_set",
            },
        ),
        (
            "household_status",
            {
                "household_register.household_status.NOT_IN_LIST",
                "gate.household_register.household_status.NOT_IN_LIST",
                "gate.household_register.household_status.in_set",
            },
        ),
    ],
)
def test_a_code_more_changes_exactly_the_rules_that_use_its_list(name: str, rules: set[str]) -> None:
    catalogue = load()
    wider = with_codes(catalogue, name, lambda codes: (*codes, Code(code="ZZ", name="ZZ")))
    # The text `ZZ` is the code itself: the normaliser stays as it is.
    assert changed(catalogue, wider) == rules


def test_another_accepted_text_changes_what_reads_the_clean_value() -> None:
    """The normaliser is another one, so every rule on the clean value is, also the one for a missing value."""
    catalogue = load()

    def alias(codes: tuple[Code, ...]) -> tuple[Code, ...]:
        return (codes[0].model_copy(update={"aliases": (*codes[0].aliases, "ZZZ")}), *codes[1:])

    assert changed(catalogue, with_codes(catalogue, "household_status", alias)) >= {
        "household_register.household_status.MISSING",
        "household_register.household_status.NOT_IN_LIST",
    }


def test_one_division_more_changes_exactly_the_look_ups() -> None:
    catalogue = load()
    wider = with_codes(catalogue, "division", lambda codes: (*codes, Code(code="390199", name="虚构区")))
    found = changed(catalogue, wider)
    assert {rule.rsplit(".", 1)[1] for rule in found} == {"REGION_UNKNOWN"}
    users = {element.id for element in catalogue.elements.values() if element.code_list == "division"}
    using = {
        rule.rule_id
        for name in catalogue.sources
        for rule in compile_source(catalogue, name).rules
        if rule.element in users and rule.reason == "REGION_UNKNOWN"
    }
    assert found == using
    assert f"{REGISTER.split('/')[1]}.resident_id.REGION_UNKNOWN" in found


def test_a_new_province_changes_the_province_checks_too() -> None:
    catalogue = load()
    wider = with_codes(catalogue, "division", lambda codes: (*codes, Code(code="380000", name="虚构省")))
    reasons = {rule.rsplit(".", 1)[1] for rule in changed(catalogue, wider)}
    assert reasons == {"REGION_UNKNOWN", "REGION", "PROVINCE", "CHECK"}
