"""Write the survey workbook that a department fills in, with what its last survey said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from catalog.model import Catalogue
from catalog.survey import Survey
from spark_jobs.surveys.sheets import BETWEEN, COVER, DATASETS, DAY, ITEMS, SHEETS, Column, Sheet

FONT = {"font_name": "微软雅黑", "font_size": 11}
#: Rows below the last record that have drop-downs too.
EMPTY_ROWS = 500
#: Excel takes no longer text beside a cell.
LONGEST_NOTE = 255
HOW = (
    "请列出本部门的全部权责事项、业务系统、数据集和信息项，包括尚未编目的。",
    "红色表头的列必填；带下拉框的列请从中选择；编号确定后不再改变。",
    "每个数据集填“目录条目”或“未编目原因”其中一项。",
    "采集表单指要求群众或企业填写的表单；同一项内容被多个部门采集的，将列入重复采集清单。",
)


def write(catalogue: Catalogue, department: str, path: Path) -> None:
    """The workbook of one department. Raises OSError if the file cannot be written."""
    # Text stays text: a name that begins with `=` must never become a formula in somebody's office.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    survey = catalogue.surveys.get(department)
    _cover(book, catalogue.departments[department].label, survey)
    labels = {name: element.label for name, element in catalogue.elements.items()}
    names = book.add_worksheet("数据元")
    for line, label in enumerate(sorted(labels.values())):
        names.write_string(line, 0, label)
    for sheet in SHEETS:
        _sheet(book, sheet, list(_records(sheet, survey, labels)), len(labels))
    names.hide()
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(f"{path} cannot be written: {error}") from None


def _cover(book: Any, label: str, survey: Survey | None) -> None:
    sheet = book.add_worksheet(COVER)
    bold, plain = book.add_format(FONT | {"bold": True, "font_size": 16}), book.add_format(FONT)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, f"{label}政务数据资源普查表", bold)
    sheet.write_string(1, 0, DAY, plain)
    sheet.write_string(1, 1, survey.surveyed_on.isoformat() if survey else "", plain)
    for line, sentence in enumerate(HOW, 3):
        sheet.write_string(line, 0, sentence, plain)


def _records(sheet: Sheet, survey: Survey | None, labels: dict[str, str]) -> Iterator[list[Any]]:
    """The cells of each record that the last survey has, in the order of the columns."""
    if survey and sheet is ITEMS:
        for name, dataset in survey.datasets.items():
            for label, item in dataset.items.items():
                yield [name, label, labels.get(item.element or ""), BETWEEN.join(item.forms)]
    elif survey:
        for name, record in getattr(survey, sheet.part).items():
            yield [name, *(_cell(record, column) for column in sheet.columns[1:])]


def _cell(record: Any, column: Column) -> Any:
    value = record
    for field in column.field:
        value = getattr(value, field)
    if column.several:
        return BETWEEN.join(value)
    shown = {field: choice for choice, field in (column.choices or {}).items()}
    return shown.get(value, value)


def _sheet(book: Any, sheet: Sheet, records: Sequence[Sequence[Any]], elements: int) -> None:
    page = book.add_worksheet(sheet.name)
    must = book.add_format(FONT | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#B8141B"})
    may = book.add_format(FONT | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#595959"})
    plain = book.add_format(FONT | {"valign": "top", "text_wrap": True})
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width, plain)
        page.write_string(0, number, column.header, must if column.required else may)
        if choice := _choice(sheet, column, elements):
            page.data_validation(1, number, len(records) + EMPTY_ROWS, number, choice)
    for line, record in enumerate(records, 1):
        for number, cell in enumerate(record):
            if isinstance(cell, int):
                page.write_number(line, number, cell, plain)
            elif cell:
                page.write_string(line, number, cell, plain)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(1, len(records)), len(sheet.columns) - 1)


def _choice(sheet: Sheet, column: Column, elements: int) -> dict[str, Any] | None:
    """The drop-down and the hint of a column; a hint alone where anything may be written."""
    note = {"input_title": column.header, "input_message": column.note[:LONGEST_NOTE]} if column.note else {}
    if column.choices:
        return {"validate": "list", "source": list(column.choices), **note}
    if column.field == ("element",):
        # A name that is missing here may still be written: the item has no element yet.
        return {"validate": "list", "source": f"=数据元!$A$1:$A${elements}", "error_type": "warning", **note}
    if (sheet, column.header) in ((DATASETS, "所属系统"), (ITEMS, "数据集")):
        other = "业务系统" if sheet is DATASETS else "数据集"
        return {"validate": "list", "source": f"={other}!$A$2:$A${EMPTY_ROWS}", "error_type": "warning", **note}
    return {"validate": "any", **note} if note else None
