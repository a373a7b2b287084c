"""A survey against the rest of the catalogue: what is an error, and what only lowers the coverage."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Messages = Callable[..., list[str]]
SURVEY = """\
surveyed_on: 2026-09-15
duties:
  listing: {label: 编制清单, basis: 《清单条例》}
systems:
  sys: {label: 系统, status: 在用, duties: [listing]}
datasets:
  list:
    label: 清单
    system: sys
    source: a/list
    format: {kind: 数据库, name: Oracle, table: qd}
    cycle: monthly
    rows: 10
    items:
      编号: {element: code, forms: [申请表]}
      备注: {}
    share: {type: conditional, condition: 核定待遇时使用, basis: 依据}
    open: {type: none, basis: 依据}
"""
FILE = "survey/a.yml"
ERRORS = {
    "an unknown duty": ("duties: [listing]", "duties: [none]", "5: UNKNOWN_DUTY"),
    "an unknown system": ("system: sys\n", "system: other\n", "9: UNKNOWN_SYSTEM"),
    "an unknown element": ("element: code", "element: none", "15: UNKNOWN_ELEMENT"),
    "neither source nor reason": ("    source: a/list\n", "", "7: SOURCE_OR_REASON"),
    "source and reason": ("source: a/list", "source: a/list\n    not_catalogued: 待定", "7: SOURCE_OR_REASON"),
    "another department's source": ("source: a/list", "source: b/list", "10: OTHER_DEPARTMENT"),
    "a database without table": (", table: qd", "", "11: NO_TABLE"),
    "a name too long": ("label: 清单", f"label: {'清' * 51}", "8: NAME_LENGTH"),
    "no condition": ("condition: 核定待遇时使用, ", "", "17: NO_CONDITION"),
    "no law": ("type: conditional, condition: 核定待遇时使用", "type: none", "17: NO_LEGAL_BASIS"),
    "no item": ("      编号: {element: code, forms: [申请表]}\n      备注: {}\n", "      {}\n", "14: INVALID_VALUE"),
    "another state of a system": ("status: 在用", "status: 报废", "5: INVALID_VALUE"),
}
WARNINGS = {
    "a source that is gone": ("a/list", "a/gone", [f"{FILE}:10: warning: NOT_CATALOGUED", "NOT_SURVEYED"]),
    "another cycle": ("cycle: monthly", "cycle: daily", [f"{FILE}:12: warning: SURVEY_DIFFERS"]),
    "no system": ("    system: sys\n", "", [f"{FILE}:7: warning: SURVEY_DIFFERS"]),
    "another type": ("open: {type: none", "open: {type: unconditional", [f"{FILE}:18: warning: SURVEY_DIFFERS"]),
}


def test_a_survey_that_agrees(messages: Messages) -> None:
    assert messages(survey__a=SURVEY) == []


@pytest.mark.parametrize("name", ERRORS)
def test_each_error(messages: Messages, name: str) -> None:
    old, new, expected = ERRORS[name]
    errors = [line for line in messages((FILE, old, new), survey__a=SURVEY) if "warning" not in line]
    assert [line.split(" ")[0] + " " + line.split(" ")[1] for line in errors] == [f"{FILE}:{expected}"]


@pytest.mark.parametrize("name", WARNINGS)
def test_each_warning(messages: Messages, name: str) -> None:
    old, new, expected = WARNINGS[name]
    found = messages((FILE, old, new), survey__a=SURVEY)
    assert len(found) == len(expected)
    assert all(part in line for part, line in zip(expected, sorted(found, reverse=True), strict=True))


def test_a_source_claimed_twice(messages: Messages) -> None:
    twice = SURVEY + SURVEY[SURVEY.index("  list:") :].replace("  list:", "  again:")
    assert messages(survey__a=twice) == [
        f"{FILE}:{line}: SURVEYED_TWICE `a/list` is claimed by a/list and a/again; keep one" for line in (10, 22)
    ]


def test_a_survey_of_nobody(messages: Messages) -> None:
    assert messages(survey__b="surveyed_on: 2026-09-15\n") == [
        "survey/b.yml:1: UNKNOWN_DEPARTMENT there is no departments/b.yml; correct the name or add the file"
    ]
