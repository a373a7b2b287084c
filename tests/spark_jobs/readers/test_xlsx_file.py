"""Workbooks: header, cells, and what can be wrong with them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import xlsxwriter
import xlwt

from spark_jobs.readers import Layout, Unreadable, read, schema
from spark_jobs.readers.cells import text_of

COLUMNS = (("no", ("证号",)), ("husband", ("男方/姓名",)), ("wife", ("女方/姓名",)))
PLAIN = Layout("xlsx", "utf-8", ",", 0, 1, None, (("no", ("证号",)), ("on", ("日期",))))
MERGED = Layout("xlsx", "utf-8", ",", 1, 2, None, COLUMNS)


def workbook(fill: Callable[[Any], None]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        fill(book)
    return content.getvalue()


def sheet(*table: list[Any]) -> bytes:
    def fill(book: Any) -> None:
        page = book.add_worksheet()
        for number, row in enumerate(table):
            page.write_row(number, 0, row)

    return workbook(fill)


def rows(path: Path, content: bytes, layout: Layout) -> list[tuple[object, ...]]:
    file = path / "delivery"
    file.write_bytes(content)
    table = pa.Table.from_batches(list(read(file, layout)), schema(layout))
    return [tuple(row.values()) for row in table.to_pylist()]


def verdict(path: Path, content: bytes, layout: Layout = PLAIN) -> str:
    with pytest.raises(Unreadable) as raised:
        rows(path, content, layout)
    assert raised.value.sentence.endswith("。")
    return raised.value.reason


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("", ""),
        (" 文 ", " 文 "),
        (300.0, "300"),
        (-1.5, "-1.5"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (999999999999999.0, "999999999999999"),
        (1.10105194912310021e17, "1.10105194912310E+17"),
        (-1e15, "-1.00000000000000E+15"),
        (True, "TRUE"),
        (dt.date(2020, 2, 29), "2020-02-29"),
        (dt.datetime.fromisoformat("2020-02-29"), "2020-02-29"),
        (dt.datetime.fromisoformat("2020-02-29T08:05"), "2020-02-29 08:05:00"),
        (dt.time(8, 5), "08:05:00"),
        (dt.timedelta(hours=36, seconds=1), "36:00:01"),
    ],
)
def test_cells(cell: Any, text: str) -> None:
    assert text_of(cell) == text


def test_title_and_merged_header(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("登记")
        page.merge_range(0, 0, 0, 2, "婚姻登记表")
        page.merge_range(1, 0, 2, 0, "证号")
        page.write(1, 1, "男方")
        page.write(1, 2, "女方")
        page.write(2, 1, "姓名")
        page.write(2, 2, "姓名")
        page.write_row(3, 0, ["J1", "甲", "乙"])
        page.write_row(5, 0, ["J2", "", "丙"])
        book.add_worksheet("代码").hide()

    expected = [("J1", "甲", "乙", 4, None, None), ("J2", "", "丙", 6, None, None)]
    assert rows(tmp_path, workbook(fill), MERGED) == expected


def test_a_header_cell_over_several_columns_and_a_sheet_that_starts_late(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet()
        page.write(0, 1, "题")
        page.merge_range(1, 1, 2, 1, "证号")
        page.merge_range(1, 2, 1, 3, "男方")
        page.write_row(2, 2, ["姓名", "证件"])
        page.merge_range(1, 4, 1, 5, "女方")
        page.write_row(2, 4, ["姓名", "证件"])
        page.write_row(3, 1, ["J1", "甲", "a", "乙", "b"])

    columns = (*COLUMNS, ("husband_id", ("男方/证件",)), ("wife_id", ("女方/证件",)))
    layout = Layout("xlsx", "utf-8", ",", 1, 2, None, columns)
    assert rows(tmp_path, workbook(fill), layout) == [("J1", "甲", "乙", "a", "b", 4, None, None)]


def test_the_same_from_xls(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("登记")
    page.write_merge(0, 0, 0, 2, "婚姻登记表")
    page.write_merge(1, 2, 0, 0, "证号")
    for at, side in enumerate(("男方", "女方"), 1):
        page.write(1, at, side)
        page.write(2, at, "姓名")
    page.write(3, 0, 110105194912310021)
    page.write(3, 1, dt.date(2020, 2, 29), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    content = io.BytesIO()
    book.save(content)
    found = rows(tmp_path, content.getvalue(), MERGED)
    assert found == [("1.10105194912310E+17", "2020-02-29", "", 4, None, None)]


def test_rejected_rows(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet()
        page.write_row(0, 0, ["证号", "日期"])
        page.write_row(1, 0, ["1", "x", "备注"])
        page.write_row(2, 0, ["2", "\ufffd"])
        page.write(3, 0, "3")
        page.write_formula(3, 1, "=NA()", None, "#N/A")
        page.write_formula(4, 0, "=1/0", None, "#DIV/0!")
        page.write_row(5, 0, ["5", "#N/A"])

    assert rows(tmp_path, workbook(fill), PLAIN) == [
        (None, None, 2, "RAGGED", "1\tx\t备注"),
        (None, None, 3, "GARBLED", "2\t\ufffd"),
        (None, None, 4, "CELL_ERROR", "3"),
        (None, None, 5, "CELL_ERROR", ""),
        ("5", "#N/A", 6, None, None),
    ]


def test_header_only_is_no_error(tmp_path: Path) -> None:
    assert rows(tmp_path, sheet(["日期", "证号"]), PLAIN) == []


def test_a_sheet_of_notes_beside_the_data(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("填表说明").write(0, 0, "请逐行填写")
        book.add_worksheet("数据").write_row(0, 0, ["证号", "日期"])

    assert rows(tmp_path, workbook(fill), PLAIN) == []


def test_data_on_two_sheets(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        for name in ("一", "二"):
            book.add_worksheet(name).write_row(0, 0, ["证号", "日期"])

    assert verdict(tmp_path, workbook(fill)) == "MANY_SHEETS"


def test_a_column_without_header_between_the_others(tmp_path: Path) -> None:
    content = sheet(["证号", "", "日期"], ["1", "", "x"], ["2", "?", "y"])
    assert rows(tmp_path, content, PLAIN) == [("1", "x", 2, None, None), (None, None, 3, "RAGGED", "2\t?\ty")]


def test_a_cell_far_away_is_not_loaded(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet()
        page.write_row(0, 0, ["证号", "日期"])
        page.write(1_048_575, 16_383, "x")

    assert verdict(tmp_path, workbook(fill)) == "TOO_LARGE"


def test_no_visible_sheet_with_cells(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("隐藏").hide()
        book.add_chartsheet("图").activate()

    assert verdict(tmp_path, workbook(fill)) == "NO_SHEET"


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("data.csv", "证号,日期\n")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "EMPTY_FILE"),
        (sheet(), "EMPTY_FILE"),
        (sheet(["证号", "时间"]), "HEADER_DRIFT"),
        (sheet(["甲", "乙"]), "HEADER_DRIFT"),
        ("证号,日期\n1,2\n".encode(), "WRONG_FORMAT"),
        (b"<html><table><tr>", "WRONG_FORMAT"),
        (zipped(), "WRONG_FORMAT"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 592, "TRUNCATED"),
    ],
)
def test_file_level_verdicts(tmp_path: Path, content: bytes, reason: str) -> None:
    assert verdict(tmp_path, content) == reason


def test_a_workbook_cut_off_anywhere(tmp_path: Path) -> None:
    whole = sheet(["证号", "日期"], *([str(i), "x"] for i in range(500)))
    for end in range(30, len(whole) - 1, 997):
        assert verdict(tmp_path, whole[:end]) == "TRUNCATED", end
