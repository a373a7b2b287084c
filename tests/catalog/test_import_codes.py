"""The lists that are made from published tables: current, repaired, and complete."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from catalog.import_codes import division, industry, section, written
from catalog.load import HERE, load

PUBLISHED = Path(__file__).parents[2].parent / "shared" / "data"
TABLE = """"id","parent_id","code","name","enabled","dest"
1,,"A","农、林、牧、渔业",1,""
4,3,"111","稻谷种植",1,
3,2,"11","谷物种植",1,
2,1,"1","农业",1,
5,1,"11","开采辅助活动 ",1,
"""


def test_committed_lists_are_current() -> None:
    if not PUBLISHED.is_dir():
        pytest.skip("the published tables are not on this machine; see NOTICE for where they come from")
    assert [
        name for name, text in written(PUBLISHED).items() if (HERE / "codes" / name).read_text(encoding="utf-8") != text
    ] == []


def test_lost_zeros_come_back_by_the_depth_of_the_tree(tmp_path: Path) -> None:
    (tmp_path / "codelists").mkdir()
    (tmp_path / "codelists/GB-4754-2017.csv").write_text(TABLE.replace('5,1,"11"', '5,1,"2"'), encoding="utf-8")
    assert [row[:4] for row in industry(tmp_path)] == [
        ("A", "农、林、牧、渔业", "", ""),
        ("0111", "稻谷种植", "A0111", "011"),
        ("011", "谷物种植", "A011", "01"),
        ("01", "农业", "A01", "A"),
        ("02", "开采辅助活动", "A02", "A"),
    ]


def test_a_division_under_another_section_is_refused(tmp_path: Path) -> None:
    (tmp_path / "codelists").mkdir()
    (tmp_path / "codelists/GB-4754-2017.csv").write_text(TABLE, encoding="utf-8")
    with pytest.raises(ValueError, match="industry 11 stands under A"):
        list(industry(tmp_path))


def test_sections_of_the_standard() -> None:
    codes = ["01", "05", "06", "4690", "47", "83", "84", "97", "98", "A"]
    assert [section(code) for code in codes] == ["A", "A", "B", "D", "E", "P", "Q", "T", "", ""]


def test_industry_has_every_class_of_the_standard() -> None:
    codes = load().code_lists["industry"].codes
    assert Counter(len(code.code) if code.code.isdigit() else 0 for code in codes) == {0: 20, 2: 97, 3: 473, 4: 1380}
    assert all(code.parent == (section(code.code) if len(code.code) == 2 else code.code[:-1]) for code in codes[1:9])


def test_a_part_that_left_early_keeps_its_year(tmp_path: Path) -> None:
    (tmp_path / "divisions").mkdir()
    (tmp_path / "divisions/areacodes.csv").write_text(
        "\ufeff代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码\n"
        "371202,山东省,莱芜市,莱城区,县级,弃用,1992,2018,371203[2006];370116\n",
        encoding="utf-8",
    )
    assert list(division(tmp_path))[:2] == [
        ("371202", "莱城区", "", "", "1992-01-01", "2018-01-01", "371203@2006-01-01|370116"),
        ("390000", "云海省（虚构）", "", "", "1981-01-01", "", ""),
    ]
