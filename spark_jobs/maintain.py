"""Maintain: prove the ledger, register what exists, build the Data Docs, keep the tables' files few and none old."""

from __future__ import annotations

from pathlib import Path

from deltalake import DeltaTable

from expectations import gx
from spark_jobs import ledger, tables
from spark_jobs.home import Home
from spark_jobs.register.recorded import register
from spark_jobs.session import connect

#: Files that no version since then names are removed: what was withdrawn or corrected is gone for good after this time.
#: Time travel reaches as far back.
RETENTION_HOURS = 30 * 24
#: A table is compacted when it has more files than this; fewer cost readers nothing.
MANY_FILES = 50


class LedgerError(RuntimeError):
    """The ledger does not hold. The message names the first entry that does not."""


def maintain() -> None:
    """Raises LedgerError if a balance or the chain does not hold; no file is touched over a broken ledger."""
    if problems := ledger.verify(connect()):
        raise LedgerError(problems[0])
    register()
    gx.build_docs(Home.of_environment().reports / "data_docs")
    for table in tables.existing():
        tidy(table)


def tidy(table: str) -> None:
    """Merge the small files of one table, and remove those that only versions before the retention name."""
    delta = DeltaTable(path := tables.path(table))
    if len(delta.file_uris()) > MANY_FILES:
        delta.optimize.compact()
    # The log goes on naming what is gone already; and a vacuum is a commit, also where there is nothing to do.
    if any("://" in path or Path(path, name).exists() for name in delta.vacuum(RETENTION_HOURS)):
        delta.vacuum(RETENTION_HOURS, dry_run=False)
