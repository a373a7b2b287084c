"""Run a night again and again, killed by SIGKILL after each delay given (seconds); the last run is left to finish.

The imports are done once and each night runs in a forked child, as Airflow's tasks do.
"""

from __future__ import annotations

import os
import signal
import sys
import time

import expectations.gx
import spark_jobs.night as night


def main(delays: list[float]) -> None:
    assert expectations.gx
    for delay in delays:
        child = fork()
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    _, status = os.waitpid(fork(), 0)
    sys.exit(os.waitstatus_to_exitcode(status))


def fork() -> int:
    child = os.fork()
    if child == 0:
        try:
            night.ingest()
            night.merge_bases()
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return child


main([float(argument) for argument in sys.argv[1:]])
