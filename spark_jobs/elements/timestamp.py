"""A point in time, GB/T 7408.1-2023: read as Beijing time (UTC+8), stored as an instant."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements import date
from spark_jobs.elements.checks import error, listed
from spark_jobs.elements.cleaning import without
from spark_jobs.elements.family import Family

ISO = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"
#: The same of a text as sent: $ also stands before a line end in Java.
SENT_ISO = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\\\\z"
#: Whatever the time of day: SQL Server fills in 1900-01-01 00:00:00.
NO_DAY = f"({date.NO_DAY}) "
STEPS: date.Steps = (
    (" *[+]0?8:?00$", ""),
    ("(:[0-9]{1,2}) *秒$", "$1"),
    ("([0-9]:[0-9]{1,2}:[0-9]{1,2})-[0-9]+$", "$1"),  # the dot of a fraction was made a dash
    ("^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})$", "$1-$2-$3 $4:$5:$6"),
    ("^([0-9]{4})([0-9]{2})([0-9]{2})( |$)", "$1-$2-$3$4"),
    *date.PADDED,
    (" +([0-9]{1,2}:)", " $1"),
    (" ([0-9]):", " 0$1:"),
    (":([0-9]):", ":0$1:"),
    (":([0-9])$", ":0$1"),
    ("^([0-9]{4}-[0-9]{2}-[0-9]{2})$", "$1 00:00:00"),
    (" ([0-9]{2}:[0-9]{2}):?$", " $1:00"),
)


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. A bare day is midnight; fractions of a second are dropped."""
    known = f"{{x}} rlike '{SENT_ISO}' AND left({{x}}, 10) NOT IN ({listed(date.NO_DAY.split('|'))})"
    clean = without(date.replaced(date.punctuated("{x}"), STEPS), f"{date.NOTHING}|{NO_DAY}.*")
    return Family(
        normalise=f"CASE WHEN {known} THEN {{x}} ELSE {clean} END",
        checks=(
            error(
                "FORMAT",
                f"NOT {{x}} rlike '{ISO}'",
                "时间格式无法识别",
                "The text is in no known form of a date and time.",
                date.FIX,
                date.BASIS,
                Indicator.FORMAT,
            ),
            error(
                "CALENDAR",
                "try_cast({x} AS TIMESTAMP) IS NULL",
                "日历上没有这一天或钟点",
                "The calendar or the clock has no such moment.",
                date.FIX,
                date.BASIS,
            ),
            error(
                "DATERANGE",
                "{x} < '1840-01-01'",
                "时间早于1840年，不合常理",
                "The moment is before 1840-01-01.",
                date.FIX,
                date.BASIS,
            ),
        ),
        value="try_cast(concat({x}, '+08:00') AS TIMESTAMP)",
        type="TIMESTAMP",
    )
