"""One edit of one file of the demo catalogue is one reviewed change, with what it reaches."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.diff import edits
from catalog.load import HERE, read
from catalog.model import Catalogue
from spark_jobs.review.impact import Affected
from spark_jobs.review.review import review
from spark_jobs.review.versions import declarations

MARRIAGES, REGISTER = "sources/civil_affairs/marriages.yml", "sources/public_security/household_register.yml"
NEW_RULE = """rules:
  - name: before_today
    reason: TOO_OLD
    severity: error
    indicator: "0301"
    holds: registered_on > DATE'1950-05-01'
    columns: [registered_on]
    sentence: 登记日期早于婚姻法施行
    english: registered before the marriage law
    fix: 请核对登记日期
    basis: 《中华人民共和国婚姻法》（1950年）
share:"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demo catalogue's declarations in a folder of their own."""
    for file, text in declarations(HERE).items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    return tmp_path


def loaded(folder: Path) -> Catalogue:
    return read(folder)[0]


def edited(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "change"),
    [
        ("departments/health.yml", "uscc:", "uscc: 11390100390000048U #", "breaking departments/health uscc: changed"),
        ("elements/sex.yml", "mask: none", "mask: hide", "compatible elements/sex mask: changed"),
        ("elements/resident_id.yml", "mask: identifier", "mask: none", "breaking elements/resident_id mask: changed"),
        ("elements/resident_id.yml", "label:", "label: 新 #", "compatible elements/resident_id label: changed"),
        ("codes/sex.csv", "9,未说明的性别,未说明,,\n", "", "breaking code_lists/sex codes_removed: changed"),
        ("codes/sex.csv", "9,", "8,其他,,,\n9,", "compatible code_lists/sex codes_added: changed"),
        ("codes/division.csv", "110101,东城区,", "110101,东城新区,", "compatible code_lists/division names: changed"),
        (MARRIAGES, "required: true}\n  husband_id", "}\n  husband_id",
         "compatible sources/civil_affairs/marriages columns.husband_name.required: changed"),
        (MARRIAGES, "  wife_name: {element: person_name, headers: [\"女方/姓名\"], required: true}\n", "",
         "breaking sources/civil_affairs/marriages columns.wife_name: removed"),
        (MARRIAGES, "key: [certificate_no]", "key: [certificate_no, husband_id]",
         "breaking sources/civil_affairs/marriages key: changed"),
        (MARRIAGES, "\nshare:", f"\n{NEW_RULE}", "breaking sources/civil_affairs/marriages rules.before_today: added"),
        (MARRIAGES, "cycle: monthly", "cycle: daily", "breaking sources/civil_affairs/marriages cycle: changed"),
        ("bases/person.yml", "household_register.ethnicity: \"{x}\"", "household_register.sex: \"{x}\"",
         "breaking bases/person columns.ethnicity.authority: changed"),
        ("bases/licence.yml", "severity: error", "severity: warn",
         "compatible bases/licence references.holder_exists.rule.severity: changed"),
    ],
)  # fmt: skip
def test_one_edit_is_one_change(folder: Path, file: str, old: str, new: str, change: str) -> None:
    before = loaded(folder)
    edited(folder, file, old, new)
    after = loaded(folder)
    [found] = review(before, after)
    assert f"{'breaking' if found.breaking else 'compatible'} {found.place}: {found.kind}" == change
    assert [edit.place[:2] for edit in edits(after, before)] == [tuple(found.place.split(" ")[0].split("/", 1))]


def test_what_means_the_same_is_no_change(folder: Path) -> None:
    before = loaded(folder)
    lines = (folder / "codes/sex.csv").read_text(encoding="utf-8").splitlines()
    (folder / "codes/sex.csv").unlink()
    (folder / "codes/sex.yml").rename(folder / "codes/gender.yml")
    (folder / "codes/gender.csv").write_text("\n".join([lines[0], *lines[:0:-1]]), encoding="utf-8")
    edited(folder, "elements/sex.yml", "code_list: sex", "code_list: gender # 换了文件名")
    edited(folder, MARRIAGES, "grace_days: 10\nmode: increment", "mode: increment\ngrace_days: 10")
    assert review(before, loaded(folder)) == []


def test_a_source_more_is_one_change(folder: Path) -> None:
    before = loaded(folder)
    shutil.copy(folder / MARRIAGES, folder / "sources/civil_affairs/divorces.yml")
    [found] = review(before, loaded(folder))
    assert (found.place, found.kind, found.breaking) == ("sources/civil_affairs/divorces", "added", False)
    assert found.affects.tables == ("conform.divorces", "raw.divorces", "standard.divorces")


def test_a_narrowed_code_list_reaches_exactly_what_uses_it(folder: Path) -> None:
    before = loaded(folder)
    edited(folder, "codes/household_status.csv", "9,其他注销,其他|注销|其它注销,,\n", "")
    [found] = review(before, loaded(folder))
    assert found.affects == Affected(
        sources=("public_security/household_register",),
        rules=(
            "household_register.household_status.MISSING",
            "household_register.household_status.NOT_IN_LIST",
            "household_register.household_status.STATUS_DATE_MISSING",
        ),
        tables=(
            "base.person",
            "base.person_history",
            "conform.household_register",
            "raw.household_register",
            "share.pension_after_death",
            "standard.household_register",
        ),
        models=("social_security__death_unconfirmed", "social_security__pension_after_death"),
        letters=("hukou.office@dept.yunzhou.example", "hukou@dept.yunzhou.example"),
        departments=("human_resources", "public_security"),
    )


def test_each_of_two_edits_has_its_own_rules(folder: Path) -> None:
    """Both reach the column `sex`; only the code list made its look-up another one."""
    before = loaded(folder)
    edited(folder, "codes/sex.csv", "9,未说明的性别,未说明,,\n", "")
    edited(folder, "codes/division.csv", "110103,崇文区,,1981-01-01,2010-01-01,110101\n", "")
    rules = {change.place: change.affects.rules for change in review(before, loaded(folder))}
    assert {rule.rsplit(".", 1)[1] for rule in rules["code_lists/division codes_removed"]} == {"REGION_UNKNOWN"}
    assert "household_register.sex.NOT_IN_LIST" in rules["code_lists/sex codes_removed"]
    assert "household_register.resident_id.REGION_UNKNOWN" not in rules["code_lists/sex codes_removed"]


def test_the_command_exits_2_where_something_breaks(folder: Path) -> None:
    def diff(old: Path, new: Path, *options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "yiyuan", "diff", str(old), str(new), *options]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    same = diff(folder, folder)
    assert (same.returncode, same.stdout) == (0, "no change\n")
    edited(folder, "elements/resident_id.yml", "mask: identifier", "mask: none")
    broken = diff(HERE, folder, "--format", "json")
    assert broken.returncode == 2
    assert [(told["place"], told["class"]) for told in json.loads(broken.stdout)] == [
        ("elements/resident_id mask", "breaking")
    ]
    edited(folder, "elements/resident_id.yml", "mask: none", "mask: nothing")
    refused = diff(HERE, folder)
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[0] == f"the catalogue {folder} does not compile:"
    assert refused.stderr.splitlines()[1].startswith("elements/resident_id.yml:7: INVALID_VALUE")
