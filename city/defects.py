"""Which rows of a delivery are wrong, and how. Of the faults it is told of, a department mends half each month."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from city.draw import Flags, Ints, floats
from city.kinds import KINDS, REPEATED, Kind

#: Half of a delivery at most is spoilt, of which half is lost: more, and it would be refused as a whole.
_MOST = 2


@dataclass(frozen=True)
class Delivery:
    """One file before it is written.

    `eligible`: rows that may be spoilt without hiding a seeded case. `complete`: every kind of defect is wanted at
    least once. `snapshot`: the same rows come again next month.
    """

    source: str
    file: str
    frame: pl.DataFrame
    eligible: Flags
    complete: bool = True
    snapshot: bool = True


@dataclass(frozen=True)
class Defect:
    """One spoilt row: its position in the frame, and what is written into its cell (a repeat: nothing)."""

    position: int
    kind: Kind
    value: object


def planned(delivery: Delivery, seed: int, rate: float) -> list[Defect]:
    """Every defect the delivery was born with, at most one per row, the same each month for a snapshot."""
    kinds = KINDS[delivery.source]
    places = np.flatnonzero(delivery.eligible)
    wanted = round(rate * len(delivery.frame))
    if delivery.complete and rate > 0:
        wanted = max(wanted, len(kinds))
    wanted = min(wanted, len(places), len(delivery.frame) // _MOST)
    return list(_matched(delivery.frame, _shuffled(delivery, seed, places)[: 3 * wanted], kinds, wanted))


def remaining(defects: list[Defect], month_number: int) -> list[Defect]:
    """What is still wrong after so many months."""
    return [defect for place, defect in enumerate(defects) if place % 2**month_number == 0]


def _shuffled(delivery: Delivery, seed: int, places: Ints) -> list[int]:
    """Rows in an order that depends on what they are about, not on where they stand."""
    entities = delivery.frame["_entity"].to_numpy()
    stream = delivery.source if delivery.snapshot else f"{delivery.source}/{delivery.file}"
    draws = floats(seed, f"defect.{stream}", int(entities.max(initial=0)) + 1)[entities[places]]
    return [int(place) for place in places[np.argsort(draws, kind="stable")]]


def _matched(frame: pl.DataFrame, places: list[int], kinds: tuple[Kind, ...], wanted: int) -> Iterable[Defect]:
    pending = deque(kinds)
    for place in places:
        if not wanted:
            return
        row = frame.row(place, named=True)
        kind = next((kind for kind in pending if kind.suits(row)), None)
        if kind is None:
            continue
        pending.remove(kind)
        pending.append(kind)
        wanted -= 1
        yield Defect(place, kind, kind.spoil(row))


def overrides(defects: list[Defect]) -> dict[str, dict[int, object]]:
    """The spoilt cells, column → position → value."""
    cells: dict[str, dict[int, object]] = {}
    for defect in defects:
        if defect.kind.cell:
            cells.setdefault(defect.kind.cell, {})[defect.position] = defect.value
    return cells


def with_repeats(frame: pl.DataFrame, defects: list[Defect]) -> pl.DataFrame:
    """The frame with its repeated rows once more at the end: the last one stands, the first is superseded."""
    repeated = [defect.position for defect in defects if defect.kind is REPEATED]
    return pl.concat([frame, frame[repeated]]) if repeated else frame
