"""Seeded draws. Every attribute has a stream of its own, so a city that grows keeps what it had."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def stream(seed: int, name: str) -> np.random.Generator:
    """The random stream of one attribute. The first n draws are the same however many follow."""
    return np.random.default_rng([seed, crc32(name.encode())])


def floats(seed: int, name: str, count: int) -> Floats:
    """Uniform draws from [0, 1)."""
    return stream(seed, name).random(count)


def ints(seed: int, name: str, count: int, low: int, high: int) -> Ints:
    """Uniform whole numbers from low to high, both included."""
    return low + (floats(seed, name, count) * (high - low + 1)).astype(np.int64)


def weighted(seed: int, name: str, count: int, weights: Sequence[float]) -> Ints:
    """Positions in `weights`, drawn in their proportion."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    places = np.searchsorted(edges / edges[-1], floats(seed, name, count), side="right")
    return np.minimum(places, len(weights) - 1).astype(np.int64)


def texts(choices: Sequence[str | None], places: Ints) -> pl.Series:
    """The chosen texts, one per place."""
    return pl.Series(list(choices), dtype=pl.String).gather(pl.Series(places))


def numbers_within(groups: Sequence[Ints]) -> Ints:
    """1, 2, 3 … within each combination of the group keys, in order of rows."""
    frame = pl.DataFrame({f"g{place}": keys for place, keys in enumerate(groups)})
    counted = frame.select(pl.int_range(1, pl.len() + 1).over(frame.columns).alias("n"))
    return counted["n"].to_numpy().astype(np.int64)
