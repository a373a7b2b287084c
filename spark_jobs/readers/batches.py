"""The shape every reader delivers: a string per declared column, then `_line`, `_reason`, `_text`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa

from spark_jobs.readers.layout import Layout

ROWS = 10_000
WEIGHT = 16 << 20
HEAD = 1000
DEBRIS = ("\ufffd", "锟斤拷", "ï¿½")
"""What is left where bytes were lost: U+FFFD, U+FFFD read as GBK, U+FFFD read as Latin-1."""
_LOST = re.compile("|".join(DEBRIS) + "|[\ud800-\udfff]")


class Row(NamedTuple):
    """One record: its values in catalogue order, or the reason why there are none and the record as text."""

    line: int
    values: Sequence[str | None] | None
    reason: str | None = None
    text: str | None = None


def schema(layout: Layout) -> pa.Schema:
    """Arrow schema of the batches of a layout."""
    fields = [pa.field(column, pa.string()) for column in layout.ids]
    return pa.schema([*fields, ("_line", pa.int64()), ("_reason", pa.string()), ("_text", pa.string())])


def batch(rows: Sequence[Row], layout: Layout) -> pa.RecordBatch:
    """Rows as one Arrow batch."""
    empty = (None,) * len(layout.columns)
    values = zip(*(row.values or empty for row in rows), strict=True)
    columns = [*values, [r.line for r in rows], [r.reason for r in rows], [r.text for r in rows]]
    told = schema(layout)
    return pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, told, strict=True)], schema=told)


def batches(rows: Iterable[Row], layout: Layout) -> Iterator[pa.RecordBatch]:
    """Rows in batches of bounded size. Nothing where there is no row."""
    held: list[Row] = []
    weight = 0
    for row in rows:
        held.append(row)
        weight += sum(len(v) for v in row.values or () if v) + len(row.text or "")
        if len(held) == ROWS or weight > WEIGHT:
            yield batch(held, layout)
            held, weight = [], 0
    if held:
        yield batch(held, layout)


def lost(text: str) -> str | None:
    """The reason why `text` is not what somebody once typed: NUL_BYTE, GARBLED, or None."""
    if "\0" in text:
        return "NUL_BYTE"
    return "GARBLED" if _LOST.search(text) else None


def shown(text: str) -> str:
    """Text that can be stored and mailed: a NUL as `\\x00`, a lone surrogate as `\\udxxx`."""
    return text.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")


def head(text: str) -> str:
    """The beginning of a text that is too long to keep."""
    return shown(text[:HEAD]) + "…"
