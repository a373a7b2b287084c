"""Where the columns of one query come from, read from its SQL text (Spark dialect) without running it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import TypeAdapter

from spark_jobs.remembered import remembered

#: A table named in a query: `schema.table`, in backquotes or not.
NAMED = re.compile(r"(\w+)`?\s*\.\s*`?(\w+)")


class Field(NamedTuple):
    """A column of a table of the lake: `Field("base.person", "name")`. Sorts and prints as `base.person.name`."""

    table: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


class Flow(NamedTuple):
    """Where a result comes from.

    `values`: columns whose content is in it. `decides`: columns that only choose which content that is. `copies`: those
    of `values` that may be the result as they stand (picked, cast, trimmed, not computed with). `shows`: those that may
    be read in the result, whole or in part (also cut, put together; not counted, compared, hashed). `asks`: those of
    `decides` that a condition asks for their content (`name = '张三'`), so that the result tells it; not those that are
    only matched with other columns, grouped or ordered by, or found to be there.
    """

    values: frozenset[Field] = frozenset()
    decides: frozenset[Field] = frozenset()
    copies: frozenset[Field] = frozenset()
    shows: frozenset[Field] = frozenset()
    asks: frozenset[Field] = frozenset()


FLOWS = TypeAdapter(dict[str, Flow])


class SqlError(Exception):
    """The query cannot be understood; `line` counts within its text, from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def flows(sql: str, tables: Mapping[str, Iterable[str]]) -> dict[str, Flow]:
    """Output column → where it comes from, in order. `tables`: `schema.table` → its columns. Raises SqlError.

    What counts as value: every column of the select expression, with four exceptions that only choose among values:
    the condition of CASE and IF, the order of max_by and min_by, the window of a window function, and a FILTER. They
    count as value after all where what they choose among holds a constant or no column (`CASE WHEN died THEN '死亡'`,
    `row_number() OVER (ORDER BY amount)`): then the choice is what the result tells.
    Columns in WHERE, JOIN, GROUP BY, HAVING decide about every output column.
    """
    named = {f"{schema}.{table}".lower() for schema, table in NAMED.findall(sql)}
    known = {name: list(columns) for name, columns in tables.items() if name.lower() in named}
    return remembered("flows", lambda: json.dumps([sql, known], sort_keys=True), lambda: _read(sql, known), FLOWS)


def _read(sql: str, tables: Mapping[str, list[str]]) -> dict[str, Flow]:
    from spark_jobs.flow.sql_flow import read  # sqlglot takes long to import, and mostly the answer is known

    return read(sql, tables)


def union(parts: Iterable[Flow]) -> Flow:
    """Everything that any of them tells, and that decides about any."""
    flows = tuple(parts)
    return Flow(*(frozenset().union(*(flow[kind] for flow in flows)) for kind in range(len(Flow._fields))))
