"""`yiyuan contract`: out, back, and the refusals that are one sentence and exit 1."""

from __future__ import annotations

from pathlib import Path

import yaml
from typer.testing import CliRunner

from catalog.load import load
from catalog.model import Source
from commands import contract  # noqa: F401 - registers the commands
from commands.app import app


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["contract", *arguments])
    return result.exit_code, result.output


def test_out_and_back_into_a_file_that_was_not_there(tmp_path: Path) -> None:
    code, text = run("export", "hotline/tickets")
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    back = ("import", str(tmp_path / "c.yaml"), "--department", "hotline")
    draft = tmp_path / "tickets.yml"
    assert (code, run(*back, "--to", str(draft))) == (0, (0, f"{draft}: 0 things to do\n"))
    assert Source.model_validate(yaml.safe_load(draft.read_text("utf-8"))) == load().sources["hotline/tickets"]
    assert run(*back) == (0, draft.read_text("utf-8"))
    assert run(*back, "--to", str(draft)) == (1, f"{draft} cannot be written: File exists\n")


def test_refusals(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("a: b\n", encoding="utf-8")
    refused = [
        run("export", "hotline/none"),
        run("import", str(tmp_path / "c.yaml"), "--department", "nobody"),
        run("import", str(tmp_path / "c.yaml"), "--department", "hotline"),
        run("import", str(tmp_path / "d.yaml"), "--department", "hotline"),
    ]
    assert [(code, told.split(";")[0].strip()) for code, told in refused] == [
        (1, "there is no source `hotline/none`"),
        (1, "there is no department `nobody`"),
        (
            1,
            "c.yaml:1: NOT_A_CONTRACT this is no data contract of version 3: `kind: DataContract` and "
            "`apiVersion: v3…` are required",
        ),
        (1, "d.yaml:1: UNREADABLE is not there"),
    ]
