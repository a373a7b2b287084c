"""The Sail engine as a process of its own, with every table of the lake known to it from the start."""

from __future__ import annotations

import signal
import sys

from pysail.spark import SparkConnectServer


def main(port: str) -> None:
    """Serve Spark Connect on 127.0.0.1 until killed."""
    server = SparkConnectServer("127.0.0.1", int(port))
    server.start(background=True)
    _register()
    print("ready", flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    server.stop()


def _register() -> None:
    from spark_jobs.tables import existing

    # An empty lake needs no client, and importing one takes longer than starting the engine.
    if existing():
        from spark_jobs.session import connect

        # The session stays; a client left open would want to take leave of it, for minutes, once the engine is gone.
        connect().client.close()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main(*sys.argv[1:])
