"""Workbooks (.xlsx and .xls). `_line` is the row number that Excel shows.

Cells are text as `cells.text_of` says. An empty row is no record. Hidden sheets are not read.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from spark_jobs.readers.batches import Row, batches, lost, shown
from spark_jobs.readers.cells import text_of
from spark_jobs.readers.headers import matches, places
from spark_jobs.readers.layout import Layout
from spark_jobs.readers.package import Sheet
from spark_jobs.readers.package import sheet as told_of
from spark_jobs.readers.sniff import sample
from spark_jobs.readers.verdict import Unreadable

CELLS = 60_000_000
"""Largest sheet: rows times columns, up to its last cell. All rows of Excel with 57 columns."""
UNPACKED = 4 << 30
"""Most bytes that the parts of a workbook may say they unpack to: twice what a sheet of that many cells needs."""
_DAMAGE = (CalamineError, zipfile.BadZipFile, zlib.error, NotImplementedError, LookupError, EOFError)


def read(path: Path, layout: Layout) -> Iterator[pa.RecordBatch]:
    """Batches of the one visible sheet that carries the declared header.

    Above the header are `title_rows` rows. A header over several rows is flattened: `男方/姓名`. A row with content in
    a column without header is RAGGED, one with an error value such as #N/A is CELL_ERROR (in .xlsx only: in an .xls
    such a cell looks like an empty one). Unreadable as `sniff.sample`; TRUNCATED, ENCRYPTED, NO_SHEET, MANY_SHEETS,
    TOO_LARGE, EMPTY_FILE, HEADER_DRIFT.
    """
    sample(path, layout)
    sheet, told = _sheet(path, layout)
    names = _header(sheet, layout)
    order = places(_named(names), layout)
    at = [place for place, name in enumerate(names) if name]
    order = [at[place] for place in order]
    first = layout.title_rows + layout.header_rows + 1
    rows = (
        _row(number, [text_of(cell) for cell in cells], names, order, number in told.errors)
        for number, cells in enumerate(sheet.iter_rows(), 1)
        if number >= first and (number in told.errors or any(cell != "" for cell in cells))
    )
    yield from batches(rows, layout)


def _row(number: int, cells: list[str], names: Sequence[str], order: Sequence[int], error: bool) -> Row:
    values = [cells[place] for place in order]
    stray = any(cell and not name for cell, name in zip(cells, names, strict=True))
    reason = "CELL_ERROR" if error else "RAGGED" if stray else lost("\t".join(cells))
    return Row(number, None, reason, shown("\t".join(cells).rstrip("\t"))) if reason else Row(number, values)


def _is_workbook(path: Path) -> bool:
    with zipfile.ZipFile(path) as package:
        return any(name.startswith("xl/") for name in package.namelist())


@contextmanager
def _whole() -> Iterator[None]:
    """What a damaged workbook makes Calamine and zipfile say, as a verdict. A panic of Calamine is no Exception."""
    try:
        yield
    except PasswordError:
        raise Unreadable("ENCRYPTED", "工作簿设有打开密码。请去除密码后重新报送。") from None
    except BaseException as problem:
        if not isinstance(problem, _DAMAGE) and type(problem).__name__ != "PanicException":
            raise
        sentence = "工作簿不完整或已损坏，无法打开。请确认导出和传输完成，在 Excel 中能打开后重新报送。"
        raise Unreadable("TRUNCATED", sentence) from None


def _sheet(path: Path, layout: Layout) -> tuple[CalamineSheet, Sheet]:
    """The sheet with the declared header (or the one that comes nearest), and what its XML tells."""
    with _whole():
        if zipfile.is_zipfile(path) and not _is_workbook(path):
            raise Unreadable("WRONG_FORMAT", "收到的是压缩包，不是 Excel 工作簿。请解压后报送其中的工作簿。")
        _require_bounded(path)
        with path.open("rb") as stream:
            book = CalamineWorkbook.from_filelike(stream)
        sheets = [sheet for sheet in _visible(book, path) if sheet[0].start]
    if not sheets:
        raise Unreadable("EMPTY_FILE", "工作簿是空的，没有任何内容。请重新导出，确认不为空后再报送。")
    found = [matches(_named(_header(sheet, layout)), layout) for sheet, _ in sheets]
    fitting = [sheet for (sheet, _), count in zip(sheets, found, strict=True) if 2 * count > len(layout.columns)]
    if len(fitting) > 1:
        names = "、".join(f"“{sheet.name}”" for sheet in fitting)
        raise Unreadable("MANY_SHEETS", f"有多张工作表都带有约定的表头：{names}。请合并到一张工作表后重新报送。")
    return sheets[found.index(max(found))]


def _require_bounded(path: Path) -> None:
    """Raises Unreadable if the parts of a workbook would unpack to more than any honest one holds."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as parts:
        if sum(part.file_size for part in parts.infolist()) > UNPACKED:
            raise Unreadable("TOO_LARGE", "工作簿解压后超过 4 GiB。请按年份或地区拆成几个文件后重新报送。")


def _visible(book: CalamineWorkbook, path: Path) -> Iterator[tuple[CalamineSheet, Sheet]]:
    """The sheets a person sees. Calamine keeps a cell for every place up to the last one, so look first how many."""
    at = [
        place
        for place, told in enumerate(book.sheets_metadata)
        if told.visible == SheetVisibleEnum.Visible and told.typ == SheetTypeEnum.WorkSheet
    ]
    if not at:
        raise Unreadable("NO_SHEET", "工作簿里没有可见的工作表。请重新导出后再报送。")
    for place in at:
        told = told_of(path, place)
        if told.rows * told.columns > CELLS:
            sentence = "工作表在很远的行列里还有内容。请删除数据区以外的行和列，保存后重新报送。"
            raise Unreadable("TOO_LARGE", sentence)
        yield book.get_sheet_by_index(place), told


def _named(names: Sequence[str]) -> list[str]:
    return [name for name in names if name]


def _header(sheet: CalamineSheet, layout: Layout) -> list[str]:
    """One header text per column of the sheet, '' for a column without. Merged cells speak for all they cover."""
    last = layout.title_rows + layout.header_rows
    rows = [[text_of(cell).strip() for cell in row] for _, row in zip(range(last), sheet.iter_rows(), strict=False)]
    rows += [[""] * len(rows[0])] * (last - len(rows)) if rows else []
    shift = sheet.start[1] if sheet.start else 0  # rows come without the empty columns on their left
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        covered = slice(left - shift, right - shift + 1)
        for row in range(top, min(bottom + 1, len(rows))):
            rows[row][covered] = [rows[top][left - shift]] * len(rows[row][covered])
    return [_flat(parts) for parts in zip(*rows[layout.title_rows :], strict=True)]


def _flat(parts: tuple[Any, ...]) -> str:
    """Header texts from top to bottom, each once: a cell merged over two rows says one thing."""
    told = [part for place, part in enumerate(parts) if part and (place == 0 or part != parts[place - 1])]
    return "/".join(told)
