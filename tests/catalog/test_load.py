"""Every way to break a small catalogue yields exactly its `file:line: CODE message`."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.load import load
from catalog.problem import CatalogueError

ELEMENT = """\
label: 编号
definition: 一个编号
basis: 自定
kind: text
format: an..20
level: 1
mask: none
"""
DEPARTMENT = """\
label: 甲局
uscc: "113901003900000139"
steward: {name: 数据专员, email: a@dept.example, phone: 0999-1}
"""
SOURCE = """\
label: 清单
system: {id: sys, label: 系统}
readers:
  csv: {kind: csv}
cycle: monthly
grace_days: 1
mode: snapshot
key: [code]
columns:
  code: {element: code, headers: [编号]}
share: {type: unconditional, basis: 依据, method: 文件下载}
open: {type: none, basis: 依据}
code: 307001/000001
abstract: 一份清单
office: 信息科
published_on: 2026-09-01
classified: false
"""
BASE = """\
label: 库
code: 101001/000001
key: [code]
scopes:
  - {id: all, source: a/list}
columns:
  code: {element: code, authority: {a/list.code: "{x}"}}
"""
GOOD = {
    "elements/code.yml": ELEMENT,
    "departments/a.yml": DEPARTMENT,
    "sources/a/list.yml": SOURCE,
    "bases/thing.yml": BASE,
}
RIVAL = "  code: {element: code, authority: {a/list.code: '{x}', a/list.other: '{x}'}}\n"
OTHER = "  code: {element: code, headers: [编号]}\n  other: {element: code, headers: [别号]}\n"

BROKEN: dict[str, tuple[dict[str, str], list[str]]] = {
    "a typo in a field": (
        {"elements/code.yml": ELEMENT.replace("label:", "lable:")},
        [
            "elements/code.yml:1: MISSING_FIELD `label` is required; add it",
            "elements/code.yml:1: UNKNOWN_FIELD `lable` is not a field here; correct or remove it",
        ],
    ),
    "an unknown element": (
        {"sources/a/list.yml": SOURCE.replace("element: code", "element: number")},
        ["sources/a/list.yml:10: UNKNOWN_ELEMENT there is no elements/number.yml; correct the name or add the file"],
    ),
    "an unknown code list": (
        {"elements/code.yml": ELEMENT + "code_list: none_such\n"},
        ["elements/code.yml:8: UNKNOWN_CODE_LIST there is no codes/none_such.csv; correct the name or add the file"],
    ),
    "a key that is no column": (
        {"sources/a/list.yml": SOURCE.replace("[code]", "[id]")},
        ["sources/a/list.yml:8: UNKNOWN_COLUMN `id` is not a column of this source; correct it or add the column"],
    ),
    "a header claimed twice": (
        {"sources/a/list.yml": SOURCE.replace("share:", "  b: {element: code, headers: [编号]}\nshare:")},
        ["sources/a/list.yml:11: HEADER_TWICE `编号` is a header of `code` too; keep one"],
    ),
    "a conditional type without condition": (
        {"sources/a/list.yml": SOURCE.replace("unconditional", "conditional")},
        ["sources/a/list.yml:11: NO_CONDITION is conditional; add its `condition`"],
    ),
    "an unknown department": (
        {"departments/a.yml": ""},
        ["departments/a.yml:1: EMPTY_FILE the file declares nothing; delete it or fill it in"],
    ),
    "a second authority": (
        {
            "sources/a/list.yml": SOURCE.replace("  code: {element: code, headers: [编号]}\n", OTHER),
            "bases/thing.yml": BASE.replace('  code: {element: code, authority: {a/list.code: "{x}"}}\n', RIVAL),
        },
        [
            "bases/thing.yml:7: TWO_SOURCES thing.code in scope all has two authorities at all times: "
            "甲局 (a/list.code, bases/thing.yml:7) and 甲局 (a/list.other, bases/thing.yml:7); "
            "keep one, or end the earlier with `to` on the day the later begins"
        ],
    ),
    "no authority": (
        {"bases/thing.yml": BASE + "  name: {element: code, authority: {b/other.name: '{x}'}}\n"},
        [
            "bases/thing.yml:8: NO_SOURCE thing.name in scope all has no authority; name one column of a/list",
            "bases/thing.yml:8: UNKNOWN_SOURCE `b/other.name` is not a column of any source; "
            "correct it or add the column",
        ],
    ),
    "no resource code": (
        {"sources/a/list.yml": SOURCE.replace("code: 307001/000001\n", "")},
        ["sources/a/list.yml:1: MISSING_FIELD `code` is required; add it"],
    ),
    "a duplicate key": (
        {"elements/code.yml": ELEMENT + "label: 又一个\n"},
        ["elements/code.yml:8: DUPLICATE_KEY `label` stands twice; keep one"],
    ),
    "an anchor": (
        {"elements/code.yml": ELEMENT.replace("label: 编号", "label: &a 编号")},
        ["elements/code.yml:1: ANCHOR YAML anchors are not allowed; write the value out"],
    ),
    "a tab": (
        {"sources/a/list.yml": SOURCE.replace("  csv", "\tcsv")},
        ["sources/a/list.yml:4: TAB indent with spaces, not tabs"],
    ),
    "not YAML": (
        {"elements/code.yml": "label: [\n"},
        ["elements/code.yml:2: YAML_SYNTAX did not find expected node content; correct it"],
    ),
    "a list instead of fields": (
        {"elements/code.yml": "- a\n"},
        ["elements/code.yml:1: NOT_A_MAPPING the file must hold `field: value` lines"],
    ),
    "two tables of one name": (
        {
            "departments/b.yml": DEPARTMENT.replace("113901003900000139", "11390100390098014U"),
            "sources/b/list.yml": SOURCE.replace("307001/000001", "307002/000001"),
        },
        [
            "sources/a/list.yml:1: TABLE_TWICE another department has a source of this file name; rename one of them",
            "sources/b/list.yml:1: TABLE_TWICE another department has a source of this file name; rename one of them",
        ],
    ),
    "a snapshot in parts": (
        {"sources/a/list.yml": SOURCE + "parts: true\n"},
        ["sources/a/list.yml:18: PARTS_OF_SNAPSHOT a snapshot is one file; use mode: increment"],
    ),
    "a column that the history adds": (
        {"bases/thing.yml": BASE + '  valid_to: {element: code, authority: {a/list.code: "{x}"}}\n'},
        [
            "bases/thing.yml:6: HISTORY_CLASH the history adds valid_to itself; rename, or declare history: false",
        ],
    ),
    "a column without header": (
        {"sources/a/list.yml": SOURCE.replace(", headers: [编号]", "")},
        [
            "sources/a/list.yml:10: NO_HEADER give either `headers`, or `of` with the column of this source that "
            "carries the text"
        ],
    ),
}


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_a_good_catalogue_loads(tmp_path: Path) -> None:
    catalogue = load(write(tmp_path, GOOD))
    assert (list(catalogue.elements), list(catalogue.sources), list(catalogue.bases)) == (
        ["code"],
        ["a/list"],
        ["thing"],
    )


@pytest.mark.parametrize("name", BROKEN)
def test_each_broken_catalogue_has_its_messages(tmp_path: Path, name: str) -> None:
    files, messages = BROKEN[name]
    with pytest.raises(CatalogueError) as caught:
        load(write(tmp_path, GOOD | files))
    assert [str(problem) for problem in caught.value.problems] == messages


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "elements/code.yml").write_bytes("label: 编号".encode("gb18030"))
    with pytest.raises(CatalogueError) as caught:
        load(tmp_path)
    assert str(caught.value) == "elements/code.yml:1: ENCODING the file is not UTF-8; save it as UTF-8"


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    write(tmp_path, GOOD | {"elements/code.yml": "#" * (1 << 20) + "\n" + ELEMENT})
    with pytest.raises(CatalogueError) as caught:
        load(tmp_path)
    assert str(caught.value) == "elements/code.yml:1: TOO_LARGE a file of this kind holds at most 1 MiB; split it"


def test_the_demo_citys_catalogue_compiles() -> None:
    catalogue = load()
    assert len(catalogue.departments) >= 9
    assert len(catalogue.sources) >= 12


def test_each_source_of_the_demo_city_says_what_volume_is_expected() -> None:
    """Only a snapshot can shrink; an increment without rows is no fault, so no least number is asked of it."""
    stated = {"increment": {"min_rows", "min_accepted_share"}}
    stated["snapshot"] = {*stated["increment"], "max_drop_share"}
    sources = load().sources
    assert [name for name, it in sources.items() if it.volume.model_fields_set != stated[it.mode]] == []
    assert {(it.mode, it.volume.min_rows > 0) for it in sources.values()} == {("snapshot", True), ("increment", False)}
