"""Registration: codes, mandatory metadata, and lawful terms of sharing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.resource import LAWFUL, code_fault
from spark_jobs.validate import outcomes

VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text(encoding="utf-8"))["catalogue_code"]
SOURCE = "sources/a/list.yml"
Messages = Callable[..., list[str]]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["value"])
def test_codes_of_the_standard(vector: dict[str, str]) -> None:
    assert code_fault(vector["value"]) == (None if vector["expect"] == "OK" else vector["expect"])


@settings(deadline=None)  # the first call starts the engine
@given(
    st.lists(
        st.from_regex(r"\A[1-4][0-9]{5}[0-9AZ]{0,3}/?[0-9]{1,3}\Z")
        | st.from_regex(r"\A[123]0[0-7]00[01]/[0-9]{1,6}\Z"),
        min_size=1,
        max_size=200,
    )
)
def test_the_catalogue_and_the_lake_agree_on_codes(values: list[str]) -> None:
    assert [code_fault(value) or "OK" for value in values] == outcomes("catalogue_code", values)


def test_a_registered_source_has_no_problem(messages: Messages) -> None:
    assert messages() == []


@pytest.mark.parametrize(
    "field", ["code", "abstract", "office", "published_on", "classified", "cycle", "share", "open"]
)
def test_a_missing_attribute_blocks_registration(messages: Messages, small: dict[str, str], field: str) -> None:
    line = next(line for line in small[SOURCE].splitlines(keepends=True) if line.startswith(f"{field}:"))
    assert messages((SOURCE, line, "")) == [f"{SOURCE}:1: MISSING_FIELD `{field}` is required; add it"]


BROKEN = {
    "no code at all": ((SOURCE, "307001/000001", "307001A"), "2: RESOURCE_CODE"),
    "a base's code on a source": ((SOURCE, "307001/000001", "101001/000002"), "2: RESOURCE_CODE"),
    "a source's code on a base": (("bases/thing.yml", "101001/000001", "307001/000002"), "2: RESOURCE_CODE"),
    "a name too long": ((SOURCE, "label: 清单", f"label: {'清' * 51}"), "1: NAME_LENGTH"),
    "an abstract too long": ((SOURCE, "一份清单", "单" * 501), "3: ABSTRACT_LENGTH"),
    "classified data": ((SOURCE, "classified: false", "classified: true"), "6: CLASSIFIED"),
    "no way to share": ((SOURCE, ", method: 文件下载", ""), "14: NO_METHOD"),
    "no condition": ((SOURCE, " condition: 核定待遇时使用,", ""), "14: NO_CONDITION"),
    "refused without a law": (
        (SOURCE, "type: conditional, condition: 核定待遇时使用, basis: 依据", "type: none, basis: 《本局管理办法》"),
        "14: NO_LEGAL_BASIS",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_of_a_registration(messages: Messages, name: str) -> None:
    change, expected = BROKEN[name]
    [found] = messages(change)
    assert found.startswith(f"{change[0]}:{expected} ")


def test_codes_and_names_are_unique(messages: Messages, small: dict[str, str]) -> None:
    found = messages(sources__a__again=small[SOURCE])
    assert found == [
        f"sources/a/{name}.yml:{problem}"
        for name in ("again", "list")
        for problem in (
            "1: NAME_TWICE the department has another source called `清单`; rename one of them",
            "2: CODE_TWICE `307001/000001` is the code of sources/a/again and sources/a/list; "
            "give each its own, and never an old one again",
        )
    ]


@pytest.mark.parametrize("condition", ["需审批", "须经提供部门审核同意后方可使用", "向数据主管部门申请，批准后共享"])
def test_a_condition_that_only_asks_for_permission_is_a_warning(messages: Messages, condition: str) -> None:
    assert messages((SOURCE, "核定待遇时使用", condition)) == [
        f"{SOURCE}:14: warning: ARBITRARY_CONDITION it only says that permission is needed (擅自增设条件); "
        "name who may use it for what"
    ]


@pytest.mark.parametrize("condition", ["因履行职责需要使用，按用途申请", "仅开放到门牌号", "经审批，仅供社会救助核对"])
def test_a_condition_that_says_something_is_none(messages: Messages, condition: str) -> None:
    assert messages((SOURCE, "核定待遇时使用", condition)) == []


@pytest.mark.parametrize(
    ("basis", "lawful"),
    [
        ("《中华人民共和国个人信息保护法》第二十八条", True),
        ("《政府信息公开条例》", True),
        ("《市场主体登记管理条例》", True),
        ("《城市绿化条例》", True),
        ("《政务信息资源共享管理暂行办法》（国发〔2016〕51号）", True),
        ("国办函〔2022〕102号", True),
        ("国务院令第809号", True),
        ("《公安部数据管理办法》", False),
        ("《云州市政务数据条例》", False),
        ("《某某省公共数据条例》", False),
        ("本局规定", False),
    ],
)
def test_what_is_a_lawful_basis(basis: str, lawful: bool) -> None:
    assert bool(LAWFUL.search(basis)) is lawful
