"""Deadlines in working days 工作日, by the State Council's yearly holiday notices as `chinese_calendar` knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

#: Chosen by this project. No. 809 art. 26 asks for correction on a complaint; the days for a routine letter are ours.
WORKING_DAYS = 10


@dataclass(frozen=True)
class Deadline:
    """The last day. `weekends_only`: some day on the way lies in a year whose holidays are not announced yet."""

    on: date
    weekends_only: bool


def deadline(start: date) -> Deadline:
    """The last of the WORKING_DAYS after `start`."""
    on, guessed, days = start, False, WORKING_DAYS
    while days > 0:
        on += timedelta(days=1)
        works, known = _works(on)
        guessed |= not known
        days -= works
    return Deadline(on, guessed)


def _works(day: date) -> tuple[bool, bool]:
    """Whether people work on that day, and whether the holidays of its year are known."""
    try:
        return chinese_calendar.is_workday(day), True
    except NotImplementedError:
        return day.weekday() < 5, False
