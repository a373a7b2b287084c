"""A JSON record against the declared columns.

Every member must be declared. A member that is left out counts as null, as many exporters leave nulls out, unless the
column is needed (a key column or a required one): then the record is MISSING_FIELD. A number is the text that was sent
(`1.10` stays `1.10`), a boolean `true` or `false`, an array or object compact JSON text, a null NULL.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from spark_jobs.readers.batches import Row, lost, shown
from spark_jobs.readers.headers import drift
from spark_jobs.readers.layout import Layout
from spark_jobs.readers.verdict import Unreadable

#: As many records tell what all of a file have in common.
TOGETHER = 1000


class Number(str):
    """A JSON number as it was written."""

    __slots__ = ()


class Members(list[tuple[str, Any]]):
    """A JSON object with its members in order, so that none written twice is lost."""


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


DECODER = json.JSONDecoder(object_pairs_hook=Members, parse_float=Number, parse_int=Number, parse_constant=_no_constant)


def compact(value: Any) -> str:
    """A decoded value as JSON text without blanks, every number as written."""
    if isinstance(value, Members):
        return "{" + ",".join(f"{json.dumps(k, ensure_ascii=False)}:{compact(v)}" for k, v in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(compact, value)) + "]"
    return value if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)


def text_of(value: Any) -> str | None:
    """A decoded value as the text of a field."""
    if value is None or type(value) is str:
        return value
    return compact(value)


@dataclass
class Records:
    """Turns the records of ONE file into rows, and remembers what all of them have in common."""

    layout: Layout
    _known: dict[str, int] = field(init=False)
    _unknown: set[str] | None = field(default=None, init=False)
    _missing: set[str] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._known = {name: at for at, (_, told) in enumerate(self.layout.columns) for name in told}

    def row(self, line: int, record: Any, sent: str) -> Row:
        """One record as a row; `sent` is its text."""
        if not isinstance(record, Members):
            return Row(line, None, "NOT_A_RECORD", shown(sent))
        names = [name for name, _ in record]
        known = self._known
        values: list[str | None] = [None] * len(self.layout.columns)
        filled = set()
        for name, value in record:
            if name in known:
                values[known[name]] = text_of(value)
                filled.add(known[name])
        unknown = {name for name in names if name not in known}
        missing = {c for at, (c, _) in enumerate(self.layout.columns) if at not in filled and c in self.layout.needed}
        self._unknown = unknown if self._unknown is None else self._unknown & unknown
        self._missing = missing if self._missing is None else self._missing & missing
        reason = self._reason(sent, values, names, filled, unknown, missing)
        return Row(line, None, reason, shown(sent)) if reason else Row(line, values)

    def _reason(
        self,
        sent: str,
        values: Sequence[str | None],
        names: list[str],
        filled: set[int],
        unknown: set[str],
        missing: set[str],
    ) -> str | None:
        if not sent.isascii() and any("\udc80" <= mark <= "\udcff" for mark in sent):
            return "ENCODING"
        if unknown:
            return "UNKNOWN_FIELD"
        if len(names) > len(filled):
            return "DUPLICATE_FIELD"
        return "MISSING_FIELD" if missing else lost("".join(value for value in values if value))

    def check(self) -> None:
        """Unreadable HEADER_DRIFT if all records so far have the same undeclared field, or lack the same needed one."""
        if not self._unknown and not self._missing:
            return
        missing = [told[0] for column, told in self.layout.columns if column in (self._missing or ())]
        extra = sorted(shown(name) for name in self._unknown or ())
        count = len(self.layout.columns) - len(missing)
        raise Unreadable("HEADER_DRIFT", drift(missing, [], extra, "字段名", count), tuple(extra))


def checked(rows: Iterator[Row], records: Records) -> Iterator[Row]:
    """The rows, after the first `TOGETHER` of them have been looked at together (`Records.check`)."""
    held = [row for _, row in zip(range(TOGETHER), rows, strict=False)]
    records.check()
    yield from held
    yield from rows
