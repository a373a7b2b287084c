"""`yiyuan resolve`: one answer, none with its candidates, or the whole map of a day."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from commands import catalogue, resolve  # noqa: F401 - one alone would need no name
from commands.app import app


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["110103", "--from", "2005-01-01", "--to", "2020-01-01"], 0, "110101 东城区 (merged)\n"),
        (
            ["330104", "--from", "2020-01-01", "--to", "2022-01-01"],
            1,
            "未能归属 (split)：区划已拆分，单凭代码无法判断：330102 上城区、330114 钱塘区\n",
        ),
        (["110103", "--from", "2015-01-01", "--to", "2020-01-01"], 1, "未能归属 (not_valid)：该日没有这个代码\n"),
        (["--from", "2015-01-01", "--to", "2020-01-01"], 2, ""),
    ],
)
def test_one_code(arguments: list[str], code: int, told: str) -> None:
    result = CliRunner().invoke(app, ["resolve", *arguments])
    assert (result.exit_code, result.stdout.replace("\n", "") + "\n" * bool(told)) == (code, told)


def test_every_code_of_a_day() -> None:
    result = CliRunner().invoke(app, ["resolve", "--every", "--from", "2020-01-01", "--to", "2022-01-01"])
    lines = result.stdout.splitlines()
    assert [line for line in lines if line[:6] in ("330103", "330104", "390102")] == [
        "330103,330105,merged,330105",
        "330104,,split,330102;330114",
        "390102,390102,unchanged,390102",
    ]
    assert not any(line.startswith("110103") for line in lines)
