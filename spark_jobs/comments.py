"""What a column means, in words, as its COMMENT in the table itself: analysts see it with DESCRIBE, on either engine.

Both engines take comments in CREATE TABLE and keep them in the Delta table; Sail has no COMMENT ON, so a table that was
made before keeps those it has.
"""

from __future__ import annotations

from collections.abc import Iterator

from catalog.load import load
from catalog.model import Catalogue, Element
from spark_jobs.elements.cleaning import quoted

#: Columns that the platform adds to those of a source.
PLATFORM = {
    "_delivery": "报送批次，见 ledger.delivery",
    "_line": "在来源文件中的行号",
    "_reason": "整行无法读取的原因",
    "_text": "无法读取的整行原文",
    "_verdict": "accepted、quarantined、superseded 或 rejected",
    "_row_hash": "本行内容的摘要",
    "_faults": "本行的问题条数",
    "_received_at": "收到的时刻（UTC）",
}
PERIOD = {"valid_from": "本版本自该日起有效", "valid_to": "本版本至该日前有效；空为现行"}


def commented(table: str, columns: str) -> str:
    """The columns of a CREATE TABLE, each with what the catalogue says of it; of an unknown table as they are."""
    if not (words := of_table(table)):
        return columns
    return ", ".join(
        f"{column} COMMENT {quoted(words[name])}" if (name := column.split()[0]) in words else column
        for column in split(columns)
    )


def of_table(table: str) -> dict[str, str]:
    """Column → comment, of any table; empty where the catalogue does not declare it."""
    return of(load(), table) if table.split(".")[0] in ("raw", "conform", "standard", "base") else {}


def of(catalogue: Catalogue, table: str) -> dict[str, str]:
    """Column → comment, of a table of a source or a base."""
    schema, name = table.split(".")
    if schema == "base":
        base = catalogue.bases.get(name.removesuffix("_history"))
        columns = {n: (column.label, column.element) for n, column in base.columns.items()} if base else {}
        beside = PERIOD if base and name.endswith("_history") else {}
    else:
        found = next((source for id_, source in catalogue.sources.items() if id_.split("/")[1] == name), None)
        columns = {n: (column.label, column.element) for n, column in found.columns.items()} if found else {}
        beside = PLATFORM if found else {}
    return {n: _words(catalogue.elements[element], label) for n, (label, element) in columns.items()} | beside


def _words(element: Element, label: str | None) -> str:
    return f"{label or element.label}：{element.definition}（{element.basis}）"


def split(columns: str) -> Iterator[str]:
    """`a INT, b DECIMAL(20,2)` → its columns; a comma inside brackets divides nothing."""
    start = depth = 0
    for place, sign in enumerate(columns):
        depth += (sign in "(<") - (sign in ")>")
        if sign == "," and not depth:
            yield columns[start:place].strip()
            start = place + 1
    yield columns[start:].strip()
