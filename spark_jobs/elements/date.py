"""A day, GB/T 7408.1-2023: stored as ISO, read from the forms that departments write."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import BLANKS, DASHES, FULL, HALF, PLACEHOLDER, UNSEEN, mapped, quoted, without
from spark_jobs.elements.family import Check, Family

BASIS = "GB/T 7408.1-2023"
FIX = "请核对原件，按“年-月-日”填写后重新报送"

ISO = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
#: The same of a text as sent: $ also stands before a line end in Java.
SENT_ISO = "^[0-9]{4}-[0-9]{2}-[0-9]{2}\\\\z"


def usual_day(dash: str) -> str:
    """Pattern of a month and a day that need no look at the calendar: all but 29 February."""
    long, short = f"(0[13578]|1[02]){dash}(0[1-9]|[12][0-9]|3[01])", f"(0[469]|11){dash}(0[1-9]|[12][0-9]|30)"
    return f"({long}|{short}|02{dash}(0[1-9]|1[0-9]|2[0-8]))"


NO_SUCH_DAY = (
    f"CASE WHEN {{x}} rlike '^[0-9]{{4}}-{usual_day('-')}$' THEN false ELSE try_cast({{x}} AS DATE) IS NULL END"
)
#: Days that systems fill in where none is known.
NO_DAY = "1900-01-01|0001-01-01|9999-12-31"
_SIGNS = dict(zip(FULL, HALF, strict=True)) | dict.fromkeys(DASHES + "年月/.／．", "-")
_SIGNS |= {"时": ":", "分": ":"} | dict.fromkeys(BLANKS[1:] + "TＴ", " ")
#: A placeholder after its slash became a dash; and a form that nobody filled in: 年　月　日.
NOTHING = f"(?i){PLACEHOLDER}|[#＃]?N-A|[-: 日号秒]+"
CHECKS: tuple[Check, ...] = (
    error(
        "FORMAT",
        f"NOT {{x}} rlike '{ISO}'",
        "日期格式无法识别",
        "The text is in no known form of a calendar date.",
        FIX,
        BASIS,
        Indicator.FORMAT,
    ),
    error("CALENDAR", NO_SUCH_DAY, "日历上没有这一天", "The calendar has no such day.", FIX, BASIS),
    error("DATERANGE", "{x} < '1840-01-01'", "日期早于1840年，不合常理", "The day is before 1840-01-01.", FIX, BASIS),
)


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. A day in the future is good here: an element's own rule may refuse it."""
    return Family(normalise=iso_day("{x}", NO_DAY), checks=CHECKS, value="try_cast({x} AS DATE)", type="DATE")


def iso_day(x: str, missing: str) -> str:
    """yyyy-MM-dd where the text has a known form, NULL where it is `missing`, else the text for FORMAT to refuse."""
    return (
        f"CASE WHEN {x} rlike '{SENT_ISO}' AND NOT {x} rlike '^({missing})$' THEN {x} "
        f"ELSE {without(replaced(punctuated(x), DAY_STEPS), f'{NOTHING}|{missing}')} END"
    )


def punctuated(x: str) -> str:
    """Half-width signs, a dash for 年 月 / and dots, a colon for 时 分, a space for 日 and before the time of day."""
    text = f"trim({mapped(x, ''.join(_SIGNS), ''.join(_SIGNS.values()), UNSEEN)})"
    return replaced(text, ((" *- *", "-"), ("(-[0-9]{1,2}|^[0-9]{8}) *[日号]", "$1 "), (" +$", "")))


def replaced(text: str, steps: Steps) -> str:
    """The text after one regexp_replace for each (pattern, replacement)."""
    for pattern, replacement in steps:
        text = f"regexp_replace({text}, {quoted(pattern)}, '{replacement}')"
    return text


Steps = tuple[tuple[str, str], ...]
#: A day and a month of one digit get their zero.
PADDED: Steps = (("^([0-9]{4})-([0-9])-", "$1-0$2-"), ("^([0-9]{4}-[0-9]{2})-([0-9])( |$)", "$1-0$2$3"))
#: A time of day says nothing about the day; anything longer may be a second day.
CLOCK = "[0-9]{1,2}:([0-9]{1,2}:?|[0-9]{1,2}:[0-9]{1,2}( *秒|-[0-9]+)?)?( *Z| *[+][0-9]{1,2}:?[0-9]{2})?"
DAY_STEPS: Steps = (
    (f" +{CLOCK}$", ""),
    ("^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{6})?$", "$1-$2-$3"),
    *PADDED,
)
