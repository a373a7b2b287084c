"""Which quality dimensions apply to an element, what covers them, and which waivers are needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.load import load, read
from spark_jobs.proofs.coverage import applying, merged, problems, rules_of, states

ELEMENT = "label: 项\ndefinition: 一项\nbasis: 自定\nformat: an..9\nlevel: 1\nmask: none\n"
SOURCE = """\
label: 清单
code: 307001/000001
abstract: 一份清单
office: 信息科
published_on: 2026-09-01
classified: false
system: {id: sys, label: 系统}
readers: {csv: {kind: csv}}
cycle: monthly
grace_days: 3
mode: snapshot
key: [uscc]
columns:
  uscc: {element: uscc, headers: [编号]}
  word: {element: word, headers: [文字], required: true}
  place: {element: place, headers: [区划]}
  state: {element: state, headers: [状态]}
rules:
  - name: word_of_place
    reason: STRANGE
    severity: warn
    indicator: "040202"
    holds: word <> place
    columns: [word, state]
    sentence: 不对
    english: Strange.
    fix: 请改
    basis: 自定
share: {type: conditional, condition: 核定待遇时使用, basis: 依据, method: 文件下载}
open: {type: none, basis: 依据}
"""
FILES = {
    "codes/list.yml": "label: 表\nstandard: 自定\nversion: '1'\norigin: 手写\n",
    "codes/list.csv": "code,name,aliases,valid_from,valid_to\n390102,东湖区,,,\n",
    "elements/uscc.yml": ELEMENT + "kind: uscc\ncode_list: list\n",
    "elements/word.yml": ELEMENT + "kind: text\nwaivers: {准确性: 文字}\n",
    "elements/place.yml": ELEMENT + "kind: division_code\ncode_list: list\nwaivers: {准确性: 无从核对}\n",
    "elements/state.yml": ELEMENT + "kind: code\ncode_list: list\n",
    "elements/unused.yml": ELEMENT + "kind: text\nwaivers: {准确性: 文字}\n",
    "departments/a.yml": 'label: 甲局\nuscc: "113901003900000139"\nsteward: {name: 员, email: a@b.cn, phone: "1"}\n',
    "sources/a/list.yml": SOURCE,
}
Found = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes the catalogue, with some files otherwise."""

    def write(**changed: str) -> Path:
        for name, text in (FILES | {f"elements/{name}.yml": text for name, text in changed.items()}).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_what_applies_follows_from_kind_and_use(folder: Callable[..., Path]) -> None:
    catalogue, _ = read(folder())
    assert {name: applying(catalogue, element) for name, element in catalogue.elements.items()} == {
        "uscc": ("规范性", "完整性", "准确性", "一致性", "时效性", "可访问性"),
        "place": ("规范性", "准确性", "一致性", "时效性", "可访问性"),
        "state": ("规范性", "时效性", "可访问性"),
        "unused": ("规范性", "准确性"),
        "word": ("规范性", "完整性", "准确性", "时效性", "可访问性"),
    }


def test_the_matrix(folder: Callable[..., Path]) -> None:
    catalogue, _ = read(folder(unused=ELEMENT + "kind: text\n"))
    assert {name: states(catalogue, element) for name, element in catalogue.elements.items()} == {
        "uscc": ("3", "1", "6", "1", "1", "1"),
        "place": ("2", "–", "免", "1", "1", "1"),
        "state": ("1", "–", "–", "1", "1", "1"),
        "unused": ("2", "–", "缺", "–", "–", "–"),
        "word": ("2", "1", "免", "1", "1", "1"),
    }


def test_where_the_rules_of_an_element_hang(folder: Callable[..., Path]) -> None:
    catalogue, _ = read(folder())
    found = merged(rules_of(catalogue, catalogue.elements["word"]))
    assert [(rule.reason, rule.severity, rule.indicator.label, rule.where) for rule in found] == [
        ("GARBLED", "error", "数据格式", ""),
        ("PRIVATE_USE", "warn", "数据格式", ""),
        ("MISSING", "error", "数据元素完整性", "list.word"),
        ("STRANGE", "warn", "表内逻辑一致性", "list"),
        ("OVERDUE", "warn", "基于时间点的及时性", "a/list"),
        ("UNREADABLE", "error", "可访问", "a/list"),
    ]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        (
            {"unused": ELEMENT + "kind: text\n"},
            ["elements/unused.yml:7: DIMENSION_WITHOUT_RULE no rule of `unused` is about 准确性; "
             "add one, or say why not under `waivers`"],
        ),
        (
            {"state": ELEMENT + "kind: code\ncode_list: list\nwaivers:\n  准确性: 无\n  一致性: 无\n"},
            ["elements/state.yml:10: UNUSED_WAIVER 准确性 does not apply here; remove the waiver",
             "elements/state.yml:11: UNUSED_WAIVER 一致性 has a rule here; remove the waiver"],
        ),
    ],
)  # fmt: skip
def test_problems(folder: Callable[..., Path], changed: dict[str, str], expected: list[str]) -> None:
    catalogue, loaded = read(folder(**changed))
    assert [str(problem) for problem in problems(catalogue, loaded.documents)] == expected


def test_every_dimension_of_the_demo_citys_elements_is_covered_or_waived() -> None:
    catalogue = load()
    assert [name for name, element in catalogue.elements.items() if "缺" in states(catalogue, element)] == []
