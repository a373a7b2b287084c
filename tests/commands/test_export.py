"""`yiyuan export`: JSON that parses, a statement, and one sentence for what there is not."""

from __future__ import annotations

import json

import pytest
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


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("json-schema", "hotline/none"), "there is no source `hotline/none`; known: administrative_approval/licences"),
        (("dcat", "--department", "none"), "there is no department `none`; known: administrative_approval"),
        (("ddl", "base.none"), "there is no table `base.none`; known: base.address"),
    ],
)
def test_what_there_is_not(arguments: tuple[str, ...], told: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out, err.split(",")[0]) == (1, "", told)
