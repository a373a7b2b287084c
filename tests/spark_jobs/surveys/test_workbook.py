"""A department's workbook: what is written is read back, and every bad cell is named, all at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter.utility import xl_col_to_name

from catalog.load import HERE, Loaded, load, read
from catalog.model import Catalogue
from catalog.survey import Format, Item, Survey, SurveyedDataset, SurveyedDuty, SurveyedSystem
from catalog.terms import Sharing
from spark_jobs.surveys import intake, template
from spark_jobs.surveys.form import to_yaml

Edit = Callable[[openpyxl.Workbook], None]
DEPARTMENT = "institution_office"


@cache
def demo() -> tuple[Catalogue, Loaded]:
    return read(HERE)


def taken(path: Path, department: str = DEPARTMENT) -> tuple[Survey | None, list[str]]:
    survey, problems = intake.read(path, department, *demo())
    return survey, [str(problem) for problem in problems]


def filled(folder: Path, *edits: Edit) -> Path:
    """The template of a department after edits."""
    template.write(demo()[0], DEPARTMENT, path := folder / "表.xlsx")
    book = openpyxl.load_workbook(path)
    for edit in edits:
        edit(book)
    book.save(path)
    return path


def put(sheet: str, cell: str, value: object) -> Edit:
    def edit(book: openpyxl.Workbook) -> None:
        book[sheet][cell] = value

    return edit


@pytest.mark.parametrize("department", sorted(load().surveys))
def test_a_template_is_read_back_as_the_survey_it_shows(tmp_path: Path, department: str) -> None:
    template.write(demo()[0], department, path := tmp_path / "a.xlsx")
    assert taken(path, department) == (load().surveys[department], [])


def test_what_is_imported_loads_from_the_catalogue(tmp_path: Path) -> None:
    sharing = Sharing(type="none", basis="《中华人民共和国个人信息保护法》")
    survey = Survey(
        id="health",
        surveyed_on=date(2026, 9, 1),
        duties={"d": SurveyedDuty(label="=1+1", basis="#是: 'ＴＲＵＥ' yes")},
        systems={"s": SurveyedSystem(label="12345", status="停用", duties=("d",))},
        datasets={
            "x": SurveyedDataset(
                label="null",
                format=Format(kind="数据库", name="1e5", table="t"),
                cycle="irregular",
                rows=0,
                items={"甲：乙": Item(), "2026-01-01": Item(element="phone", forms=("表一", "表二"))},
                share=sharing,
                open=sharing,
                not_catalogued="待定",
            )
        },
    )
    catalogue, loaded = demo()
    template.write(catalogue.model_copy(update={"surveys": {"health": survey}}), "health", path := tmp_path / "a.xlsx")
    found, problems = intake.read(path, "health", catalogue, loaded)
    assert (found, problems) == (survey, [])
    for kind in ("elements", "departments"):
        (tmp_path / "catalog" / kind).mkdir(parents=True)
    for name in ("elements/phone.yml", "departments/health.yml"):
        (tmp_path / "catalog" / name).write_bytes((HERE / name).read_bytes())
    (tmp_path / "catalog/survey").mkdir()
    (tmp_path / "catalog/survey/health.yml").write_text(to_yaml(survey), encoding="utf-8")
    assert load(tmp_path / "catalog").surveys == {"health": survey}


def test_an_empty_department_gets_an_empty_template(tmp_path: Path) -> None:
    catalogue, loaded = demo()
    template.write(catalogue.model_copy(update={"surveys": {}}), DEPARTMENT, path := tmp_path / "a.xlsx")
    assert [str(it) for it in intake.read(path, DEPARTMENT, catalogue, loaded)[1]] == [
        "a.xlsx:说明!B2: MISSING_FIELD `普查日期` is required; fill it in"
    ]


BAD: dict[str, tuple[tuple[str, str, object], str]] = {
    "no day": (("说明", "B2", None), "说明!B2: MISSING_FIELD `普查日期` is required; fill it in"),
    "a day that is none": (("说明", "B2", "去年"), "说明!B2: INVALID_VALUE `普查日期`: "),
    "no basis": (("权责事项", "C2", None), "权责事项!C2: MISSING_FIELD `依据` is required; fill it in"),
    "a Chinese id": (("权责事项", "A3", "编制"), "权责事项!A3: INVALID_VALUE `编号`: "),
    "an unknown duty": (("业务系统", "D2", "none"), "业务系统!D2: UNKNOWN_DUTY "),
    "an unknown state": (("业务系统", "C2", "报废"), "业务系统!C2: INVALID_VALUE `状态` is one of 在用、在建、停用"),
    "an unknown system": (("数据集", "C2", "none"), "数据集!C2: UNKNOWN_SYSTEM "),
    "no cycle": (("数据集", "G2", None), "数据集!G2: MISSING_FIELD `更新周期` is required; fill it in"),
    "rows in words": (("数据集", "H3", "很多"), "数据集!H3: INVALID_VALUE `数据量（行）`: "),
    "no type": (("数据集", "I2", None), "数据集!I2: MISSING_FIELD `共享类型` is required; fill it in"),
    "no table": (("数据集", "F2", None), "数据集!D2: NO_TABLE "),
    "entry and reason": (("数据集", "Q2", "也写原因"), "数据集!A2: SOURCE_OR_REASON "),
    "an id twice": (("数据集", "A3", "public_institutions"), "数据集!A3: DUPLICATE_KEY "),
    "an item of nothing": (("信息项", "A2", "none"), "信息项!A2: UNKNOWN_DATASET "),
    "an item twice": (("信息项", "B3", "统一社会信用代码"), "信息项!B3: DUPLICATE_KEY "),
    "an item without name": (("信息项", "B2", None), "信息项!B2: MISSING_FIELD `名称` is required; fill it in"),
    "an unknown element": (("信息项", "C2", "代号"), "信息项!C2: UNKNOWN_ELEMENT "),
    "another header": (("信息项", "D1", "表单"), "信息项!D1: UNKNOWN_HEADER "),
}


@pytest.mark.parametrize("name", BAD)
def test_each_bad_cell_is_named(tmp_path: Path, name: str) -> None:
    change, expected = BAD[name]
    survey, problems = taken(filled(tmp_path, put(*change)))
    assert survey is None
    assert [line for line in problems if line.startswith(f"表.xlsx:{expected}")]


def test_all_bad_cells_at_once(tmp_path: Path) -> None:
    bad = {
        ("说明", "B2"): "去年",
        ("权责事项", "C2"): None,
        ("业务系统", "D2"): "none",
        ("业务系统", "C3"): "报废",
        ("数据集", "C2"): "none",
        ("数据集", "H3"): "很多",
        ("信息项", "C2"): "代号",
    }
    _, problems = taken(filled(tmp_path, *(put(sheet, cell, value) for (sheet, cell), value in bad.items())))
    errors = [line for line in problems if "warning" not in line]
    assert [tuple(line.split(":")[1].split("!")) for line in errors] == list(bad)


def test_a_warning_alone_does_not_stop_the_import(tmp_path: Path) -> None:
    survey, problems = taken(filled(tmp_path, put("数据集", "G2", "每年")))
    assert survey is not None
    assert [line[: line.index(" the")] for line in problems] == ["表.xlsx:数据集!G2: warning: SURVEY_DIFFERS"]


def test_columns_may_be_moved_and_elements_named_by_their_id(tmp_path: Path) -> None:
    def swap(book: openpyxl.Workbook) -> None:
        for row in book["权责事项"].iter_rows(max_col=3):
            row[1].value, row[2].value = row[2].value, row[1].value
        book["信息项"]["C2"] = "uscc"

    assert taken(filled(tmp_path, swap)) == (load().surveys[DEPARTMENT], [])


def test_a_sheet_that_is_gone(tmp_path: Path) -> None:
    _, problems = taken(filled(tmp_path, lambda book: book.remove(book["信息项"])))
    assert "表.xlsx:说明!A1: MISSING_SHEET there is no sheet `信息项`; use the template and keep its sheets" in problems


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", "名称,依据".encode()])
def test_a_file_that_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "表.xlsx").write_bytes(content)
    assert taken(tmp_path / "表.xlsx") == (
        None,
        ["表.xlsx:说明!A1: UNREADABLE this is no workbook that can be opened; save it as .xlsx again"],
    )


@pytest.mark.parametrize(("sheet", "cell"), [("信息项", "A1"), ("信息项", "B1"), ("数据集", "A1"), ("业务系统", "A1")])
def test_a_header_that_names_the_rows_is_gone(tmp_path: Path, sheet: str, cell: str) -> None:
    survey, problems = taken(filled(tmp_path, put(sheet, cell, "改了")))
    assert survey is None
    errors = [line.split(" ")[0:2] for line in problems]
    last = xl_col_to_name({"信息项": 4, "数据集": 17, "业务系统": 4}[sheet])
    assert errors == [[f"表.xlsx:{sheet}!{cell}:", "UNKNOWN_HEADER"], [f"表.xlsx:{sheet}!{last}1:", "MISSING_HEADER"]]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert taken(tmp_path / "表.xlsx") == (
        None,
        ["表.xlsx:说明!A1: UNREADABLE cannot be read: No such file or directory"],
    )
