"""JSON Lines. `_line` is the line of the file (first = 1). A blank line is no record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from spark_jobs.readers.batches import Row, batches, head, shown
from spark_jobs.readers.layout import Layout
from spark_jobs.readers.lines import LIMIT, Piece, pieces
from spark_jobs.readers.members import DECODER, Records, checked
from spark_jobs.readers.sniff import sample
from spark_jobs.readers.verdict import Unreadable


def read(path: Path, layout: Layout) -> Iterator[pa.RecordBatch]:
    """Batches of a JSON Lines file. See `members` for what a record must have; each other line is a row with `_reason`.

    Unreadable as `sniff.sample`; LINE_TOO_LONG if the first MiB has no line break; HEADER_DRIFT if the first thousand
    records all have the same undeclared field or all lack the same needed one.
    """
    start = sample(path, layout)
    if len(start) > LIMIT and b"\n" not in start:
        raise Unreadable("LINE_TOO_LONG", "文件的第一行超过 1 MiB。请每行只写一条 JSON 记录，然后重新报送。")
    records = Records(layout)
    with path.open("rb") as stream:
        rows = (row for piece in pieces(stream, layout.encoding) for row in _rows(piece, records))
        yield from batches(checked(rows, records), layout)


def _rows(piece: Piece, records: Records) -> Iterator[Row]:
    if piece.long:
        yield Row(piece.line, None, "LINE_TOO_LONG", head(piece.text.decode()))
        return
    lines = piece.text.split(b"\n")
    for number, line in enumerate(lines, piece.line):
        if not line.strip():
            continue
        cut = piece.last and number == piece.line + len(lines) - 1
        yield _row(number, line, number in piece.bad, cut, records)


def _row(number: int, line: bytes, bad: bool, cut: bool, records: Records) -> Row:
    text = line.removesuffix(b"\r").decode()
    if len(line) > LIMIT:
        return Row(number, None, "LINE_TOO_LONG", head(text))
    if "\0" in text:
        return Row(number, None, "NUL_BYTE", shown(text))
    if bad:
        return Row(number, None, "ENCODING", text)
    try:
        return records.row(number, DECODER.decode(text), text)
    except (ValueError, RecursionError):
        return Row(number, None, "CUT_OFF" if cut else "JSON_SYNTAX", text)
