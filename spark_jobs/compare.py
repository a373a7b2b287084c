"""Whether two lakes hold the same: a content hash per table, read without any engine (delta-rs).

The hash covers column names, their types, and the multiset of rows; not their order, files or partitions.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from deltalake import DeltaTable

from spark_jobs import tables


@dataclass(frozen=True)
class Difference:
    """One way in which a table differs, as a sentence without any value of a row."""

    table: str
    what: str

    def __str__(self) -> str:
        return f"{self.table}: {self.what}"


@dataclass(frozen=True)
class Content:
    """A table's columns with their types, in name order, and how often each row hash occurs."""

    columns: Mapping[str, str]
    rows: Counter[bytes]

    @property
    def hash(self) -> str:
        """64 hex digits, equal for equal content."""
        digest = hashlib.sha256(repr(sorted(self.columns.items())).encode())
        for row, count in sorted(self.rows.items()):
            digest.update(row + count.to_bytes(8, "big"))
        return digest.hexdigest()


def compare(url_a: str, url_b: str) -> list[Difference]:
    """Every difference between two lakes (folders or s3:// URIs), by table; empty if they are identical."""
    a, b = tables_of(url_a), tables_of(url_b)
    found = []
    for table in sorted(a.keys() | b.keys()):
        if table not in a or table not in b:
            found.append(Difference(table, f"只在 {'B' if table not in a else 'A'} 中有"))
        else:
            found += [Difference(table, what) for what in _differences(a[table], b[table])]
    return found


def tables_of(lake: str) -> dict[str, str]:
    """`schema.table` → its URI, sorted. Raises FileNotFoundError if the folder is not there or holds no table."""
    found = {table: tables.path(table, lake) for table in tables.existing(lake)}
    if not found:
        raise FileNotFoundError(f"{lake} 中没有任何表（应为 <schema>/<table>/_delta_log）")
    return found


def content(uri: str) -> Content:
    """Read one table batch by batch; only the row hashes stay in memory."""
    table = DeltaTable(uri)
    columns = {field.name: field.type.to_json() for field in sorted(table.schema().fields, key=lambda f: f.name)}
    return Content(columns, Counter(_hash(row) for row in _rows(table, list(columns))))


def _rows(table: DeltaTable, names: list[str]) -> Iterator[tuple[str, ...]]:
    """Every row as canonical texts, in the order of `names`."""
    for batch in table.to_pyarrow_dataset().scanner(columns=names, batch_size=10_000).to_reader():
        yield from zip(*(map(canonical, column.to_pylist()) for column in batch.columns), strict=True)


def _hash(row: tuple[str, ...]) -> bytes:
    return hashlib.sha256("\x1f".join(row).encode("utf-8", "surrogatepass")).digest()[:16]


def canonical(value: Any) -> str:
    """One text per value; NULL differs from every text, an instant is in UTC, a map is in key order."""
    match value:
        case None:
            return "~"
        case datetime():
            return "t" + value.isoformat()
        case bool() | date():
            return str(value)
        case Decimal():
            return format(value.normalize(), "f")
        case float():
            return repr(value + 0.0)
        case str():
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("\x1f", "\\u") + "'"
        case dict():
            return "{" + ",".join(f"{name}:{canonical(value[name])}" for name in sorted(value)) + "}"
        case list() | tuple():
            return "[" + ",".join(map(canonical, value)) + "]"
        case _:
            return repr(value)


def _differences(uri_a: str, uri_b: str) -> Iterator[str]:
    a, b = content(uri_a), content(uri_b)
    for name in sorted(a.columns.keys() | b.columns.keys()):
        in_a, in_b = a.columns.get(name, "无此列"), b.columns.get(name, "无此列")
        if in_a != in_b:
            yield f"列 {name} 不同：A 为 {in_a}，B 为 {in_b}"
    if a.columns == b.columns and a.rows != b.rows:
        only_a, only_b = a.rows - b.rows, b.rows - a.rows
        names = _differing_columns(list(a.columns), uri_a, only_a, uri_b, only_b)
        counts = f"只在 A 中 {only_a.total()} 行，只在 B 中 {only_b.total()} 行"
        yield f"行不同：{counts}；取值不同的列：{'、'.join(names)}"


def _differing_columns(
    names: list[str], uri_a: str, only_a: Counter[bytes], uri_b: str, only_b: Counter[bytes]
) -> list[str]:
    """Columns whose values differ, taken over the differing rows; needs no key."""
    values_a, values_b = _values(uri_a, names, only_a), _values(uri_b, names, only_b)
    return [name for name in names if values_a[name] != values_b[name]] or ["各列单看相同，组合不同"]


def _values(uri: str, names: list[str], wanted: Counter[bytes]) -> dict[str, Counter[str]]:
    left, values = wanted.copy(), {name: Counter[str]() for name in names}
    for row in _rows(DeltaTable(uri), names):
        if left[key := _hash(row)] > 0:
            left[key] -= 1
            for name, text in zip(names, row, strict=True):
                values[name][text] += 1
    return values
