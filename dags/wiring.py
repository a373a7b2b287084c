"""What the DAG files share: how patient tasks are, when nights begin, and the assets that link one DAG to the next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk import Asset, CronTriggerTimetable

#: Bounded everywhere: a task that fails three times waits for a person. Airflow sends no mail of its own.
PATIENCE: dict[str, Any] = {
    "retries": 2,
    "retry_delay": timedelta(seconds=5),
    "execution_timeout": timedelta(hours=3),
    # What is nearly done goes first: the one writer then works beside the readers, not after them all.
    "weight_rule": "upstream",
    "email_on_failure": False,
    "email_on_retry": False,
}

#: For what leaves the house: a mail server may be away for hours. Tried again after 5 to 10 s, each wait twice the last
#: but none above an hour: five to seven hours in all.
LONG_PATIENCE: dict[str, Any] = {
    "retries": 14,
    "retry_exponential_backoff": 2,
    "max_retry_delay": timedelta(hours=1),
}

#: Tasks that write tables which other tasks write or read in several steps: one at a time, and nothing beside it.
LAKE_WRITER: dict[str, Any] = {"pool": "lake_writer", "pool_slots": 2}
#: A base library is written by its own task only: two at a time, but never while a delivery is being published.
BASE_WRITER: dict[str, Any] = {"pool": "lake_writer", "pool_slots": 1}

BASE = Asset(name="base", uri="yiyuan://lake/base")
THEME = Asset(name="theme", uri="yiyuan://lake/theme")


def standard(department: str) -> Asset:
    """What a department's deliveries became; it changes when one of them has been published."""
    return Asset(name=f"standard/{department}", uri=f"yiyuan://lake/standard/{department}")


def nightly(time: str) -> CronTriggerTimetable:
    """Every night at `hh:mm` in Shanghai."""
    return _at(time, "*")


def monthly(day: int, time: str) -> CronTriggerTimetable:
    """Every month on a day at `hh:mm` in Shanghai."""
    return _at(time, str(day))


def _at(time: str, day: str) -> CronTriggerTimetable:
    hour, minute = time.split(":")
    return CronTriggerTimetable(
        f"{int(minute)} {int(hour)} {day} * *",
        timezone="Asia/Shanghai",
        # Airflow 3.3 takes False for 2.4 hours: a DAG unpaused soon after its time would run at once.
        run_immediately=timedelta(),
    )


def month_before(instant: datetime) -> str:
    """`YYYY-MM` of the month before an instant, in Shanghai."""
    first = instant.astimezone(ZoneInfo("Asia/Shanghai")).replace(day=1)
    return (first - timedelta(days=1)).strftime("%Y-%m")
