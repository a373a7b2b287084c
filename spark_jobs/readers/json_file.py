"""JSON: an array of records, or an object that holds one. `_line` is the 1-based index of the record in its array: an
exporter often writes all records on one line, and then only the index tells them apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from spark_jobs.readers.batches import Row, batches
from spark_jobs.readers.elements import Elements
from spark_jobs.readers.layout import Layout
from spark_jobs.readers.members import Records, checked
from spark_jobs.readers.sniff import sample
from spark_jobs.readers.verdict import Unreadable


def read(path: Path, layout: Layout) -> Iterator[pa.RecordBatch]:
    """Batches of a JSON file. Members of the wrapping object are ignored, but a `total` must be the number of records.

    See `members` for what a record must have. Unreadable as `sniff.sample` and `Elements`; HEADER_DRIFT as for JSON
    Lines; COUNT_MISMATCH.
    """
    sample(path, layout)
    records = Records(layout)
    with path.open("rb") as stream:
        elements = Elements(stream, layout.encoding, layout.records)
        yield from batches(checked(_rows(elements, records), records), layout)


def _rows(elements: Elements, records: Records) -> Iterator[Row]:
    count = 0
    for count, (value, sent) in enumerate(elements, 1):
        yield records.row(count, value, sent)
    _check_total(elements.members.get("total"), count)


def _check_total(total: Any, count: int) -> None:
    if isinstance(total, str) and total.isdecimal() and int(total) != count:
        sentence = f"文件写明共 {int(total)} 条记录，实际有 {count} 条。请核对后重新导出并报送。"
        raise Unreadable("COUNT_MISMATCH", sentence)
