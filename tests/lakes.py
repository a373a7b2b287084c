"""What lakes hold, to be compared with what they held before."""

from __future__ import annotations

from spark_jobs.compare import Content, content, tables_of


def contents(lake: str) -> dict[str, Content]:
    """`schema.table` → its columns and the multiset of its rows, of every table of a lake (folder or s3:// URI)."""
    return {table: content(uri) for table, uri in tables_of(lake).items()}
