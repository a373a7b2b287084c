"""`yiyuan check`: errors are exit 1, warnings alone exit 0."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from catalog.load import HERE
from commands import catalogue  # noqa: F401 - registers the command
from commands.app import app


def city(folder: Path, old: str, new: str) -> Path:
    """The demo city's catalogue with the household register edited."""
    shutil.copytree(HERE, folder / "catalog", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    source = folder / "catalog/sources/public_security/household_register.yml"
    text = source.read_text(encoding="utf-8")
    assert old in text
    source.write_text(text.replace(old, new), encoding="utf-8")
    return folder / "catalog"


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("因履行职责需要使用，按用途申请", "需审批", 0, ":59: warning: ARBITRARY_CONDITION "),
        ("code: 307001/000001\n", "", 1, ":1: MISSING_FIELD `code`"),
        ("code: 307001/000001", "code: 307002/000001", 1, ":2: CODE_TWICE "),
    ],
)
def test_check(tmp_path: Path, old: str, new: str, code: int, told: str) -> None:
    result = CliRunner().invoke(app, ["check", "--catalog", str(city(tmp_path, old, new))])
    assert (result.exit_code, f"sources/public_security/household_register.yml{told}" in result.stdout) == (code, True)
    assert ("row rules: warnings: 1" in result.stdout) is (code == 0)
