"""`yiyuan sources` answers for the demo city."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from commands import catalogue, sources  # noqa: F401 - one command alone would take no name
from commands.app import app


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["person.name"], 0, "public_security/household_register.name"),
        (["person_name"], 0, "legal_entity.legal_representative"),
        (["phone"], 0, "尚未确源"),
        (["person.nobody"], 1, "没有数据元或数据项 person.nobody"),
        ([], 0, "个基础库"),
        (["--duplicates"], 0, "同一数据项由多个部门采集"),
        (["person.sex", "--duplicates"], 0, "重复采集 person.sex"),
    ],
)
def test_sources(arguments: list[str], code: int, said: str) -> None:
    result = CliRunner().invoke(app, ["sources", *arguments])
    assert (result.exit_code, said in result.output) == (code, True)
    assert max(map(len, result.output.splitlines())) <= 80
