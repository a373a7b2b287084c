"""The demo city's deliveries, written by a process of its own: it keeps one core busy while the stack starts."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local import process
from infra.local.stack import Progress, StackError
from spark_jobs.home import Home

POLL_SECONDS = 0.1


class Writing:
    """A city that is being written; `progress` hears once that it is there."""

    def __init__(self, writer: subprocess.Popen[bytes], log: Path, progress: Progress) -> None:
        self.writer, self.log, self.progress = writer, log, progress
        self.began, self.told = time.monotonic(), False

    def check(self) -> bool:
        """Whether it is written by now. Raises StackError with the writer's last words if it failed."""
        code = self.writer.poll()
        if code:
            last = process.last_lines(self.log)
            raise StackError(f"the demo city could not be written; the last lines of {self.log}:\n{last}")
        if code == 0 and not self.told:
            self.told = True
            self.progress(f"  demo city is written ({time.monotonic() - self.began:.1f} s)")
        return self.told

    def wait(self) -> None:
        """Wait until it is written. Raises StackError if it failed."""
        while not self.check():
            time.sleep(POLL_SECONDS)


@contextmanager
def writing(home: Home, progress: Progress, **options: float) -> Iterator[Writing]:
    """Run `yiyuan city` with these options into the home; whoever leaves before it is written ends it."""
    log = home.logs / "city.log"
    named = [f"--{name}={value}" for name, value in options.items()]
    with log.open("wb") as output:
        writer = subprocess.Popen(
            [sys.executable, "-m", "yiyuan", "city", str(home.root), *named],
            cwd=home.root,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a Ctrl-C reaches us, and we end it
        )
    try:
        yield Writing(writer, log, progress)
    finally:
        writer.kill()
        writer.wait()
