"""What cannot be done is one sentence on stderr and exit 1 or 2, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import yiyuan
from spark_jobs import session

NAMES = "administrative_approval, civil_affairs, health, hotline, human_resources, institution_office, "
NAMES += "market_regulation, natural_resources, public_security"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("validate nope", "there is no element `nope`; known: address_id, "),
        ("validate resident", "there is no element `resident`; did you mean resident_id?\n"),
        ("rules resident", "there is no element `resident`; did you mean resident_id?\n"),
        (
            "export json-schema civil_affairs/marriage",
            "there is no source `civil_affairs/marriage`; did you mean civil_",
        ),
        ("export dcat --department x", f"there is no department `x`; known: {NAMES}\n"),
        ("export ddl base.nope", "there is no table `base.nope`; did you mean "),
        ("contract export nope", "there is no source `nope`; known: "),
        ("contract import nope --department helth", "there is no department `helth`; did you mean health?\n"),
        ("survey template helth x.xlsx", "there is no department `helth`; did you mean health?\n"),
        ("lists --department helth", "there is no department `helth`; did you mean health?\n"),
        ("inventory --department helth", "there is no department `helth`; did you mean health?\n"),
        ("report --department helth", "there is no department `helth`; did you mean health?\n"),
        ("report --period 2026-13", "period `2026-13` is not YYYY-MM\n"),
        ("reprocess", "say what to work on again: ids of deliveries, --source DEPT/SOURCE, or --changed\n"),
        ("reprocess --source health/death", "there is no source `health/death`; did you mean health/death_cert"),
        ("duties A999", "there is no duty `A999`; did you mean A99"),
        ("city x --month 2026-00", "month `2026-00` is not YYYY-MM\n"),
        ("city x --persons 0", "0 is not in the range x>=1"),
        ("city x --defects 7", "7.0 is not in the range 0<=x<=1"),
        ("sql SELECT --format xml", "'xml' is not one of 'table', 'csv', 'json'"),
        ("sql SELECT --role boss", "'boss' is not one of 'analyst', 'steward'"),
        ("inventory --format xml", "'xml' is not one of 'table', 'json'"),
    ],
)
def test_a_sentence(line: str, said: str) -> None:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(yiyuan.application(), line.split())
    assert (result.exit_code in (1, 2), result.stdout) == (True, "")
    assert said in result.stderr


def test_the_engine_answers_a_wrong_statement_with_a_sentence(spark: object) -> None:
    result = CliRunner().invoke(yiyuan.application(), ["sql", "SELECT cast('390102194001010012' AS DATE), 1 / 0"])
    assert result.exit_code == 1
    assert result.stderr.startswith("引擎不能执行这条语句：")
    assert "390102194001010012" not in result.stderr


def test_nothing_listens_where_the_engine_should(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("YIYUAN_ENGINE", "sc://127.0.0.1:1")
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setattr(session, "PATIENCE", 0.1)
    monkeypatch.setattr("sys.argv", ["yiyuan", "verify"])
    with pytest.raises(SystemExit, match=r"the engine sc://127\.0\.0\.1:1 does not answer: Connection refused"):
        yiyuan.main()


def test_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("sys.argv", ["yiyuan", "city", str(tmp_path / "file" / "city"), "--persons", "10"])
    with pytest.raises(SystemExit, match="Not a directory"):
        yiyuan.main()
