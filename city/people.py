"""The people of the city: households, and when each person was born, moved and died. All months see one timeline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from city.draw import Flags, Ints, floats, ints, numbers_within, weighted
from city.identifiers import resident_bodies, resident_ids
from city.months import Month, dates
from city.names import given_names, surnames, uygur_names
from city.places import COUNTIES

#: Eight households of twenty people; H husband, W wife, C child, G grandparent, S alone.
PATTERN = ("HW", "HWC", "S", "HWCC", "HW", "HWC", "S", "HWCG")
NEVER = 10**7
_SETTLED_DAYS = 5 * 366
_LOOK_BACK_DAYS = 4 * 365
_HAN, _UYGUR = 1, 5
#: Ethnicities (GB/T 3304-1991) and their share in the city, in thousandths.
_ETHNICITIES = ((1, 940), (3, 22), (11, 14), (2, 6), (15, 5), (6, 4), (10, 3), (8, 2), (4, 2), (5, 2))
_ROLES = np.array([ord(role) for house in PATTERN for role in house])
_HOUSES = np.array([place for place, house in enumerate(PATTERN) for _ in house])


@dataclass(frozen=True)
class People:
    """One place per person. Days are counted from 1970-01-01; NEVER where it does not happen.

    `seedable`: pensioners whose death may become a case; their certificates carry no defect.
    """

    count: int
    base: int
    ids: pl.Series
    names: pl.Series
    male: Flags
    born: Ints
    ethnicity: Ints
    house: Ints
    role: Ints
    died: Ints
    certified: Flags
    cancelled: Ints
    moved: Ints
    gone: Ints
    pensioner: Flags
    seedable: Flags

    @property
    def settled(self) -> Flags:
        """In the register from the first month, and for years to come."""
        horizon = Month.of("2026-10").end + _SETTLED_DAYS
        quiet = (self.died > horizon) & (self.moved == NEVER) & (self.gone == NEVER)
        return np.asarray(quiet & (np.arange(self.count) < self.base))


def house_count(persons: int) -> int:
    """Households, and addresses, of a city of so many people; at least one."""
    return max(1, -(-persons * len(PATTERN) // len(_ROLES)))


def people(seed: int, persons: int, counties: Ints, month: Month) -> People:
    """Everyone ever registered up to the month. `counties`: place in COUNTIES of each household."""
    born_later = max(1, persons * 6 // 10_000) * month.number if persons >= 100 else 0
    count, houses, today = persons + born_later, len(counties), Month.of("2026-10").end
    place = np.arange(count)
    later = place >= persons
    house = np.where(later, ints(seed, "house.of_newborn", count, 0, houses - 1), place // 20 * 8 + _HOUSES[place % 20])
    role = np.where(later, ord("C"), _ROLES[place % 20])
    born = _births(seed, house, role, houses, today)
    born[persons:] = _newborn(seed, born_later, month)
    male = (role == ord("H")) | (~np.isin(role, (ord("H"), ord("W"))) & (floats(seed, "person.sex", count) < 0.51))
    ethnicity = np.array([code for code, _ in _ETHNICITIES])[
        weighted(seed, "house.ethnicity", houses, [share for _, share in _ETHNICITIES])[house]
    ]
    moved = _moved(seed, count, today, later)
    died = np.where((moved < NEVER) | later, NEVER, _deaths(seed, born, today))
    pensioner = (today - born >= 60 * 365.25) & (floats(seed, "person.pensioner", count) < 0.85)
    seedable = pensioner & (floats(seed, "person.seedable", count) < 0.6)
    certified = _certified(seed, died, seedable)
    cancelled = _cancelled(seed, died, seedable & certified)
    gone = (today + 1 + floats(seed, "person.gone", count) / 0.0005 * 30).astype(np.int64)
    gone = np.where((gone > today + _SETTLED_DAYS) | later | ((died < NEVER) & (died < gone)), NEVER, gone)
    ids = _ids(seed, counties[house], born, male)
    names = _names(seed, house, role, male, ethnicity, houses)
    return People(
        count, persons, ids, names, male, born, ethnicity, house, role,
        died, certified, cancelled, moved, gone, pensioner, seedable,
    )  # fmt: skip


def _births(seed: int, house: Ints, role: Ints, houses: int, today: int) -> Ints:
    """Days of birth: the head's age first, then spouse, children and grandparents by it."""
    count = len(house)
    head = 22 + 68 * (0.7 * floats(seed, "house.age", houses) + 0.3 * floats(seed, "house.age_more", houses))
    wife = np.clip(head - 5 * floats(seed, "house.age_gap", houses) + 2, 20, 95)
    spread = floats(seed, "person.age", count)
    child = wife[house] - 22 - 13 * spread
    ages = np.select(
        [role == ord("H"), role == ord("W"), role == ord("C"), role == ord("G")],
        [
            head[house],
            wife[house],
            np.where(child < 0, 3 * spread, child),
            np.where(head[house] > 66, 88 + 10 * spread, head[house] + 22 + 10 * spread),
        ],
        18 + 75 * spread,
    )
    return np.asarray(today - (ages * 365.2425).astype(np.int64), dtype=np.int64)


def _newborn(seed: int, count: int, month: Month) -> Ints:
    starts = month.days_since_first()
    each = count // month.number if month.number else 0
    first = np.repeat(starts[1:], each)
    return first + ints(seed, "newborn.day", len(first), 0, 27)


def _deaths(seed: int, born: Ints, today: int) -> Ints:
    """A hazard that grows by 9 % a year of age, over time that starts four years back."""
    start = today - _LOOK_BACK_DAYS
    age = np.clip((today - born) / 365.25, 0, 105)
    hazard = 0.0003 * np.exp(0.085 * np.clip(age - 20, 0, None))
    waited = -np.log1p(-floats(seed, "person.death", len(born))) / hazard * 365.25
    died = start + np.minimum(waited, NEVER // 2).astype(np.int64)
    return np.where((died < born) | (died > today + 3650), NEVER, died)


def _moved(seed: int, count: int, today: int, later: Flags) -> Ints:
    """迁出: one in sixty within four years back and two years ahead."""
    moves = (floats(seed, "person.moves", count) < 1 / 60) & ~later
    return np.where(moves, ints(seed, "person.moved", count, today - _LOOK_BACK_DAYS, today + 730), NEVER)


def _certified(seed: int, died: Ints, seedable: Flags) -> Flags:
    """Nearly every death has a certificate; those of the first two that can be a case have none."""
    certified = floats(seed, "death.certified", len(died)) < 0.97
    dead = np.flatnonzero(seedable & (died < NEVER))
    certified[dead[np.argsort(died[dead], kind="stable")[:2]]] = False
    return certified


def _cancelled(seed: int, died: Ints, seedable: Flags) -> Ints:
    """Days after the death; one in seven comes months late, and so do those of the last pensioners before October."""
    count = len(died)
    late = floats(seed, "death.late", count) < 0.15
    eligible = np.flatnonzero(seedable & (died < Month.of("2026-10").start - 35))
    last = eligible[np.argsort(died[eligible], kind="stable")[-2:]]
    lag = np.where(late, ints(seed, "death.long_lag", count, 60, 400), ints(seed, "death.lag", count, 2, 15))
    lag[last] = Month.of("2026-10").end + 120 - died[last]
    return np.where(died < NEVER, died + lag, NEVER)


def _ids(seed: int, counties: Ints, born: Ints, male: Flags) -> pl.Series:
    """Numbered where they were born: one in ten in another county. The sequence is odd for a man."""
    elsewhere = floats(seed, "person.elsewhere", len(born)) < 0.1
    county = np.where(elsewhere, ints(seed, "person.birthplace", len(born), 0, len(COUNTIES) - 1), counties)
    order = numbers_within([county, born, male.astype(np.int64)])
    regions = np.array(COUNTIES)[county]
    return resident_ids(resident_bodies(regions, dates(born), order * 2 + male))


def _names(seed: int, house: Ints, role: Ints, male: Flags, ethnicity: Ints, houses: int) -> pl.Series:
    """A wife and a grandparent bring their own surname; children have their father's."""
    count = len(house)
    own = pl.Series(np.isin(role, (ord("W"), ord("G"))))
    family = surnames(seed, "house.surname", houses).gather(pl.Series(house))
    surname = surnames(seed, "person.surname", count).zip_with(own, family) if count else family
    written = surname + given_names(seed, "person.given", male)
    return uygur_names(seed, "person.uygur", count).zip_with(pl.Series(ethnicity == _UYGUR), written)


def later_of(*days: npt.NDArray[np.int64]) -> Ints:
    """The latest of several day counts, row by row."""
    return np.asarray(np.maximum.reduce(days), dtype=np.int64)
