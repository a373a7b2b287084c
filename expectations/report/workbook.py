"""待整改清单.xlsx: every faulty row with its file and line, one sheet per dataset, to be filled in and sent back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter

from expectations.report import wording
from expectations.report.basis import DEFINITIONS
from expectations.report.document import LEDGER_HEAD, SENDER
from expectations.report.letter import Letter
from expectations.report.material import Fault
from expectations.report.open_faults import Group, order
from spark_jobs.deliveries import CHINA

FILE_NAME = "待整改清单.xlsx"
#: Column → its width in characters.
COLUMNS = {
    "文件": 22,
    "行号": 7,
    "业务键(脱敏)": 22,
    "字段": 16,
    "值(脱敏)": 22,
    "规则": 26,
    "问题": 32,
    "如何整改": 32,
    "依据": 22,
    "严重程度": 10,
    "处理结果": 14,
    "问题编号": 19,
    "首次发现": 12,
    "截止日期": 12,
}
FONT = {"font_name": "Microsoft YaHei", "font_size": 10}
LINE_POINTS = 15
ANSWERS = ["已改", "非错误", "无法整改"]
RESOLVED = "后续报送中已不再出现，无需处理"
#: An .xlsx sheet has 1,048,576 rows, one of them the header.
SHEET_ROWS = 1_048_575


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    cells: tuple[str | int | None, ...]
    resolved: bool = False


def workbook(letter: Letter) -> bytes:
    """The file; the same letter gives the same bytes."""
    buffer = BytesIO()
    # Text stays text: a value that begins with `=` must never become a formula in somebody's office.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties(
        {"title": letter.subject, "author": SENDER, "created": letter.as_of.replace(tzinfo=None), "comments": ""}
    )
    _cover(book, letter)
    for name, rows in sheets(letter):
        _sheet(book, name, rows)
    book.close()
    return buffer.getvalue()


def sheets(letter: Letter) -> Iterator[tuple[str, list[Row]]]:
    """Sheet name and its rows, dataset by dataset; a dataset too long for one sheet goes on in the next."""
    taken = {"说明"}
    for part in letter.parts:
        found = rows(letter, part.source)
        for start in range(0, max(1, len(found)), SHEET_ROWS):
            yield _name(part.label, taken), found[start : start + SHEET_ROWS]


def rows(letter: Letter, source: str) -> list[Row]:
    """Errors by file and line, then hints, then what has gone since."""
    return [
        row
        for groups in (letter.errors, letter.hints, letter.resolved)
        for row in _rows(letter, [group for group in groups if group.source == source], groups is letter.resolved)
    ]


def _rows(letter: Letter, groups: list[Group], resolved: bool) -> Iterator[Row]:
    pairs = sorted(((fault, group) for group in groups for fault in group.faults), key=lambda pair: order(pair[0]))
    for fault, group in pairs:
        yield Row(_cells(letter, fault, group, resolved), resolved)


def _cells(letter: Letter, fault: Fault, group: Group, resolved: bool) -> tuple[str | int | None, ...]:
    error = fault.severity == "error"
    return (
        fault.file_name,
        fault.line,
        fault.key,
        group.rule.column_label,
        fault.masked_value,
        group.rule.rule_id,
        group.rule.sentence,
        group.rule.fix,
        group.rule.basis,
        "错误" if error else "提示",
        RESOLVED if resolved else None,
        fault.fault_id,
        fault.first_seen.astimezone(CHINA).date().isoformat(),
        letter.deadline.on.isoformat() if error and not resolved else None,
    )


def _name(label: str, taken: set[str]) -> str:
    """A sheet name that Excel takes: at most 31 characters, none of []:*?/\\, not used before in any case."""
    base, number = re.sub(r"[\[\]:*?/\\']", " ", label).strip()[:27] or "数据集", 1
    name = base
    while name.lower() in taken:
        number += 1
        name = f"{base}({number})"
    taken.add(name.lower())
    return name


def _sheet(book: xlsxwriter.Workbook, name: str, rows: list[Row]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format(FONT | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#B8141B", "valign": "vcenter"})
    box = FONT | {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D9D9D4"}
    plain, grey = book.add_format(box), book.add_format(box | {"font_color": "#8C8C88"})
    answer = book.add_format(box | {"bg_color": "#FFF8E1"})
    answers = list(COLUMNS).index("处理结果")
    for number, (title, width) in enumerate(COLUMNS.items()):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, title, head)
    for line, row in enumerate(rows, 1):
        sheet.set_row(line, _height(row))
        for number, cell in enumerate(row.cells):
            form = grey if row.resolved else answer if number == answers else plain
            if isinstance(cell, int):
                sheet.write_number(line, number, cell, form)
            elif cell:
                sheet.write_string(line, number, cell, form)
            else:
                sheet.write_blank(line, number, None, form)
    sheet.autofilter(0, 0, max(1, len(rows)), len(COLUMNS) - 1)
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 22)
    if rows:
        choice = {"validate": "list", "source": ANSWERS, "error_type": "information", "ignore_blank": True}
        sheet.data_validation(1, answers, len(rows), answers, choice)
    _print(sheet)


def _height(row: Row) -> int:
    """Points for the longest cell: readers other than Excel do not fit wrapped rows by themselves."""
    texts = zip((str(cell or "") for cell in row.cells), COLUMNS.values(), strict=True)
    return LINE_POINTS * max(-(-_columns(text) // (width - 1)) or 1 for text, width in texts) + 4


def _columns(text: str) -> int:
    """How many digits wide a text is; a Chinese character is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _print(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _cover(book: xlsxwriter.Workbook, letter: Letter) -> None:
    """说明: what this is, the totals of the letter, how to answer."""
    sheet = book.add_worksheet("说明")
    title = book.add_format(FONT | {"bold": True, "font_size": 16, "font_color": "#B8141B"})
    text_, bold = book.add_format(FONT), book.add_format(FONT | {"bold": True, "font_size": 12})
    wrap = book.add_format(FONT | {"text_wrap": True, "valign": "vcenter"})
    head_format = FONT | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#B8141B", "valign": "vcenter"}
    head, head_right = book.add_format(head_format), book.add_format(head_format | {"align": "right"})
    name = book.add_format(FONT | {"border": 1, "border_color": "#D9D9D4", "valign": "vcenter"})
    number = book.add_format(
        FONT | {"border": 1, "border_color": "#D9D9D4", "num_format": "#,##0", "valign": "vcenter"}
    )
    sheet.set_default_row(20)
    sheet.set_row(0, 32)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, len(LEDGER_HEAD), 12)
    sheet.write_string(0, 0, f"{FILE_NAME.removesuffix('.xlsx')}（{wording.month(letter.period)}）", title)
    sheet.write_string(1, 0, f"{letter.label}　编号 {letter.report_id}　{wording.day(letter.as_of.date())}", text_)
    sheet.merge_range(2, 0, 2, len(LEDGER_HEAD), letter.headline, bold)
    for column, text in enumerate(("数据集", *LEDGER_HEAD)):
        sheet.write_string(4, column, text, head_right if column else head)
    line = 5
    for label, counts in [*((part.label, part.counts) for part in letter.parts), ("合计", letter.totals)]:
        sheet.write_string(line, 0, label, name)
        figures = (counts.files, counts.received, counts.accepted, counts.quarantined, counts.superseded)
        for column, figure in enumerate((*figures, counts.rejected, counts.rows_to_fix), 1):
            sheet.write_number(line, column, figure, number)
        line += 1
    for text in (*_explained(letter), *(f"{term}：{meaning}" for term, meaning in DEFINITIONS)):
        line += 1
        sheet.set_row(line, 24)
        sheet.merge_range(line, 0, line, len(LEDGER_HEAD), text, wrap)
    _print(sheet)


def _explained(letter: Letter) -> tuple[str, ...]:
    totals = letter.totals
    return (
        f"本清单列出错误 {totals.faults:,} 处（涉及待整改 {totals.rows_to_fix:,} 条）、提示 {totals.hints:,} 处、"
        f"后续报送中已不再出现 {totals.resolved:,} 处；每个数据集一张表，每处一行。",
        f"请在“处理结果”一列填写{'、'.join(f'“{answer}”' for answer in ANSWERS)}，后两项请写明原因，随回信附回。"
        "值和业务键已脱敏，请按文件和行号查找原始记录。",
    )
