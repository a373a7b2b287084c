"""Every way to break a code list yields exactly its `file:line: CODE message`."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.load import load
from catalog.problem import CatalogueError

ABOUT = "label: 状态\nstandard: 自定\nversion: '1'\norigin: 手写\n"
HEAD = "code,name,aliases,valid_from,valid_to"
GOOD = f"{HEAD},parent,successors\n1,甲,A|子,2000-01-01,2010-01-01,,2@2005-01-01|2\n1,丙,,2010-01-01,,,\n2,乙,,,,1,\n"

BROKEN: dict[str, tuple[str, list[str]]] = {
    "an unknown column": (
        f"{HEAD},note\n1,甲,,,,x\n",
        ["1: UNKNOWN_COLUMN `note` is not a column of a code list; remove it"],
    ),
    "a missing column": (
        "code,name,aliases,valid_from\n1,甲,,\n",
        ["1: MISSING_COLUMN the column `valid_to` is required; add it"],
    ),
    "a column twice": (
        f"{HEAD},name\n1,甲,,,,乙\n",
        ["1: DUPLICATE_COLUMN the column `name` stands twice; keep one"],
    ),
    "a ragged row": (
        f"{HEAD}\n1,甲,,\n2,乙,,,,,\n",
        [f"{n}: RAGGED_ROW has not as many cells as the header; add or remove commas" for n in (2, 3)],
    ),
    "no name": (f"{HEAD}\n1,,,,\n", ["2: INVALID_VALUE `name`: Field required"]),
    "no date": (
        f"{HEAD}\n1,甲,,2010,\n2,乙,,2010-02-30,\n",
        [
            "2: INVALID_VALUE `valid_from`: write a day of the calendar as 2010-01-31",
            "3: INVALID_VALUE `valid_from`: write a day of the calendar as 2010-01-31",
        ],
    ),
    "ends before it begins": (
        f"{HEAD}\n1,甲,,2010-01-01,2009-01-01\n",
        ["2: PERIOD_REVERSED `1` ends on 2009-01-01, before it begins"],
    ),
    "a code twice": (
        f"{HEAD}\n1,甲,,,\n2,乙,,,\n1,丙,,,\n",
        ["4: DUPLICATE_CODE `1` stands on line 2 already; keep one"],
    ),
    "a code that is still valid": (
        f"{HEAD}\n1,甲,,2010-01-01,\n1,乙,,2000-01-01,2010-01-02\n",
        ["2: CODE_OVERLAP `1` is still valid by line 3; end it there before it begins here"],
    ),
    "an unknown parent": (
        f"{HEAD},parent\n1,甲,,,,9\n",
        ["2: UNKNOWN_PARENT there is no code `9` to be parent; correct it"],
    ),
    "a circle of parents": (
        f"{HEAD},parent\n1,甲,,,,2\n2,乙,,,,1\n",
        [f"{n + 1}: PARENT_CYCLE `{n}` is above itself; correct one of the parents" for n in (1, 2)],
    ),
    "a successor without day": (
        f"{HEAD},successors\n1,甲,,,,2\n2,乙,,,,\n",
        ["2: SUCCESSOR_UNDATED `1` has no end: write on which day a part went to `2`, after an @"],
    ),
    "a successor that is not there then": (
        f"{HEAD},successors\n1,甲,,,2010-01-01,2\n2,乙,,2011-01-01,,\n",
        ["2: UNKNOWN_SUCCESSOR the successor `2` is not valid on 2010-01-01; correct it or the day"],
    ),
}


def write(root: Path, table: str | None, about: str | None = ABOUT) -> Path:
    (root / "codes").mkdir()
    for suffix, text in (("csv", table), ("yml", about)):
        if text is not None:
            (root / "codes" / f"state.{suffix}").write_text(text, encoding="utf-8")
    return root


def problems(root: Path) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        load(root)
    return [str(problem) for problem in caught.value.problems]


def test_a_code_may_come_back_with_another_meaning(tmp_path: Path) -> None:
    codes = load(write(tmp_path, GOOD)).code_lists["state"]
    assert (codes.label, codes.version, codes.precision) == ("状态", "1", "day")
    assert [(c.code, c.name, c.aliases, c.parent, len(c.successors)) for c in codes.codes] == [
        ("1", "甲", ("A", "子"), None, 2),
        ("1", "丙", (), None, 0),
        ("2", "乙", (), "1", 0),
    ]


@pytest.mark.parametrize("name", BROKEN)
def test_each_broken_list_has_its_messages(tmp_path: Path, name: str) -> None:
    table, messages = BROKEN[name]
    assert problems(write(tmp_path, table)) == [f"codes/state.csv:{message}" for message in messages]


def test_a_list_that_nobody_describes(tmp_path: Path) -> None:
    assert problems(write(tmp_path, GOOD, about=None)) == [
        "codes/state.csv:1: UNDESCRIBED_LIST add codes/state.yml with label, standard, version and origin"
    ]


def test_a_description_without_list(tmp_path: Path) -> None:
    assert problems(write(tmp_path, None)) == [
        "codes/state.yml:1: NO_ROWS add codes/state.csv with the codes of this list"
    ]


def test_a_list_that_is_not_utf8(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "codes/state.csv").write_bytes(GOOD.encode("gb18030"))
    assert problems(tmp_path) == ["codes/state.csv:2: ENCODING the file is not UTF-8; save it as UTF-8"]
