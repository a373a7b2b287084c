"""Numbers, and capital as registries write it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from catalog.model import CodeList, Element
from tests.oracle.make_numbers import Made, Make, figures

NO_NUMBERS = ("约300", "12,3", "1.5E3", "三百", "1..2", "1,23", "--1", "5.", ".5", "1 元 2")
UNITS = ("", "", "", "元", "平方米", "㎡", "m²", "°")


def number(dice: Random, size: int, places: int) -> str:
    whole = dice.randint(1, 10 ** dice.randint(1, size - places) - 1)
    fraction = "." + figures(dice, dice.randint(1, places + 2)) if dice.random() < 0.6 else ""
    return dice.choice((f"{whole}", f"{whole:,}")) + fraction


def decimal(element: Element, codes: CodeList | None) -> Made:
    size, places = map(int, element.format.removeprefix("n..").split(","))

    def good(dice: Random) -> str:
        # Rounding the last place up may need one digit more: stay below.
        return dice.choice(("", "", "", "¥", "+")) + number(dice, size - 1, places) + dice.choice(UNITS)

    return good, {
        "FORMAT": lambda dice: dice.choice(NO_NUMBERS),
        "TOO_LARGE": lambda dice: dice.choice(("1", "9")) * dice.randint(size - places + 2, size + 20) + ".5",
    }


def negative(dice: Random) -> str:
    return "-" + number(dice, 8, 2)


def not_positive(dice: Random) -> str:
    return dice.choice(("0", "0.00", "-0", "-1", "+0", "-12.5"))


def inside(low: int, high: int) -> Make:
    return lambda dice: f"{dice.uniform(low, high):.{dice.randint(1, 9)}f}"


def outside(low: int, high: int) -> Make:
    return lambda dice: dice.choice(
        (
            f"{dice.uniform(high + 0.1, 400):.4f}",
            f"{dice.uniform(-200, low - 0.1):.4f}",
            f"{low - 1},{'0' * 2}1",
            "0,000",
        )
    ).replace(",001", "")


def _capital(dice: Random, tail: str) -> str:
    digits = dice.choice((dice.randint(1, 99999), dice.randint(1, 9)))
    amount = dice.choice((f"{digits}", f"{digits:,}")) + dice.choice(("", "", ".5", ".8857", "." + figures(dice, 8)))
    return dice.choice((f"{amount}({tail})", f"{amount}{tail}", f"{amount}（{tail}）", f"¥{amount}{tail}"))


def _named(dice: Random, codes: CodeList | None) -> str:
    known = [text for code in (codes.codes if codes else ()) for text in (code.code, code.name, *code.aliases)]
    return dice.choice(("", "万", "亿")) + dice.choice(("", "元", dice.choice(known), "元" + dice.choice(known)))


def capital(element: Element, codes: CodeList | None) -> Made:
    return lambda dice: _capital(dice, _named(dice, codes)), {
        "FORMAT": lambda dice: dice.choice(("三百万", "12,34(万)", "-5(万)", "销售，2012年12月", "约5万元", "5万元3")),
        "CURRENCY": lambda dice: _capital(dice, dice.choice(("万贝壳", "美元万", "块", "万元贝币"))),
        "TOO_LARGE": lambda dice: dice.choice(("9" * 19, "1" * 17 + "万元", "5" * 40 + "亿美元", "1" + "0" * 18)),
    }


def capital_currency(element: Element, codes: CodeList | None) -> Made:
    good, faults = capital(element, codes)
    return good, {"CURRENCY": faults["CURRENCY"]}


KINDS: dict[str, Callable[[Element, CodeList | None], Made]] = {
    function.__name__: function for function in (decimal, capital, capital_currency)
}
