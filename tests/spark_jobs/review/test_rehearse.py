"""A rehearsal says what a new catalogue would find on delivered rows, replays only what changed, and writes nothing."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

import commands.rehearse  # noqa: F401 - it registers the command
from catalog.load import HERE, load, read
from catalog.model import Catalogue
from commands.app import app
from spark_jobs import tables
from spark_jobs.night import ingest, merge_bases
from spark_jobs.review import rehearse, versions
from spark_jobs.review.rehearse import Finding, Month, Rehearsal, Replayed
from spark_jobs.session import connect
from tests.lakes import contents

PENSION, MARRIAGES = "human_resources/pension_payments", "civil_affairs/marriages"
HEADER = "公民身份号码,姓名,发放月份,发放金额(元),发放日期\n"
#: 2026-10-15, 2026-10-31 17:00 UTC (already November in China), 2026-11-20.
OCTOBER, NOVEMBER, LATER = 1_792_029_600, 1_793_466_000, 1_795_140_000
IDS = ("39010219010101001X", "390102190202280027", "390103190402290138")
FIFTEEN = "390102500101001"
RULE = """rules:
  - name: paid_enough
    reason: PAID_LITTLE
    severity: error
    indicator: "0301"
    holds: amount >= 100
    columns: [amount]
    sentence: 发放金额过低
    english: paid less than 100
    fix: 请核对发放金额
    basis: 试点
share:"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory, engine_url: str) -> Path:
    """Three deliveries of pension payments, two of them in November; the last has a number of fifteen digits."""
    home = tmp_path_factory.mktemp("rehearse")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIYUAN_HOME", str(home))
        patch.setenv("YIYUAN_ENGINE", engine_url)
        patch.delenv("YIYUAN_LAKE", raising=False)
        for name, at, amounts in (
            ("a.csv", OCTOBER, ("50.00", "1200.00", "")),
            ("b.csv", NOVEMBER, ("99.99", "100.00", "12")),
            ("c.csv", LATER, ("900.00", "800.00", "700.00")),
        ):
            path = home / "inbox" / PENSION / name
            path.parent.mkdir(parents=True, exist_ok=True)
            ids = (*IDS[:2], FIFTEEN) if name == "c.csv" else IDS
            rows = [f"{id_},张三,2026-10,{amount},2026-10-10" for id_, amount in zip(ids, amounts, strict=True)]
            path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
            os.utime(path, (at, at))
        ingest([PENSION])
        merge_bases()
    return home


@pytest.fixture
def home(lake: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YIYUAN_HOME", str(lake))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    return lake


def edited(folder: Path, file: str, old: str, new: str) -> Catalogue:
    """The demo catalogue with one text of one file replaced, in a folder of its own."""
    for name, text in versions.declarations(HERE).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return load(folder)


def with_rule(folder: Path) -> Catalogue:
    return edited(folder, f"sources/{PENSION}.yml", "\nshare:", f"\n{RULE}")


PAID_LITTLE = "pension_payments.amount.PAID_LITTLE"


def test_a_new_rule_on_history_by_month_of_china(home: Path, tmp_path: Path) -> None:
    assert rehearse.rehearse(connect(), load(), with_rule(tmp_path)) == Rehearsal(
        rules=[Replayed(PAID_LITTLE, "added", "error", "发放金额过低")],
        findings=[Finding(PENSION, "2026-10", PAID_LITTLE, 1, 0), Finding(PENSION, "2026-11", PAID_LITTLE, 2, 0)],
        months=[Month(PENSION, "2026-10", 3, 1, 0), Month(PENSION, "2026-11", 6, 2, 0)],
        notes=[],
    )


def test_the_way_back_and_a_day_to_begin_with(home: Path, tmp_path: Path) -> None:
    new = with_rule(tmp_path)
    seen = rehearse.rehearse(connect(), new, load(), date(2026, 11, 1))
    assert seen.rules == [Replayed(PAID_LITTLE, "removed", "error", "发放金额过低")]
    assert seen.findings == [Finding(PENSION, "2026-11", PAID_LITTLE, 0, 2)]
    assert seen.months == [Month(PENSION, "2026-11", 6, 0, 2)]
    assert rehearse.rehearse(connect(), new, load(), date(2026, 12, 1)).notes == [
        f"{PENSION}: nothing was delivered since 2026-12-01"
    ]


def test_words_replay_nothing(home: Path, tmp_path: Path) -> None:
    new = edited(tmp_path, "elements/money_amount.yml", "label:", "label: 新 #")
    assert rehearse.rehearse(connect(), load(), new) == Rehearsal()


def test_a_finding_less(home: Path, tmp_path: Path) -> None:
    amount = 'headers: ["发放金额(元)"]'
    new = edited(tmp_path, f"sources/{PENSION}.yml", f"{amount}, required: true", amount)
    missing = "pension_payments.amount.MISSING"
    seen = rehearse.rehearse(connect(), load(), new)
    assert [(rule.rule_id, rule.kind) for rule in seen.rules] == [(missing, "removed")]
    assert seen.findings == [Finding(PENSION, "2026-10", missing, 0, 1)]


def test_a_rule_that_another_one_now_speaks_before_is_shifted(home: Path, tmp_path: Path) -> None:
    """A value has one finding: the new error is said of a 15-digit number instead of the old warning."""
    rule = RULE.removesuffix("share:").replace("amount >= 100", "length({x}) = 18").replace("PAID_LITTLE", "OLD")
    new = edited(tmp_path, "elements/resident_id.yml", "kind:", rule.replace("    columns: [amount]\n", "") + "kind:")
    seen = rehearse.rehearse(connect(), load(), new)
    old, fifteen = "pension_payments.resident_id.OLD", "pension_payments.resident_id.FIFTEEN_DIGITS"
    assert [(rule.rule_id, rule.kind, rule.severity) for rule in seen.rules] == [
        (fifteen, "shifted", "warn"),
        (old, "added", "error"),
    ]
    assert seen.findings == [Finding(PENSION, "2026-11", fifteen, 0, 1), Finding(PENSION, "2026-11", old, 1, 0)]
    assert [month.newly_failing for month in seen.months] == [0, 1]


def test_nothing_is_written(home: Path, tmp_path: Path) -> None:
    lake = str(home / "lake")

    def state() -> dict[str, object]:
        return {table: (tables.version(table), content) for table, content in contents(lake).items()}

    before = state()
    assert "quality.fault" in before
    assert rehearse.rehearse(connect(), load(), with_rule(tmp_path)).findings != []
    assert state() == before
    assert connect().sql("SHOW TABLES").collect() == []


def test_what_cannot_be_replayed_is_said(home: Path, tmp_path: Path) -> None:
    marriages = (HERE / f"sources/{MARRIAGES}.yml").read_text(encoding="utf-8")
    edited(tmp_path / "new", "bases/licence.yml", "severity: error", "severity: warn")
    divorces = re.sub(r"code: .*", "code: 307002/000099", marriages)
    (tmp_path / "new/sources/civil_affairs/divorces.yml").write_text(divorces, encoding="utf-8")
    (tmp_path / "new/codes/marital_status.csv").write_text(
        (HERE / "codes/marital_status.csv").read_text(encoding="utf-8") + "99,其他状况,,,\n", encoding="utf-8"
    )
    new = read(tmp_path / "new")[0]
    seen = rehearse.rehearse(connect(), load(), new)
    assert seen.rules == []
    assert [note.split(";")[0] for note in seen.notes] == [
        "base/licence: a reference between bases is no rule of delivered rows",
        "civil_affairs/divorces: a new source, it has no history",
        "civil_affairs/marriages: nothing was delivered yet",
    ]


def test_a_column_that_no_delivery_had_counts_as_without_a_value(home: Path, tmp_path: Path) -> None:
    column = '\n  bank: {element: org_text, headers: ["银行"], required: true}\nshare:'
    new = edited(tmp_path, f"sources/{PENSION}.yml", "\nshare:", column)
    seen = rehearse.rehearse(connect(), load(), new)
    assert seen.notes == [f"{PENSION}: no delivery had bank; each row counts as without a value"]
    missing = [finding for finding in seen.findings if finding.rule_id == "pension_payments.bank.MISSING"]
    assert [finding.newly_failing for finding in missing] == [3, 6]


def test_the_command_prints_for_80_columns(home: Path, tmp_path: Path) -> None:
    with_rule(tmp_path)
    done = CliRunner().invoke(app, ["rehearse", str(tmp_path)])
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "pension_payments.amount.PAID_LITTLE (added, error)",
        "  发放金额过低",
        "  department                    month    newly failing  newly passing",
        "  云州市人力资源和社会保障局    2026-10              1              0",
        "  云州市人力资源和社会保障局    2026-11              2              0",
        "rules replayed: 1, on sources: 1, rows: 9",
        "rows with at least one finding more, or less, by department and month:",
        "  department                    month    newly failing  newly passing",
        "  云州市人力资源和社会保障局    2026-10              1              0",
        "  云州市人力资源和社会保障局    2026-11              2              0",
        "  total                                              3              0",
    ]
