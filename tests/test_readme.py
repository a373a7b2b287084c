"""What the README shows is so: its source compiles as it stands, and its commands are there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import typer

from catalog.load import HERE, warnings
from spark_jobs.proofs.prove import prove
from yiyuan import application

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SHOWN = sorted({name for _, text in BLOCKS for name in re.findall(r"\.venv/bin/yiyuan (\S+)", text)})


def test_source_in_five_minutes(tmp_path: Path) -> None:
    """One new file, nothing edited: no problem, and the warning that the README tells of."""
    root = tmp_path / "catalog"
    shutil.copytree(HERE, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    [text] = [text for language, text in BLOCKS if language == "yaml"]
    [name] = re.findall(r"`catalog/(sources/\w+/\w+\.yml)`", README)
    assert not (root / name).exists()
    (root / name).write_text(text, encoding="utf-8")
    source = name.removeprefix("sources/").removesuffix(".yml")
    assert prove(root).sources.keys() - prove(HERE).sources.keys() == {source}
    assert [(it.file, it.code) for it in warnings(root)] == [(name, "NOT_SURVEYED")]


def test_commands_are_found_in_the_readme() -> None:
    assert {"up", "check", "down"} <= set(SHOWN)


@pytest.mark.parametrize("name", SHOWN)
def test_command_is_registered(name: str) -> None:
    assert name in typer.main.get_command(application()).commands  # type: ignore[attr-defined]
