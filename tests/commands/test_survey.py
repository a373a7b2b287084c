"""`yiyuan survey`: template, import, and the refusals that are one sentence and exit 1."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from catalog.load import HERE, load
from commands import survey  # noqa: F401 - registers the commands
from commands.app import app


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demo city's catalogue that a command may write to."""
    folder = tmp_path / "catalog"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setenv("YIYUAN_CATALOG", str(folder))
    return folder


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["survey", *arguments])
    return result.exit_code, result.output


def test_template_and_back(catalogue: Path, tmp_path: Path) -> None:
    file = tmp_path / "普查表.xlsx"
    (catalogue / "survey/hotline.yml").write_text("survey: broken", encoding="utf-8")
    assert run("import", str(file), "--department", "hotline")[0] == 1
    shutil.copy(HERE / "survey/hotline.yml", catalogue / "survey/hotline.yml")
    assert run("template", "hotline", str(file))[0] == 0
    (catalogue / "survey/hotline.yml").unlink()
    assert run("import", str(file), "--department", "hotline")[0] == 0
    assert load(catalogue).surveys == load(HERE).surveys


def test_a_bad_cell_leaves_the_catalogue_as_it_was(catalogue: Path, tmp_path: Path) -> None:
    run("template", "hotline", str(file := tmp_path / "a.xlsx"))
    book = openpyxl.load_workbook(file)
    book["数据集"]["G2"] = "每小时"
    book.save(file)
    before = (catalogue / "survey/hotline.yml").read_bytes()
    code, told = run("import", str(file), "--department", "hotline")
    assert code == 1
    assert told.startswith(
        "a.xlsx:数据集!G2: INVALID_VALUE `更新周期` is one of 每日、每周、每月、每季度、每年、不定期\n"
    )
    assert (catalogue / "survey/hotline.yml").read_bytes() == before


@pytest.mark.parametrize(
    "arguments", [("template", "nobody", "a.xlsx"), ("import", "a.xlsx", "--department", "nobody")]
)
def test_an_unknown_department(catalogue: Path, arguments: tuple[str, ...]) -> None:
    code, told = run(*arguments)
    assert (code, told.startswith("there is no department `nobody`; known: administrative_approval")) == (1, True)
