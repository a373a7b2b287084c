"""Contenders that take turns on the same rows, and what came of it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Aim:
    """A ratio to reach: how many times as long as ours (`at_least`) or how many times the peer's time (`at_most`)."""

    at_least: float | None = None
    at_most: float | None = None

    @property
    def text(self) -> str:
        """For people."""
        return f"≥ {self.at_least:g}×" if self.at_least else f"≤ {self.at_most:g}×"

    def met(self, ratio: float) -> bool:
        """Whether a ratio is good enough."""
        return ratio >= self.at_least if self.at_least else ratio <= (self.at_most or 0)


@dataclass(frozen=True)
class Comparison:
    """Ours against one peer. Times are seconds per run; `equal` says how both results were found to be the same."""

    title: str
    peer: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    aim: Aim
    equal: str
    if_missed: str

    @property
    def ratio(self) -> float:
        """Peer ÷ ours where we should be faster, ours ÷ peer where the peer is the limit; of medians."""
        ours, theirs = statistics.median(self.ours), statistics.median(self.theirs)
        return theirs / ours if self.aim.at_least else ours / theirs

    @property
    def met(self) -> bool:
        """Whether the aim is met."""
        return self.aim.met(self.ratio)


def compete(contenders: Mapping[str, Callable[[], object]], runs: int) -> dict[str, tuple[float, ...]]:
    """Seconds of every run of every contender. They alternate, so that what disturbs the machine disturbs all."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(runs):
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    return {name: tuple(seconds) for name, seconds in times.items()}
