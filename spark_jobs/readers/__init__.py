"""Readers: a file → Arrow batches of strings. Pure generators, strict, without state; nothing is repaired.

The folder is the registry: a layout of kind `k` is read by `k_file.read`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import cast

import pyarrow as pa

from spark_jobs.readers.batches import schema
from spark_jobs.readers.layout import Layout, layout
from spark_jobs.readers.verdict import ROW_REASONS, Unreadable

__all__ = ["ROW_REASONS", "Layout", "Unreadable", "layout", "read", "schema"]


def read(path: str | Path, layout: Layout) -> Iterator[pa.RecordBatch]:
    """Every record of the file exactly once, in batches of `schema(layout)`; none for a file without records.

    A row that could be read has its values exactly as sent ('' for an empty field, NULL for a JSON null) and a NULL
    `_reason`. One that could not has NULL values, its `_reason` (a key of ROW_REASONS) and its text. `_line` is unique
    in a file and tells a person where to look; what it counts is said in the module of the kind.

    Raises Unreadable, at the first batch or, where the damage shows only later (TRUNCATED, COUNT_MISMATCH,
    JSON_SYNTAX, CRS_NOT_CGCS2000), after some batches: those must then be thrown away.
    """
    reader = import_module(f"{__name__}.{layout.kind}_file")
    return cast(Iterator[pa.RecordBatch], reader.read(Path(path), layout))
