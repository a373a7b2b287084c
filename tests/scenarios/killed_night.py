"""A night, each step in a forked child as Airflow's tasks are: killed after the seconds given for it, then finished.

Arguments: `<step>=<seconds>`, once for each kill; a step's kills come one after the other, each on what the one before
left. Prints JSON: `took`, the seconds of each step's finished run, and `ended`, step and exit code of each run that was
to be killed (-9: it was; 0: it was through before). A step whose last run fails ends the night with exit 1.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime
from mailbox import Maildir

import dbt.cli.main

import expectations.gx
from expectations.report import letters, sending
from spark_jobs import themes
from spark_jobs.home import Home
from spark_jobs.night import ingest, merge_bases
from spark_jobs.publish import publish

#: Read before the forks, as it takes seconds; kills are for our own work.
READ = (dbt.cli.main, expectations.gx)
#: Both nights happen on one day.
NOW = datetime(2026, 11, 5, tzinfo=UTC)


def box() -> Maildir:
    return Maildir(Home.of_environment().root / "postbox")


def send() -> None:
    for letter in sending.prepare():
        sending.send_due(letter, box().add)


STEPS: dict[str, Callable[[], object]] = {
    "register": lambda: ingest(["public_security/household_register"]),
    "marriages": lambda: ingest(["civil_affairs/marriages"]),
    "payments": lambda: ingest(["human_resources/pension_payments"]),
    "bases": merge_bases,
    "themes": themes.build,
    "publish": lambda: publish(NOW),
    "prepare": sending.prepare,
    "send": send,
}


def main(kills: list[str]) -> None:
    letters.today = lambda: date(2026, 11, 5)
    box()  # the server is there before its clients
    took, ended = dict[str, float](), list[tuple[str, int]]()
    for step, work in STEPS.items():
        for kill in kills:
            if kill.split("=")[0] == step:
                ended.append((step, killed(work, float(kill.split("=")[1]))))
        began = time.monotonic()
        if code := outcome(fork(work)):
            sys.exit(f"{step} ended with {code}")
        took[step] = time.monotonic() - began
    sys.stdout.write(json.dumps({"took": took, "ended": ended}))


def killed(work: Callable[[], object], seconds: float) -> int:
    child = fork(work)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return outcome(child)


def outcome(child: int) -> int:
    """The exit code, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def fork(work: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return child


main(sys.argv[1:])
