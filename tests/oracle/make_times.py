"""Days, points in time, months and years as departments write them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from catalog.model import CodeList, Element
from tests.oracle.make_numbers import Made

DAYS = (
    "{y}-{m:02}-{d:02}",
    "{y}{m:02}{d:02}",
    "{y}/{m}/{d}",
    "{y}.{m}.{d}",
    "{y}年{m}月{d}日",
    "{y} 年 {m:02} 月 {d:02} 日",
    "{y}-{m}-{d}",
)
CLOCKS = (
    " {h:02}:{i:02}:{s:02}",
    " {h}:{i}:{s}",
    "T{h:02}:{i:02}:{s:02}",
    " {h:02}:{i:02}",
    " {h}时{i}分{s}秒",
    " {h:02}:{i:02}:{s:02}.000",
)
MONTHS = ("{y}-{m:02}", "{y}{m:02}", "{y}年{m}月", "{y}/{m}", "{y}.{m:02}", "{y}年{m:02}月")
WORDS = ("二〇二六年", "44197", "12-01-2026", "昨天", "26-1-2", "2026", "2026年1月2日下午", "2026-1-2-3")


def written(dice: Random, forms: tuple[str, ...], year: int, month: int, day: int = 1) -> str:
    return dice.choice(forms).format(y=f"{year:04d}", m=month, d=day)


def past(dice: Random) -> tuple[int, int, int]:
    return dice.randint(1841, 2025), dice.randint(1, 12), dice.randint(1, 28)


def clock(dice: Random) -> str:
    return dice.choice(CLOCKS).format(h=dice.randrange(24), i=dice.randrange(60), s=dice.randrange(60))


def no_day(dice: Random) -> tuple[int, int, int]:
    return dice.choice(
        ((2025, 2, 29), (1900, 2, 29), (2024, 13, 1), (2024, 4, 31), (2020, 0, 10), (1999, 12, 0), (2001, 1, 32))
    )


def early(dice: Random) -> tuple[int, int, int]:
    return dice.choice(((1839, 12, 31), (1066, 10, 14), (2, 1, 1)))


def future_day(dice: Random) -> str:
    return written(dice, DAYS, dice.choice((2027, 2099, 3000)), 1, dice.randint(1, 28))


def future_time(dice: Random) -> str:
    return future_day(dice) + clock(dice)


def future_month(dice: Random) -> str:
    return written(dice, MONTHS, dice.choice((2027, 2099)), dice.randint(1, 12))


def a_day(dice: Random) -> str:
    day = written(dice, DAYS, *past(dice))
    return day + clock(dice) if dice.random() < 0.2 else day


def date(element: Element, codes: CodeList | None) -> Made:
    return a_day, {
        "FORMAT": lambda dice: dice.choice(WORDS),
        "CALENDAR": lambda dice: written(dice, DAYS, *no_day(dice)),
        "DATERANGE": lambda dice: written(dice, DAYS, *early(dice)),
    }


def plan_date(element: Element, codes: CodeList | None) -> Made:
    _, faults = date(element, codes)
    return lambda dice: dice.choice((a_day, future_day))(dice), faults


def timestamp(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random, day: tuple[int, int, int] | None = None) -> str:
        year, month, of_month = day or past(dice)
        if dice.random() < 0.2:
            return f"{year:04d}{month:02d}{of_month:02d}{dice.randrange(24):02d}{dice.randrange(60):02d}00"
        text = written(dice, DAYS, year, month, of_month)
        return text + dice.choice(("", clock(dice), clock(dice), clock(dice))) + dice.choice(("", "", "", "+08:00"))

    late = (" 25:00:00", " 24:00:00", " 12:60:00", " 12:00:61", " 99:99")
    return made, {
        "FORMAT": lambda dice: dice.choice((*WORDS, "2026-01-02 9", "2026-01-02T09:05:07Z", "2026-01-02 上午")),
        "CALENDAR": lambda dice: dice.choice(
            (made(dice, no_day(dice)), written(dice, DAYS, *past(dice)) + dice.choice(late))
        ),
        "DATERANGE": lambda dice: made(dice, early(dice)),
    }


def month(element: Element, codes: CodeList | None) -> Made:
    return lambda dice: written(dice, MONTHS, *past(dice)), {
        "FORMAT": lambda dice: dice.choice((*WORDS[:4], "2026-10-01", "26-10")),
        "CALENDAR": lambda dice: written(dice, MONTHS, 2025, dice.choice((0, 13, 20, 99))),
    }


def year(element: Element, codes: CodeList | None) -> Made:
    return lambda dice: f"{dice.randint(1840, 2200)}{dice.choice(('', '', '年'))}", {
        "FORMAT": lambda dice: dice.choice(("81", "81年", "二〇二六", "20261", "2026年度", "年")),
        "DATERANGE": lambda dice: str(dice.choice((1066, 1839, 2201, 9998))),
    }


KINDS: dict[str, Callable[[Element, CodeList | None], Made]] = {
    function.__name__: function for function in (date, plan_date, timestamp, month, year)
}
