"""Delimited text (CSV). `_line` is the line of the file where the record starts, as an editor shows it (first = 1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from spark_jobs.readers.batches import Row, batch, head, schema
from spark_jobs.readers.headers import matches, places
from spark_jobs.readers.layout import Layout
from spark_jobs.readers.lines import BLOCK, LIMIT, Piece, ahead, feeds, pieces
from spark_jobs.readers.plain import plain
from spark_jobs.readers.records import Block, Shape, exact, scan
from spark_jobs.readers.sniff import ENCODINGS, sample, wrong_encoding
from spark_jobs.readers.verdict import Unreadable


def read(path: Path, layout: Layout) -> Iterator[pa.RecordBatch]:
    """Batches of a CSV file, in file order. A blank line is no record.

    A record of the wrong width, with bytes that do not decode, NULs, debris or unpaired quotes is a row with `_reason`.
    The header is the first line that is not blank; its order is free. Unreadable as `sniff.sample` and `_header`.
    """
    order, lines = _header(sample(path, layout), layout)
    with path.open("rb") as stream:
        yield from body(stream, layout, order, lines)


def body(
    stream: BinaryIO,
    layout: Layout,
    order: list[int],
    skip: int,
    block: int = BLOCK,
    limit: int = LIMIT,
    fast: bool = True,
) -> Iterator[pa.RecordBatch]:
    """Batches of everything behind the first `skip` lines. `order`: position in the file of each declared column.

    `fast=False` takes the exact way for every block; the result is the same.
    """
    shape = Shape(len(order), layout.delimiter.encode(), limit)
    rest = Block(b"", 1, "more", debris=False)
    for piece in ahead(pieces(stream, layout.encoding, block, limit)):
        now = _joined(rest, piece, skip)
        done, used = _batches(now, shape, layout, order, fast)
        yield from done
        line = now.line + feeds(now.text[:used])
        rest = replace(now, text=now.text[used:], line=line, bad=frozenset(n for n in now.bad if n >= line))
        if piece.long:
            yield batch([Row(piece.line, None, "LINE_TOO_LONG", head(piece.text.decode()))], layout)
            rest = replace(rest, line=piece.line + 1)


def _joined(rest: Block, piece: Piece, skip: int) -> Block:
    """What is left of the last block with the next piece, without the header lines."""
    if piece.long:
        return replace(rest, ending="long")
    text, line = _skipped(rest.text + piece.text, rest.line, skip)
    debris = piece.debris or bool(rest.text and rest.debris)
    return Block(text, line, "eof" if piece.last else "more", rest.bad | piece.bad, debris)


def _skipped(text: bytes, line: int, skip: int) -> tuple[bytes, int]:
    """Text behind line `skip`, and the number of its first line."""
    start = 0
    while line <= skip and start < len(text):
        start = text.find(b"\n", start) + 1 or len(text)
        line += 1
    return text[start:], line


def _batches(
    block: Block, shape: Shape, layout: Layout, order: list[int], fast: bool
) -> tuple[list[pa.RecordBatch], int]:
    done = plain(block, shape) if fast else None
    if done is None:
        rows, used = exact(block, shape)
        rows = [row._replace(values=row.values and [row.values[place] for place in order]) for row in rows]
        return ([batch(rows, layout)] if rows else []), used
    table, rows, used = done
    nothing = pa.nulls(table.num_rows, pa.string())
    columns = [table.column(place) for place in order]
    good = pa.table([*columns, table.column("_line"), nothing, nothing], schema=schema(layout))
    if rows:
        good = pa.concat_tables([good, pa.Table.from_batches([batch(rows, layout)])]).sort_by("_line").combine_chunks()
    return good.to_batches(), used


def _header(start: bytes, layout: Layout) -> tuple[list[int], int]:
    """Positions of the declared columns, and the number of the header's last line."""
    declared = "utf-8-sig" if layout.encoding.lower() in ("utf-8", "utf8") else layout.encoding
    found = _first_record(start, declared, layout.delimiter)
    if found is None:
        raise _no_header(start)
    names, lines = found
    if not matches(names, layout):
        for encoding in ENCODINGS:
            other = _first_record(start, encoding, layout.delimiter)
            if other and matches(other[0], layout):
                raise wrong_encoding(layout.encoding, encoding)
        _other_delimiter(start, declared, layout)
    return places(names, layout), lines


def _first_record(start: bytes, encoding: str, delimiter: str) -> tuple[list[str], int] | None:
    text = start.decode(encoding, "replace").encode()
    blank = len(text) - len(text.lstrip(b"\r\n"))
    record = scan(text, blank, Shape(0, delimiter.encode(), LIMIT))
    if record.fields is None or (len(start) > LIMIT and record.end >= len(text)):
        return None
    lines = text.count(b"\n", 0, record.end) + (not text[: record.end].endswith(b"\n"))
    return [field.decode() for field in record.fields], lines


def _no_header(start: bytes) -> Unreadable:
    if len(start) > LIMIT and b"\n" not in start:
        if b"\r" in start:
            return Unreadable("WRONG_FORMAT", "文件用回车符（CR）换行。请以 CRLF 或 LF 换行重新导出后再报送。")
        return Unreadable(
            "LINE_TOO_LONG", "文件的第一行超过 1 MiB，不像是数据表。请检查导出时是否缺少换行，然后重新报送。"
        )
    return Unreadable("HEADER_DRIFT", "表头行的英文双引号没有配对，无法识别表头。请重新导出后再报送。")


def _other_delimiter(start: bytes, encoding: str, layout: Layout) -> None:
    for delimiter, name in ((",", "逗号"), ("\t", "制表符"), (";", "分号"), ("|", "竖线")):
        found = _first_record(start, encoding, delimiter)
        if delimiter != layout.delimiter and found and matches(found[0], layout) > 1:
            sentence = f"字段之间用的是{name}，与约定的分隔符不符。请用约定的分隔符重新导出后再报送。"
            raise Unreadable("HEADER_DRIFT", sentence, tuple(found[0]))
