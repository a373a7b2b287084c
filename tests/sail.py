"""A Sail server in this process, on a free port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from spark_jobs.session import disconnect


@contextmanager
def sail() -> Iterator[str]:
    """Its URL; sessions of this process are closed before it goes."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    yield f"sc://127.0.0.1:{server.listening_address[1]}"
    disconnect()
    server.stop()
