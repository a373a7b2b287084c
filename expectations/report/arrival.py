"""Whether a dataset arrives as often as it was agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

#: The longest a cycle can last, so that nobody is called late because a month was short.
CYCLE_DAYS = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "yearly": 366}
CYCLE_WORDS = {
    "daily": "每日",
    "weekly": "每周",
    "monthly": "每月",
    "quarterly": "每季度",
    "yearly": "每年",
    "irregular": "不定期",
}


@dataclass(frozen=True)
class Punctuality:
    """Last arrival against cycle and grace. `due` is None where nothing can be due; `days_late` is 0 when in time."""

    last: date | None
    due: date | None
    days_late: int


def punctuality(last: date | None, cycle: str, grace_days: int, today: date) -> Punctuality:
    """The next file is due one cycle and the grace after the last one."""
    if last is None or cycle == "irregular":
        return Punctuality(last, None, 0)
    due = last + timedelta(days=CYCLE_DAYS[cycle] + grace_days)
    return Punctuality(last, due, max(0, (today - due).days))
