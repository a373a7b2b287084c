"""The real upgrade of the division list, end of 2024 to 2026: exactly the rules that use it are replayed (A10)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from catalog import import_divisions
from catalog.load import HERE, load
from catalog.model import Catalogue
from spark_jobs.night import ingest
from spark_jobs.review.rehearse import Finding, Month, rehearse
from spark_jobs.review.review import review
from spark_jobs.review.rule_changes import changed_rules
from spark_jobs.review.versions import declarations
from spark_jobs.session import connect

Deliver = Callable[..., Path]
PUBLISHED = Path(__file__).parents[2].parent / "shared" / "data"
DIVISIONS, ENTERPRISES = "civil_affairs/divisions", "market_regulation/enterprises"
PARCELS = "natural_resources/parcels"
USING_DIVISIONS = {
    "death_certificates.resident_id",
    "divisions.code",
    "enterprises.uscc",
    "household_register.household_division",
    "household_register.resident_id",
    "licences.issuer",
    "marriages.husband_id",
    "marriages.wife_id",
    "pension_payments.resident_id",
    "public_institutions.uscc",
    "social_organisations.division",
    "social_organisations.uscc",
    "tickets.department_uscc",
    "tickets.division",
}
#: What 民政 itself sends in 2026: 两江新区 and 岑岭县 are new, 江北区 has ended, 东湖区 is fictional.
LIST_OF_2026 = """代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码
500157,重庆市,直辖,两江新区,县级,在用,2025,,
653132,新疆维吾尔自治区,喀什地区,岑岭县,县级,在用,2026,,
500105,重庆市,直辖,江北区,县级,弃用,1997,2025,500157
390102,云海省,云州市,东湖区,县级,在用,1981,,
990199,某省,某市,某区,县级,在用,1981,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demo catalogue in a folder of its own, to be given another division list."""
    for file, text in declarations(HERE).items():
        (tmp_path / "new" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "new" / file).write_text(text, encoding="utf-8")
    return tmp_path / "new"


@pytest.fixture
def upgraded(folder: Path) -> Catalogue:
    if not PUBLISHED.is_dir():
        pytest.skip("the published division list is not on this machine; see catalog/import_divisions.py")
    import_divisions.main(PUBLISHED, folder)
    return load(folder)


def test_the_upgrade_is_compatible_and_changes_exactly_the_look_ups(upgraded: Catalogue) -> None:
    rules = {f"{name}.REGION_UNKNOWN" for name in USING_DIVISIONS}
    assert set(changed_rules(load(), upgraded)) == rules
    changes = {change.place.split(" ")[1]: change for change in review(load(), upgraded)}
    assert set(changes) == {"codes_added", "origin", "successors", "validity", "version"}
    assert changes["codes_added"].new == "500157 两江新区, 653132 岑岭县, 659013 草湖市"
    assert {change.breaking for change in changes.values()} == {False}
    assert {name: set(change.affects.rules) for name, change in changes.items() if change.affects.rules} == {
        "codes_added": rules
    }
    kept = {code.code: code for code in upgraded.code_lists["division"].codes}
    assert {code.code for code in load().code_lists["division"].codes} <= set(kept)
    ended = [(str(kept[code].valid_to), [to.code for to in kept[code].successors]) for code in ("500105", "500112")]
    assert ended == [("2025-01-01", ["500157"]), ("2025-01-01", ["500157", "500109"])]


def test_new_divisions_pass_and_old_ones_stay_right(home: Path, deliver: Deliver, upgraded: Catalogue) -> None:
    deliver(DIVISIONS, "2026.csv", LIST_OF_2026.encode())
    ingest([DIVISIONS])
    seen = rehearse(connect(), load(), upgraded)
    assert seen.findings == [Finding(DIVISIONS, "2026-11", "divisions.code.REGION_UNKNOWN", 0, 2)]
    assert seen.months == [Month(DIVISIONS, "2026-11", 5, 0, 2)]
    assert {note.split(";")[0].split(": ")[1] for note in seen.notes} == {"nothing was delivered yet"}
    assert PARCELS not in {note.split(":")[0] for note in seen.notes}  # it looks no division up


def test_the_real_register_keeps_its_verdicts_but_not_without_the_old_codes(
    home: Path, deliver: Deliver, real: Path, upgraded: Catalogue
) -> None:
    """Registers hold the codes of their day. A list of today's codes alone would find fault with them."""
    for day, name in enumerate(("2001_2003_heilongjiang.masked.csv", "2002_tibet.csv")):
        deliver(ENTERPRISES, name, (real / name).read_bytes(), 1_793_500_000 + day * 86_400)
    ingest([ENTERPRISES])
    seen = rehearse(connect(), load(), upgraded)
    assert [rule.rule_id for rule in seen.rules] == ["enterprises.uscc.REGION_UNKNOWN"]
    assert seen.findings == []

    division = upgraded.code_lists["division"]
    today = division.model_copy(update={"codes": tuple(code for code in division.codes if not code.valid_to)})
    alone = upgraded.model_copy(update={"code_lists": upgraded.code_lists | {"division": today}})
    seen = rehearse(connect(), load(), alone)
    assert seen.findings == [Finding(ENTERPRISES, "2026-11", "enterprises.uscc.REGION_UNKNOWN", 141, 0)]
