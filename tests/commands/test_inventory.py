"""`yiyuan inventory` on an empty lake: eighty columns for people, JSON for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands import inventory  # noqa: F401 - registers the command
from commands.app import app


@pytest.fixture(autouse=True)
def _empty_lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)


def run(*options: str) -> str:
    result = CliRunner().invoke(app, ["inventory", *options])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_one_department_for_people() -> None:
    assert (
        run("--department", "institution_office")
        == """\
部门                              普查  编目  挂接  编目率  挂接率
中共云州市委机构编制委员会办公室     2     1     0   50.0%    0.0%

有目录无数据的条目（1）：还没有发布过的数据
  事业单位登记  institution_office/public_institutions

尚未编目的数据集（1）：各单位报送的表格，没有业务系统，格式未统一
  事业单位法人年度报告  institution_office/annual_reports

没有数据集的系统（1）：系统（在用）没有登记任何数据集
  机构编制实名制管理系统  institution_office/staffing

没有系统的数据集（1）：数据集不属于任何业务系统
  事业单位法人年度报告  institution_office/annual_reports

没有数据元的信息项（1）：事业单位法人年度报告的信息项没有对应的数据元
  从业人数  institution_office/annual_reports#从业人数
"""
    )


def test_the_whole_city_has_a_total() -> None:
    assert "全市" in run()


def test_json_is_complete() -> None:
    told = json.loads(run("--format", "json"))
    assert sorted(told) == ["catalogue", "coverage", "dataset", "orphan", "system"]
    assert [row["catalogued_share"] for row in told["coverage"] if row["department"] == "civil_affairs"] == [0.8]
