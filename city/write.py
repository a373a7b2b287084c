"""Write a city's month: what twelve sources deliver, and what is true of it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from city import truth, writers
from city.defects import Defect, Delivery, overrides, planned, remaining, with_repeats
from city.layout import LAYOUTS
from city.months import FIRST_MONTH, Month
from city.truth import FileTruth
from city.world import World, deliveries

#: Below this many people there are not enough rows for every kind of defect.
_COMPLETE_FROM = 500


@dataclass(frozen=True)
class Summary:
    """What was written where."""

    directory: Path
    month: str
    files: tuple[FileTruth, ...]
    defects: int

    @property
    def rows(self) -> int:
        """Records in all files."""
        return sum(file.received for file in self.files)


def write_city(
    directory: Path,
    *,
    seed: int = 1,
    persons: int = 20_000,
    defects: float = 0.01,
    month: str = FIRST_MONTH,
    sources: Collection[str] | None = None,
) -> Summary:
    """Write DIR/inbox/<department>/<source>/<file> and DIR/truth/*. The same arguments give the same bytes and times.

    `defects` is the share of rows with a seeded defect, `month` `YYYY-MM` from 2026-10 on: a later month of the same
    seed is the same city a little older. `sources` (`<department>/<source>`) limits what is written; licences are then
    held only by people and entities that are written. Truth is of this month and replaces that of an earlier call.
    ValueError for a month before the first or an unknown source.
    """
    if unknown := set(sources or ()) - LAYOUTS.keys():
        raise ValueError(f"unknown sources: {', '.join(sorted(unknown))}")
    chosen = frozenset(LAYOUTS if sources is None else sources)
    world = World(seed, persons, Month.of(month), chosen, complete=persons >= _COMPLETE_FROM)
    folder = Path(directory) / "truth"
    folder.mkdir(parents=True, exist_ok=True)
    files, rows = [], []
    for place, (delivery, found) in enumerate(_planned(world, seed, defects)):
        path = Path(directory) / "inbox" / delivery.source / delivery.file
        layout = LAYOUTS[delivery.source]
        writers.write(path, layout, with_repeats(delivery.frame, found), overrides(found))
        os.utime(path, (world.month.arrival(place), world.month.arrival(place)))
        files.append(truth.balance(delivery, found))
        rows += truth.defect_rows(delivery, layout, found)
        _write_tables(folder, delivery, found)
    truth.write_defects(folder, rows)
    homeless = sum(row[5] == "HOLDER_UNKNOWN" for row in rows)
    truth.write_json(folder, files, truth.base_counts(files, world.division_count, homeless))
    if world.payments:
        world.payments.after_death.write_csv(folder / "pension_after_death.csv")
        world.payments.near_miss.write_csv(folder / "pension_near_miss.csv")
    return Summary(Path(directory), month, tuple(files), len(rows))


def _planned(world: World, seed: int, rate: float) -> Iterator[tuple[Delivery, list[Defect]]]:
    """Registers come first: a licence is never held by a row that was spoilt."""
    for delivery in deliveries(world):
        born = planned(delivery, seed, rate)
        entities = delivery.frame["_entity"].to_numpy()
        world.spoilt[delivery.source] = np.array([entities[defect.position] for defect in born], dtype=np.int64)
        yield delivery, remaining(born, world.month.number) if delivery.snapshot else born


def _write_tables(folder: Path, delivery: Delivery, found: list[Defect]) -> None:
    if delivery.source == "administrative_approval/licences":
        unknown = truth.unknown_holders(delivery, LAYOUTS[delivery.source], found)
        unknown.write_csv(folder / "licence_holder_unknown.csv")
    elif delivery.source == "hotline/tickets":
        truth.tickets_by_division(delivery, found).write_csv(folder / "hotline_by_division.csv")
