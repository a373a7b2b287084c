"""The fast way through delimited text: one Arrow parse per block, exceptional records picked out beforehand.

Gives exactly what `records.exact` gives; a block whose quotes do not follow the rules strictly is left to that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv

from spark_jobs.readers.batches import DEBRIS, Row
from spark_jobs.readers.records import Block, Shape, judge, scan

Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Positions = np.ndarray[Any, np.dtype[np.int64]]
_NONE: Positions = np.empty(0, np.int64)
PARSE = 1 << 20


def plain(block: Block, shape: Shape) -> tuple[pa.Table, list[Row], int] | None:
    """Good records as a table (string columns in file order named 0, 1, …, and `_line`), the others as rows, and how
    many bytes were used. None where the exact way is needed."""
    text = block.text
    data = np.frombuffer(text, np.uint8)
    feeds = np.flatnonzero(data == 10)
    quotes = np.flatnonzero(data == 34) if b'"' in text else _NONE
    if not (_only_line_breaks(text) and _strictly_quoted(data, quotes, shape.delimiter)):
        return None
    ends = feeds[np.searchsorted(quotes, feeds) % 2 == 0] if len(quotes) else feeds
    used = int(ends[-1]) + 1 if len(ends) else 0
    if used < len(text) and block.ending == "eof" and len(quotes) % 2 == 0:
        ends, used = np.append(ends, len(text)), len(text)
    if used < len(text) and (block.ending != "more" or len(text) - used > shape.limit):
        return None
    lengths = np.diff(ends, prepend=-1) - 1
    if int(lengths.max(initial=0)) > shape.limit:
        return None
    starts = ends - lengths
    found = Found(data, quotes, starts, ends, block.line + np.searchsorted(feeds, starts))
    if int(lengths.min(initial=2)) < 2:
        blank = (lengths == 0) | ((lengths == 1) & (data[np.minimum(starts, len(data) - 1)] == 13))
        found = found.kept(~blank)
    done = _parsed(block, found, feeds, shape)
    return done and (*done, used)


class Found(NamedTuple):
    """Where the quotes are, where each record starts and ends, and its line."""

    data: Bytes
    quotes: Positions
    starts: Positions
    ends: Positions
    lines: Positions

    def kept(self, which: Mask) -> Found:
        """Only these records."""
        return self._replace(starts=self.starts[which], ends=self.ends[which], lines=self.lines[which])


def _parsed(block: Block, found: Found, feeds: Positions, shape: Shape) -> tuple[pa.Table, list[Row]] | None:
    odd = _odd(block, found, feeds)
    table = _table(block.text, found, odd, shape)
    if table is None:
        odd |= _ragged(found, shape)
        table = _table(block.text, found, odd, shape)
    if table is None:
        return None
    rows = [
        judge(block, int(start), scan(block.text, int(start), shape), int(line), shape)
        for start, line in zip(found.starts[odd], found.lines[odd], strict=True)
    ]
    return table.append_column("_line", pa.array(found.lines[~odd])), rows


def _only_line_breaks(text: bytes) -> bool:
    """Whether every carriage return belongs to a line break: elsewhere Arrow would end a record at it."""
    return b"\r" not in text or text.count(b"\r") == text.count(b"\r\n")


def _strictly_quoted(data: Bytes, quotes: Positions, delimiter: bytes) -> bool:
    """Whether quotes stand only around whole fields, or doubled inside them.

    Then a position lies inside quotes exactly if an odd number of quotes stands before it.
    """
    if not len(quotes):
        return True
    opening, closing = quotes[0::2], quotes[1::2]
    before = data[np.maximum(opening - 1, 0)]
    begins = (before == 10) | (before == delimiter[0]) | (opening == 0)
    after = data[np.minimum(closing + 1, len(data) - 1)]
    stops = (after == 10) | (after == 13) | (after == delimiter[0]) | (closing == len(data) - 1)
    begins[1:] |= opening[1:] == closing[: len(opening) - 1] + 1
    stops[: len(opening) - 1] |= opening[1:] == closing[: len(opening) - 1] + 1
    return bool(begins.all() and stops.all())


def _odd(block: Block, found: Found, feeds: Positions) -> Mask:
    """Which records hold a NUL, debris of lost characters, or a line that did not decode."""
    odd = np.zeros(len(found.starts), np.bool_)
    begins = np.append(0, feeds + 1)
    places = [int(begins[number - block.line]) for number in block.bad if 0 <= number - block.line < len(begins)]
    if b"\0" in block.text:
        places += _places(block.text, b"\0")
    if block.debris:
        places += [place for debris in DEBRIS for place in _places(block.text, debris.encode())]
    used = found.ends[-1] if len(found.ends) else 0
    odd[np.searchsorted(found.starts, [place for place in places if place < used], "right") - 1] = True
    return odd


def _places(text: bytes, part: bytes) -> list[int]:
    places, place = [], text.find(part)
    while place >= 0:
        places.append(place)
        place = text.find(part, place + 1)
    return places


def _ragged(found: Found, shape: Shape) -> Mask:
    """Which records do not have `width` fields."""
    splits = np.flatnonzero(found.data == shape.delimiter[0])
    splits = splits[np.searchsorted(found.quotes, splits) % 2 == 0]
    fields = np.searchsorted(splits, found.ends) - np.searchsorted(splits, found.starts) + 1
    return np.asarray(fields != shape.width)


def _table(text: bytes, found: Found, odd: Mask, shape: Shape) -> pa.Table | None:
    """The records that are not odd, parsed by Arrow; None if it finds another number of them or of fields."""
    names = [str(place) for place in range(shape.width)]
    count = len(odd) - int(odd.sum())
    if count == 0:
        return pa.table({name: pa.array([], pa.string()) for name in names})
    whole = pa.py_buffer(text)[: int(found.ends[-1]) + 1]  # no copy
    kept = whole if count == len(odd) else pa.py_buffer(b"\n".join(_runs(text, found, odd)))
    longest = int((found.ends - found.starts).max())
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(kept),
            pa.csv.ReadOptions(column_names=names, block_size=max(PARSE, 2 * longest + 4), use_threads=False),
            pa.csv.ParseOptions(delimiter=shape.delimiter.decode(), newlines_in_values=b'"' in text),
            pa.csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    return table if table.num_rows == count else None


def _runs(text: bytes, found: Found, odd: Mask) -> Iterator[bytes]:
    """Stretches of neighbouring records that are not odd."""
    edges = np.diff(np.concatenate(([True], odd, [True])).astype(np.int8))
    first, last = np.flatnonzero(edges == -1), np.flatnonzero(edges == 1) - 1
    for start, end in zip(found.starts[first].tolist(), found.ends[last].tolist(), strict=True):
        yield text[start:end]
