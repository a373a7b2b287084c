"""Days, points in time, months and years in the forms that departments write: GB/T 7408.1-2023, standards §2.11."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

from tests.oracle.characters import dash, half, nothing, number, placeholder_number, unseen
from tests.oracle.persons import is_day
from tests.oracle.standard import Question, Standard

#: Days that systems fill in where none is known.
NO_DAY = {"1900-01-01", "0001-01-01", "9999-12-31"}
NO_END_WORDS = {"长期", "永久", "永续", "长期有效", "永久有效", "无固定期限", "无期限", "不限"}
NO_END_DAYS = {"2099-12-31", "2999-12-31"}
BEIJING = timezone(timedelta(hours=8))
#: Between a day and a time of day stands 日 or a space; for a day, what time it was does not matter.
_GAP = r"(?: *[日号] *| +)"
_CLOCK = r"[0-9]{1,2}:(?:[0-9]{1,2}:?|[0-9]{1,2}:[0-9]{1,2}(?: *秒|-[0-9]+)?)?(?: *Z| *[+][0-9]{1,2}:?[0-9]{2})?"
_DAY = re.compile(rf"([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}})(?:{_GAP}(?:{_CLOCK})?)?")
_EIGHT = re.compile(rf"([0-9]{{4}})([0-9]{{2}})([0-9]{{2}})(?:[0-9]{{6}}|{_GAP}(?:{_CLOCK})?)?")
_TIME = re.compile(
    r"(?:([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})|([0-9]{4})([0-9]{2})([0-9]{2}))"
    rf"(?:{_GAP}(?:([0-9]{{1,2}}):(?:([0-9]{{1,2}}):?|([0-9]{{1,2}}):([0-9]{{1,2}})(?: *秒|-[0-9]+)?))?)?"
    r"(?: *[+]0?8:?00)?"
)
_FOURTEEN = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})-?|([0-9]{4})([0-9]{2})-?")


def _sign(character: str) -> str:
    """A dash for 年 月 and every slash, dot or dash; a colon for 时 分; a space for T; half-width signs."""
    sign = half(character)
    if sign in "年月/." or dash(character):
        return "-"
    if sign in "时分":
        return ":"
    if sign in "T\t" or unicodedata.category(character) == "Zs":
        return " "
    return "" if unseen(character) else sign


def punctuated(value: str) -> str:
    return re.sub(" *- *", "-", "".join(map(_sign, value)).strip(" "))


def blank(text: str) -> bool:
    """A word for nothing (the slash of N/A is a dash by now), or a form with nothing between its signs: 年　月　日."""
    return nothing(text) or text.upper() in ("N-A", "#N-A") or not text.strip("-: 日号秒")


def read_day(value: str, no_days: frozenset[str], no_words: frozenset[str] = frozenset()) -> str | None:
    text = punctuated(value)
    if blank(text) or text in no_words:
        return None
    found = _DAY.fullmatch(text) or _EIGHT.fullmatch(text)
    if not found:
        return text
    iso = f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    return None if iso in no_days else iso


def _iso_day(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text))


def _days(read: frozenset[str], words_for_none: frozenset[str] = frozenset()) -> Standard:
    return Standard(
        read=lambda value: read_day(value, read, words_for_none),
        errors={
            "FORMAT": lambda x, _: not _iso_day(x),
            "CALENDAR": lambda x, _: not is_day(x.replace("-", "")),
            "DATERANGE": lambda x, _: int(x[:4]) < 1840,
        },
        typed=date.fromisoformat,
    )


def day() -> Standard:
    """A day that has been."""
    return _days(frozenset(NO_DAY))


def plan_date() -> Standard:
    """A day that may lie ahead; 长期 means that there is none."""
    return _days(frozenset(NO_DAY | NO_END_DAYS), frozenset(NO_END_WORDS))


def timestamp() -> Standard:
    """A point in Beijing time. A bare day is midnight; fractions of a second are dropped. No day is no time either."""
    return Standard(
        read=read_time,
        errors={
            "FORMAT": lambda x, _: not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", x),
            "CALENDAR": lambda x, _: not (is_day(x[:10].replace("-", "")) and x[11:] < "24" and x[14] < "6" > x[17]),
            "DATERANGE": lambda x, _: int(x[:4]) < 1840,
        },
        typed=lambda x: datetime.fromisoformat(x).replace(tzinfo=BEIJING).astimezone(UTC),
    )


def read_time(value: str) -> str | None:
    text = punctuated(value)
    if blank(text):
        return None
    if found := _FOURTEEN.fullmatch(text):
        year, month, day, hour, minute, second = found.groups()
    elif found := _TIME.fullmatch(text):
        year, month, day = found[1] or found[4], found[2] or found[5], found[3] or found[6]
        hour, minute, second = found[7] or "0", found[8] or found[9] or "0", found[10] or "0"
    else:
        return text
    iso = f"{year}-{int(month):02d}-{int(day):02d}"
    return None if iso in NO_DAY else f"{iso} {int(hour):02d}:{int(minute):02d}:{int(second):02d}"


def month() -> Standard:
    """yyyy-MM."""

    def read(value: str) -> str | None:
        text = punctuated(value)
        if blank(text):
            return None
        found = _MONTH.fullmatch(text)
        return f"{found[1] or found[3]}-{int(found[2] or found[4]):02d}" if found else text

    return Standard(
        read=read,
        errors={
            "FORMAT": lambda x, _: not re.fullmatch(r"[0-9]{4}-[0-9]{2}", x),
            "CALENDAR": lambda x, _: not 1 <= int(x[5:]) <= 12,
        },
    )


def year() -> Standard:
    """Four digits, with or without 年."""

    def read(value: str) -> str | None:
        text = number(value)
        return None if placeholder_number(text) else text.removesuffix("年")

    return Standard(
        read=read,
        errors={
            "FORMAT": lambda x, _: not re.fullmatch(r"[0-9]{4}", x),
            "DATERANGE": lambda x, _: not 1840 <= int(x) <= 2200,
        },
        typed=int,
    )


def not_after(reason: str, length: int) -> dict[str, Question]:
    """A day (10), or month (7), that has not come yet."""
    return {reason: lambda x, as_of: x[:length] > as_of.isoformat()[:length]}
