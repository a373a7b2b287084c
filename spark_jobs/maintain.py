"""Maintain: prove the ledger, register what exists, build the Data Docs, and keep the tables' files few."""

from __future__ import annotations

from deltalake import DeltaTable

from expectations import gx
from spark_jobs import ledger, tables
from spark_jobs.home import Home
from spark_jobs.register.recorded import register
from spark_jobs.session import connect

#: A table is compacted when it has more files than this; fewer cost readers nothing.
MANY_FILES = 50


class LedgerError(RuntimeError):
    """The ledger does not hold. The message names the first entry that does not."""


def maintain() -> None:
    """Raises LedgerError if a balance or the chain does not hold; nothing is compacted over a broken ledger."""
    if problems := ledger.verify(connect()):
        raise LedgerError(problems[0])
    register()
    gx.build_docs(Home.of_environment().reports / "data_docs")
    for table in tables.existing():
        compact(table)


def compact(table: str) -> None:
    """Merge the small files of one table. Old versions stay: VACUUM waits for the retention of the table."""
    delta = DeltaTable(tables.path(table))
    if len(delta.file_uris()) > MANY_FILES:
        delta.optimize.compact()
