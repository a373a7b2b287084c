"""养老金发放 of one month, the payments that ought not to have been made, and those that only look like it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from city.draw import Flags, Ints, floats
from city.months import Month, dates
from city.people import People

#: Per person: `cancellation`, `certificate`, `both` or ''.
Kinds = npt.NDArray[np.str_]
PAY_DAY = 15
#: Of the pensioners, how many are paid after a death that one of the registers knows of.
_SEEDED_SHARE = 0.003


@dataclass(frozen=True)
class Payments:
    """The month's rows, the seeded cases and the near-misses."""

    rows: pl.DataFrame
    after_death: pl.DataFrame
    near_miss: pl.DataFrame


def payments(seed: int, people: People, month: Month, registers: frozenset[str]) -> Payments:
    """Everyone entitled and alive on the first of the month, and the seeded dead.

    `registers`: which of `cancellation` and `certificate` are delivered; a death that neither tells is not a case.
    """
    alive = people.died >= month.start
    known = people.gone > month.end
    due = people.pensioner & alive & known
    seeded = _seeded(seed, people, month, registers)
    paid = np.flatnonzero(due | (seeded != ""))
    amount = 180 + 40 * floats(seed, "pension.years", people.count) * 100
    rows = pl.DataFrame(
        {
            "_entity": paid,
            "resident_id": people.ids.gather(paid),
            "name": people.names.gather(paid),
            "pay_month": [month.compact] * len(paid),
            "amount": [f"{value:.2f}" for value in amount[paid].tolist()],
            "paid_on": [f"{month.compact}{PAY_DAY:02d}"] * len(paid),
        },
        schema_overrides={"pay_month": pl.String, "amount": pl.String, "paid_on": pl.String},
    )
    return Payments(rows, _cases(people, month, seeded), _near(people, month, due))


def _seeded(seed: int, people: People, month: Month, registers: frozenset[str]) -> Kinds:
    """Some of the dead. Both days, where known, lie before the month."""
    dead = people.seedable & (people.died < month.start) & (people.gone > month.end)
    cancelled = dead & (people.cancelled < month.start) & ("cancellation" in registers)
    told = dead & people.certified & (people.died + 2 < month.start) & ("certificate" in registers)
    open_ = people.cancelled > month.end
    kinds = {
        "cancellation": cancelled & ~told,
        "both": cancelled & told,
        "certificate": told & (open_ | ("cancellation" not in registers)),
    }
    limit = max(2, int(np.count_nonzero(people.pensioner) * _SEEDED_SHARE / 3))
    out = np.full(people.count, "", dtype="U12")
    for kind, flags in kinds.items():
        out[_some(seed, f"pension.{kind}.{month.text}", flags, limit)] = kind
    return out


def _some(seed: int, name: str, flags: Flags, limit: int) -> Ints:
    places = np.flatnonzero(flags)
    draw = floats(seed, name, len(flags))[places]
    return np.sort(places[np.argsort(draw, kind="stable")[:limit]])


def _cases(people: People, month: Month, seeded: Kinds) -> pl.DataFrame:
    places = np.flatnonzero(seeded != "")
    return pl.DataFrame(
        {
            "resident_id": people.ids.gather(places),
            "pay_month": pl.Series([month.text] * len(places), dtype=pl.String),
            "kind": pl.Series(seeded[places].tolist(), dtype=pl.String),
            "died_on": dates(people.died[places]),
            "cancelled_on": dates(np.where(people.cancelled[places] > month.end, 0, people.cancelled[places])),
        }
    ).with_columns(pl.col("cancelled_on").replace(dates(np.zeros(1, np.int64))[0], None))


def _near(people: People, month: Month, due: Flags) -> pl.DataFrame:
    """Paid rightly: died within the month of payment, or moved away and still entitled."""
    died = due & (people.died <= month.end)
    moved = due & (people.moved <= month.end)
    places = np.flatnonzero(died | moved)
    return pl.DataFrame(
        {
            "resident_id": people.ids.gather(places),
            "pay_month": pl.Series([month.text] * len(places), dtype=pl.String),
            "why": pl.Series(["died_in_the_month" if flag else "moved_out" for flag in died[places]], dtype=pl.String),
        }
    )
