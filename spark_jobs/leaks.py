"""The scan before publication: personal numbers in a table's values, as they lie in its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pyarrow as pa
from deltalake import DeltaTable

from spark_jobs.personal import personal_numbers, plain


def leaks(uri: str, columns: list[str]) -> list[str]:
    """Each column of the Delta table with what was found in how many different values, as `column：kind n 处`."""
    found: Counter[tuple[str, str]] = Counter()
    rows = DeltaTable(uri).to_pyarrow_dataset()
    for batch in rows.scanner(columns=columns, batch_size=10_000).to_reader():
        for name, column in zip(columns, batch.columns, strict=True):
            found.update((name, kind) for text in _texts(column) for kind in personal_numbers(plain(text)))
    return [f"{name}：{kind} {count} 处" for (name, kind), count in sorted(found.items())]


def _texts(column: pa.Array) -> Iterator[str]:
    """Different texts and whole numbers, also those inside lists; an amount or a date is no personal number."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        yield from (str(value) for value in column.unique().to_pylist() if value is not None)
    elif pa.types.is_nested(kind):
        yield from (str(value) for value in column.to_pylist() if value is not None)
