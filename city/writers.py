"""Frames to files, byte for byte the same every time. Values that are spoilt on purpose come as overrides."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from city.layout import Form, Layout

#: column → row position → what is written instead of the value
Overrides = Mapping[str, Mapping[int, object]]
#: A delimiter that its exporter forgot to quote.
STRAY_DELIMITER = "\ue000"
#: A byte that no encoding used here has.
BAD_BYTE = "\ue001"
#: The rest of the line is lost.
CUT = "\ue002"
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001  (XLSX knows no time zone)


def write(path: Path, layout: Layout, frame: pl.DataFrame, overrides: Overrides) -> None:
    """Write one delivery. Columns of the frame that the layout does not name stay out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _FORMS[layout.form](path, layout, frame.select(layout.headers.keys()), overrides)


def _spoilt(frame: pl.DataFrame, overrides: Overrides) -> pl.DataFrame:
    columns = []
    for name, values in overrides.items():
        spoilt = frame[name].clone()
        spoilt[list(values)] = pl.Series(list(values.values()), dtype=frame.schema[name])
        columns.append(spoilt.alias(name))
    return frame.with_columns(columns)


def _csv(path: Path, layout: Layout, frame: pl.DataFrame, overrides: Overrides) -> None:
    whole = _spoilt(frame, overrides).rename(layout.headers)
    blank = whole.with_columns(pl.all().replace("", None)) if len(whole) else whole
    text = blank.write_csv(line_terminator=layout.line_end).replace(STRAY_DELIMITER, ",")
    path.write_bytes(
        text.encode(layout.encoding).replace(BAD_BYTE.encode(layout.encoding.removesuffix("-sig")), b"\xff")
    )


def _lines(layout: Layout, frame: pl.DataFrame, overrides: Overrides) -> str:
    out = io.BytesIO()
    _spoilt(frame, overrides).rename(layout.headers).write_ndjson(out)
    return out.getvalue().decode()


def _jsonl(path: Path, layout: Layout, frame: pl.DataFrame, overrides: Overrides) -> None:
    path.write_bytes(re.sub(f"{CUT}.*", "", _lines(layout, frame, overrides)).encode())


def _json(path: Path, layout: Layout, frame: pl.DataFrame, overrides: Overrides) -> None:
    records = _lines(layout, frame, overrides).rstrip("\n").replace("}\n{", "},\n{")
    path.write_bytes(f'{{"total":{len(frame)},"{layout.records}":[\n{records}\n]}}\n'.encode())


def _geojson(path: Path, layout: Layout, frame: pl.DataFrame, overrides: Overrides) -> None:
    whole = _spoilt(frame, overrides)
    headers = {column: header for column, header in layout.headers.items() if column != "geometry"}
    properties = _lines(Layout(headers), whole.select(headers.keys()), {}).splitlines()
    features = ",\n".join(
        f'{{"type":"Feature","properties":{told},"geometry":{shape or "null"}}}'
        for told, shape in zip(properties, whole["geometry"].to_list(), strict=True)
    )
    crs = '{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}}'
    path.write_bytes(f'{{"type":"FeatureCollection","crs":{crs},"features":[\n{features}\n]}}\n'.encode())


def _xlsx(path: Path, layout: Layout, frame: pl.DataFrame, overrides: Overrides) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet("Sheet1")
    _xlsx_header(sheet, book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1}), layout)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, column in enumerate(frame.columns):
        sheet.set_column(place, place, 20)
        values: list[object] = frame[column].to_list()
        for position, value in overrides.get(column, {}).items():
            values[position] = value
        for row, value in enumerate(values, layout.header_rows + 1):
            if isinstance(value, date):
                sheet.write_datetime(row, place, value, day)
            elif isinstance(value, str):
                sheet.write_string(row, place, value)
            else:
                sheet.write_number(row, place, value)
    book.close()


def _xlsx_header(sheet: xlsxwriter.worksheet.Worksheet, style: xlsxwriter.format.Format, layout: Layout) -> None:
    """The title over all columns, then the header; a header with `/` is a group cell over its members."""
    headers = list(layout.headers.values())
    sheet.merge_range(0, 0, 0, len(headers) - 1, layout.title, style)
    groups: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        group, _, member = header.partition("/")
        if member:
            groups.setdefault(group, []).append(place)
            sheet.write_string(2, place, member, style)
        elif layout.header_rows == 1:
            sheet.write_string(1, place, header, style)
        else:
            sheet.merge_range(1, place, layout.header_rows, place, header, style)
    for group, places in groups.items():
        sheet.merge_range(1, places[0], 1, places[-1], group, style)


_FORMS: dict[Form, Callable[[Path, Layout, pl.DataFrame, Overrides], None]] = {
    "csv": _csv,
    "json": _json,
    "jsonl": _jsonl,
    "geojson": _geojson,
    "xlsx": _xlsx,
}
