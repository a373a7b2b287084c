"""The exact way through delimited text, record by record: for the parts of a file that are not plain.

A record ends at a line feed outside quotes. A field is quoted if its FIRST character is `"`; it ends at the next `"`
that is not doubled, and then a delimiter or the end of the line must follow. A `"` inside an unquoted field is just a
character, and so is a carriage return without a line feed. Where quotes do not pair, only the first line of the record
is rejected and reading goes on with the next line, so that one stray quote never swallows its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from spark_jobs.readers.batches import Row, head, lost, shown

Ending = Literal["more", "long", "eof"]
"""What follows the text: more lines, a line that is too long, or the end of the file."""


@dataclass(frozen=True)
class Shape:
    """`width` fields per record, split at `delimiter` (one ASCII byte); no record longer than `limit` bytes."""

    width: int
    delimiter: bytes
    limit: int

    @property
    def field(self) -> re.Pattern[bytes]:
        """One field and what ends it: groups quoted content, unquoted content, end."""
        d = re.escape(self.delimiter)
        quoted, plain = rb'"((?:[^"]++|"")*+)"', rb"((?:[^" + d + rb"\r\n]|\r(?!\n|\Z))*+)"
        return re.compile(rb"(?:" + quoted + rb"|(?!\")" + plain + rb")(" + d + rb"|\r?\n|\r?\Z)")


@dataclass(frozen=True)
class Block:
    """Whole lines in UTF-8; the first is line `line` of the file and begins a record. `bad`: numbers of lines that did
    not decode. `debris`: False only if there is none."""

    text: bytes
    line: int
    ending: Ending
    bad: frozenset[int] = frozenset()
    debris: bool = True


@dataclass(frozen=True)
class Record:
    """Fields of a record and where it ends (behind its line feed). `fields` is None if its quotes do not pair;
    `open` says that a quoted field had no end before the text had."""

    fields: list[bytes] | None
    end: int
    open: bool = False


def scan(text: bytes, start: int, shape: Shape) -> Record:
    """The record that starts at `start`. Looks at no more than the limit."""
    stop = min(len(text), start + shape.limit + 1)
    fits = stop == len(text) and (stop - start <= shape.limit or text.endswith(b"\n"))
    fields: list[bytes] = []
    position, field = start, shape.field
    while found := field.match(text, position, stop):
        quoted, plain, end = found.groups()
        fields.append(plain if quoted is None else quoted.replace(b'""', b'"'))
        position = found.end()
        if end == shape.delimiter:
            continue
        whole = end.endswith(b"\n") or fits
        return Record(fields if whole else None, position)
    opened = text[position : position + 1] == b'"'
    return Record(None, stop, open=opened and fits and _never_closes(text, position, stop))


_QUOTED = re.compile(rb'"(?:[^"]++|"")*+')


def _never_closes(text: bytes, start: int, stop: int) -> bool:
    found = _QUOTED.match(text, start, stop)
    return found is not None and found.end() == stop


def exact(block: Block, shape: Shape) -> tuple[list[Row], int]:
    """All complete records of a block, and how many bytes they take. With "more" the rest is to be read again with what
    follows; else everything is used up. `values` are in file order."""
    text, line, ending = block.text, block.line, block.ending
    rows: list[Row] = []
    start = 0
    while start < len(text):
        feed = text.find(b"\n", start)
        stop = feed if feed >= 0 else len(text)
        first = text[start:stop].removesuffix(b"\r")
        record = Record(first.split(shape.delimiter), stop + 1)
        if stop - start > shape.limit:
            rows.append(Row(line, None, "LINE_TOO_LONG", head(first[: 8 * 1024].decode("utf-8", "ignore"))))
        elif b'"' in first:
            record = scan(text, start, shape)
            if record.open and ending == "more":
                return rows, start
            if record.fields is None and not (record.open and ending == "eof" and not _recovers(text, stop, shape)):
                record = Record(None, stop + 1)
            rows.append(judge(block, start, record, line, shape))
        elif first:
            rows.append(judge(block, start, record, line, shape))
        line += text.count(b"\n", start, record.end)
        start = record.end
    return rows, len(text)


def _recovers(text: bytes, stop: int, shape: Shape) -> bool:
    """Whether any line after an open quote is a good record by itself: then the quote is a stray one, not a cut."""
    return any(
        line and len(scan(line, 0, shape).fields or ()) == shape.width
        for line in (part.removesuffix(b"\r") for part in text[stop + 1 :].split(b"\n"))
    )


def judge(block: Block, start: int, record: Record, line: int, shape: Shape) -> Row:
    """A record as a row. The first of these holds: NUL_BYTE, ENCODING, QUOTE or CUT_OFF, RAGGED, GARBLED."""
    raw = block.text[start : record.end]
    sent = raw.decode("utf-8")
    found = lost(sent)
    unfinished = record.end >= len(block.text) and not raw.endswith(b"\n")
    last = line + raw.removesuffix(b"\n").count(b"\n")
    reason = found
    if found == "NUL_BYTE":
        pass
    elif any(number in block.bad for number in range(line, last + 1)):
        reason = "ENCODING"
    elif record.fields is None:
        reason = "CUT_OFF" if record.open else "QUOTE"
    elif len(record.fields) != shape.width:
        reason = "CUT_OFF" if unfinished and len(record.fields) < shape.width else "RAGGED"
    if reason is None and record.fields is not None:
        return Row(line, [value.decode("utf-8") for value in record.fields])
    return Row(line, None, reason, shown(sent.removesuffix("\n").removesuffix("\r")))
