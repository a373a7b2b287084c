"""`yiyuan rules`: the matrix fits 80 columns, one element tells every rule, an unknown one is a sentence."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from commands import catalogue, rules  # noqa: F401 - one alone would need no name
from commands.app import app, err, out


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out, "width", 80)
    monkeypatch.setattr(err, "width", 80)


def test_the_matrix_fits_a_terminal() -> None:
    result = CliRunner().invoke(app, ["rules"])
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert max(map(cell_len, lines)) <= 80
    assert [line.split() for line in lines if line.split()[:1] in (["数据元"], ["ethnicity"], ["phone"])] == [
        ["数据元", "规范性", "完整性", "准确性", "一致性", "时效性", "可访问性"],
        ["ethnicity", "1", "1", "–", "–", "1", "1"],
        ["phone", "1", "–", "免", "–", "1", "1"],
    ]


def test_one_element() -> None:
    result = CliRunner().invoke(app, ["rules", "ethnicity"])
    assert [line.rstrip() for line in result.stdout.splitlines()][:9] == [
        "ethnicity 民族: 经国家认可的民族",
        "GB/T 3304-1991 中国各民族名称的罗马字母拼写法和代码, n2",
        "",
        "规范性",
        "  NOT_IN_LIST error, 0105 权威参考数据",
        "    民族不在代码表中",
        "    The value is neither a code nor a name or alias of code list ethnicity.",
        "    依据: GB/T 3304-1991 中国各民族名称的罗马字母拼写法和代码",
        "",
    ]


def test_an_unknown_element() -> None:
    result = CliRunner().invoke(app, ["rules", "shoe_size"])
    assert (result.exit_code, result.stderr.split(";")[0]) == (1, "there is no element `shoe_size`")
