"""Months and days of the demo city. Days are counted from 1970-01-01."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from city.draw import Ints
from spark_jobs.deliveries import CHINA

#: The month of the first delivery: sources that send increments send all they have.
FIRST_MONTH = "2026-10"
_EPOCH = date(1970, 1, 1)


def day(year: int, month: int, of_month: int) -> int:
    """A calendar day as a day count."""
    return (date(year, month, of_month) - _EPOCH).days


def dates(days: Ints) -> pl.Series:
    """Day counts → dates."""
    return pl.Series(days.astype(np.int32)).cast(pl.Date)


@dataclass(frozen=True)
class Month:
    """A delivery month. `number` is 0 for the first one."""

    year: int
    month: int

    @classmethod
    def of(cls, text: str) -> Month:
        """From `YYYY-MM`; ValueError for anything else and for a month before the first."""
        start = date.fromisoformat(f"{text}-01")
        month = cls(start.year, start.month)
        if month.number < 0:
            raise ValueError(f"{text} is before the city's first month, {FIRST_MONTH}")
        return month

    @property
    def number(self) -> int:
        """Months since the first."""
        first = date.fromisoformat(f"{FIRST_MONTH}-01")
        return (self.year - first.year) * 12 + self.month - first.month

    @property
    def start(self) -> int:
        """The first day."""
        return day(self.year, self.month, 1)

    @property
    def end(self) -> int:
        """The last day, the day of the export."""
        return self.next_start - 1

    @property
    def next_start(self) -> int:
        """The first day of the month after."""
        return day(self.year + self.month // 12, self.month % 12 + 1, 1)

    @property
    def text(self) -> str:
        """`YYYY-MM`."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def compact(self) -> str:
        """`YYYYMM`."""
        return f"{self.year:04d}{self.month:02d}"

    def arrival(self, place: int) -> float:
        """When file number `place` is put into the inbox: 1st to 5th of the next month from 09:00, as a timestamp."""
        on = _EPOCH + timedelta(days=self.next_start + place % 5)
        return datetime(on.year, on.month, on.day, 9, tzinfo=CHINA).timestamp() + 60 * (place // 5)

    def days_since_first(self) -> Ints:
        """The first day of every month after the first one up to this, by month number."""
        first = int(FIRST_MONTH[:4]) * 12 + int(FIRST_MONTH[5:]) - 1
        months = range(first, first + self.number + 1)
        return np.array([day(month // 12, month % 12 + 1, 1) for month in months], dtype=np.int64)
