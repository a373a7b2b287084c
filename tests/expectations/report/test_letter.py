"""Figures from literal rows; whole results."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from expectations.report.letter import compose, report_id
from expectations.report.material import Balance, Delivery, Material
from expectations.report.parts import Counts, UnbalancedError


def test_totals(material: Material) -> None:
    assert compose(material).totals == Counts(
        files=7, published=4, withheld=1, duplicate=1, unreadable=1,
        received=1317, accepted=1297, quarantined=14, superseded=5, rejected=1,
        rows_to_fix=4, faults=4, hints=1, resolved=1, files_to_resend=1,
    )  # fmt: skip


def test_totals_are_the_sum_of_the_datasets(material: Material) -> None:
    letter = compose(material)
    summed = {name: sum(vars(part.counts)[name] for part in letter.parts) for name in vars(letter.totals)}
    assert summed == vars(letter.totals)


def test_groups_by_rule_largest_first_source_faults_only(material: Material) -> None:
    letter = compose(material)
    assert [(g.rule.rule_id, len(g.faults), g.example.line) for g in letter.errors] == [
        ("marriages.husband_id.CHECKSUM", 2, 4),
        ("marriages._line.RAGGED", 1, 99),
        ("standard_addresses.text.MISSING", 1, 8),
    ]
    assert [g.rule.rule_id for g in letter.hints] == ["marriages.registered_on.FUTURE"]
    assert [[f.fault_id for f in g.faults] for g in letter.resolved] == [["f0000000000000005"]]


def test_one_row_with_two_errors_is_one_row_to_fix(material: Material) -> None:
    first = material.faults[0]
    twice = (first, replace(first, fault_id="f2", rule_id="marriages.name.MISSING"))
    totals = compose(replace(material, faults=twice)).totals
    assert (totals.rows_to_fix, totals.faults) == (1, 2)


def test_a_fault_without_a_line_is_counted(material: Material) -> None:
    nowhere = [replace(material.faults[0], line=None, fault_id=name, key=None) for name in ("f1", "f2")]
    assert compose(replace(material, faults=tuple(nowhere))).totals.rows_to_fix == 2


def test_a_rejected_line_says_what_the_reader_says(material: Material) -> None:
    [ragged] = [group.rule for group in compose(material).errors if group.rule.column_label == "整行"]
    assert ragged.sentence == "这一行的字段数与表头不一致"


def test_our_own_trouble_is_told_and_asked_of_nobody(material: Material) -> None:
    letter = compose(material)
    assert letter.ours == (
        "标准地址“c.csv”：平台复核不一致。",
        "婚姻登记：平台复核 gate.marriages.row_count 未能执行，结论为“未检查”（1 次）。",
        "标准地址：平台复核 gate.standard_addresses.text.not_null 未通过，由平台查明原因（2 次）。",
        "标准地址：1 处问题经判定为平台处理造成，不计入贵单位待整改。",
    )
    assert (letter.checks, letter.unfinished) == (80, 1)
    assert [r.file_name for part in letter.parts for r in part.refused if r.resend] == ["补报.xls"]


def test_subject_headline_deadline(material: Material) -> None:
    letter = compose(material)
    assert letter.subject == "【数据质量通报】云州市民政局  2026-09  待整改 4 条  截止 2026-10-20  另须重报文件 1 个"
    assert letter.headline == "本期收到 1,317 条，待整改 4 条、重报文件 1 个，请于2026年10月20日前完成。"
    assert letter.deadline.on == date(2026, 10, 20)


def test_headline_stays_within_sixty_characters(material: Material) -> None:
    huge = Delivery("d1", material.datasets[0].source, "f", material.as_of, "published", None, None,
                    Balance(1_600_000_000, 1_600_000_000, 0, 0, 0))  # fmt: skip
    files = tuple(replace(material.deliveries[1], delivery_id=f"x{n}") for n in range(1000))
    assert (
        len(
            compose(
                replace(material, deliveries=(*material.deliveries[2:], huge, *files), faults=material.faults[:4])
            ).headline
        )
        <= 60
    )


def test_nothing_wrong(material: Material) -> None:
    clean = compose(replace(material, deliveries=material.deliveries[:1], faults=(), unpassed=()))
    assert clean.subject == "【数据质量通报】云州市民政局  2026-09  待整改 0 条  截止 无"
    assert clean.headline == "本期收到 1,200 条，未发现须整改的问题，无需处理。"
    assert clean.ours == ()


def test_nothing_arrived(material: Material) -> None:
    silent = compose(replace(material, deliveries=(), faults=(), unpassed=(), checks=0))
    assert silent.headline == "本期未收到报送数据，尚无数据集逾期。"
    never = tuple(replace(dataset, cycle="daily", grace_days=0) for dataset in material.datasets)
    late = compose(replace(material, deliveries=(), faults=(), datasets=never))
    assert late.headline == "本期未收到报送数据，1 个数据集已逾期，请补报。"


@pytest.mark.parametrize(
    ("balance", "words"),
    [
        (
            Balance(10, 8, 1, 0, 0),
            "d1: received 10 is not accepted 8 \\+ quarantined 1 \\+ superseded 0 \\+ rejected 0",
        ),
        (None, "d1: no row in ledger.balance"),
    ],
)
def test_rows_that_do_not_add_up_make_no_letter(material: Material, balance: Balance | None, words: str) -> None:
    broken = replace(material.deliveries[0], balance=balance)
    with pytest.raises(UnbalancedError, match=words):
        compose(replace(material, deliveries=(broken,), faults=()))


def test_an_unknown_status_makes_no_letter(material: Material) -> None:
    with pytest.raises(UnbalancedError, match="unknown status lost"):
        compose(replace(material, deliveries=(replace(material.deliveries[0], status="lost"),), faults=()))


def test_recipients_nobody_twice(material: Material) -> None:
    letter = compose(material)
    assert letter.to == ("registry@dept.yunzhou.example", "civil@dept.yunzhou.example")
    assert letter.cc == ("civil.office@dept.yunzhou.example",)


def test_report_id_depends_on_department_and_period_alone() -> None:
    assert report_id("health", "2026-09") == report_id("health", "2026-09")
    assert len({report_id("health", "2026-09"), report_id("health", "2026-10"), report_id("hotline", "2026-09")}) == 3
