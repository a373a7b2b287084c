"""The fast way through delimited text: one Arrow parse per block, exceptional records picked out beforehand.

Gives exactly what `records.exact` gives; a block whose quotes do not follow the rules strictly is left to that.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv

from spark_jobs.readers.batches import DEBRIS, Row
from spark_jobs.readers.records import Ending, Shape, judge, scan

Positions = np.ndarray[Any, np.dtype[np.int64]]
_NONE: Positions = np.empty(0, np.int64)
PARSE = 1 << 20


def plain(
    text: bytes, line: int, bad: Collection[int], shape: Shape, ending: Ending
) -> tuple[pa.Table, list[Row], int] | None:
    """Good records as a table (string columns in file order named 0, 1, …, and `_line`), the others as rows, and how
    many bytes were used. None where the exact way is needed. Parameters as for `records.exact`."""
    data = np.frombuffer(text, np.uint8)
    feeds = np.flatnonzero(data == 10)
    quotes = np.flatnonzero(data == 34) if b'"' in text else _NONE
    if not (_only_line_breaks(text) and _strictly_quoted(data, quotes, shape.delimiter)):
        return None
    ends = feeds[np.searchsorted(quotes, feeds) % 2 == 0] if len(quotes) else feeds
    used = int(ends[-1]) + 1 if len(ends) else 0
    if used < len(text):
        if ending == "more" and len(text) - used <= shape.limit:
            text, data = text[:used], data[:used]
        elif ending == "eof" and len(quotes) % 2 == 0:
            ends, used = np.append(ends, len(text)), len(text)
        else:
            return None
    return _parsed(text, data, (feeds, quotes, ends), line, bad, shape, used)


def _parsed(
    text: bytes,
    data: np.ndarray[Any, np.dtype[np.uint8]],
    found: tuple[Positions, Positions, Positions],
    line: int,
    bad: Collection[int],
    shape: Shape,
    used: int,
) -> tuple[pa.Table, list[Row], int] | None:
    feeds, quotes, ends = found
    starts = np.append(0, ends[:-1] + 1) if len(ends) else _NONE
    lengths = ends - starts
    longest = int(lengths.max(initial=0))
    if longest > shape.limit:
        return None
    lines = line + (np.searchsorted(feeds, starts) if len(quotes) else np.arange(len(ends)))
    if int(lengths.min(initial=2)) < 2:
        kept = ~((lengths == 0) | ((lengths == 1) & (data[np.minimum(starts, len(data) - 1)] == 13)))
        starts, ends, lines = starts[kept], ends[kept], lines[kept]
    begins = np.append(0, feeds + 1)
    odd = _odd(text, starts, [int(begins[n - line]) for n in bad if 0 <= n - line < len(begins)])
    table = _table(text, starts, ends, odd, shape, longest)
    if table is None:
        odd |= _ragged(data, quotes, starts, ends, shape)
        table = _table(text, starts, ends, odd, shape, longest)
    if table is None:
        return None
    rows = [
        judge(text, int(s), scan(text, int(s), shape), int(n), bad, shape)
        for s, n in zip(starts[odd], lines[odd], strict=True)
    ]
    return table.append_column("_line", pa.array(lines[~odd])), rows, used


def _only_line_breaks(text: bytes) -> bool:
    """Whether every carriage return belongs to a line break: elsewhere Arrow would end a record at it."""
    return b"\r" not in text or text.count(b"\r") == text.count(b"\r\n")


def _strictly_quoted(data: np.ndarray[Any, np.dtype[np.uint8]], quotes: Positions, delimiter: bytes) -> bool:
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


def _odd(text: bytes, starts: Positions, undecoded: list[int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which records hold a NUL, debris of lost characters, or one of the positions where an undecoded line begins."""
    places = [place for place in undecoded if place < len(text)]
    if b"\0" in text:
        places += _places(text, b"\0")
    if _has_debris(text):
        places += [place for debris in DEBRIS for place in _places(text, debris.encode())]
    odd = np.zeros(len(starts), np.bool_)
    odd[np.searchsorted(starts, places, "right") - 1] = True
    return odd


def _has_debris(text: bytes) -> bool:
    """Polars looks for all of them at once, twice as fast as one `in` each."""
    offsets = (0).to_bytes(8, "little") + len(text).to_bytes(8, "little")
    whole = pa.Array.from_buffers(pa.large_string(), 1, [None, pa.py_buffer(offsets), pa.py_buffer(text)])
    series = pl.from_arrow(whole)
    assert isinstance(series, pl.Series)  # noqa: S101  (an array never becomes a frame)
    return bool(series.str.contains_any(list(DEBRIS))[0])


def _places(text: bytes, part: bytes) -> list[int]:
    places, place = [], text.find(part)
    while place >= 0:
        places.append(place)
        place = text.find(part, place + 1)
    return places


def _ragged(
    data: np.ndarray[Any, np.dtype[np.uint8]], quotes: Positions, starts: Positions, ends: Positions, shape: Shape
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which records do not have `width` fields."""
    splits = np.flatnonzero(data == shape.delimiter[0])
    splits = splits[np.searchsorted(quotes, splits) % 2 == 0]
    fields: Positions = np.searchsorted(splits, ends) - np.searchsorted(splits, starts) + 1
    return np.asarray(fields != shape.width)


def _table(
    text: bytes,
    starts: Positions,
    ends: Positions,
    odd: np.ndarray[Any, np.dtype[np.bool_]],
    shape: Shape,
    longest: int,
) -> pa.Table | None:
    """The records that are not odd, parsed by Arrow; None if it finds another number of them or of fields."""
    names = [str(place) for place in range(shape.width)]
    count = len(starts) - int(odd.sum())
    if count == 0:
        return pa.table({name: pa.array([], pa.string()) for name in names})
    if count < len(starts):
        text = b"\n".join(text[s:e] for s, e in _runs(starts, ends, odd)) + b"\n"
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(text),
            pa.csv.ReadOptions(column_names=names, block_size=max(PARSE, 2 * longest + 4)),
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


def _runs(starts: Positions, ends: Positions, odd: np.ndarray[Any, np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """Byte ranges of neighbouring records that are not odd."""
    edges = np.diff(np.concatenate(([True], odd, [True])).astype(np.int8))
    first, last = np.flatnonzero(edges == -1), np.flatnonzero(edges == 1) - 1
    return list(zip(starts[first].tolist(), ends[last].tolist(), strict=True))
