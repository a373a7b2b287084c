"""`yiyuan export`: JSON that parses, a statement, and one sentence for what there is not."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from commands import catalogue, export  # noqa: F401 - one alone would need no name
from commands.app import app


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["export", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_what_there_is() -> None:
    assert json.loads(run("json-schema", "hotline/tickets")[1])["title"] == "12345热线工单"
    health = json.loads(run("dcat", "--department", "health")[1])["dcat:dataset"]
    assert [dataset["dct:title"]["@value"] for dataset in health] == ["居民死亡医学证明"]
    assert run("ddl", "base.person")[1].splitlines()[0] == "CREATE TABLE base.person ("
