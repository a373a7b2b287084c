"""Numbers with their precision (GB/T 19488.1), and capital as registries write it (GB/T 36104, GB/T 12406)."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

from catalog.model import CodeList, Element
from tests.oracle.characters import identifier, nothing
from tests.oracle.lists import names
from tests.oracle.standard import Question, Standard

UNITS = ("元", "平方米", "㎡", "m²", "°")
_NUMBER = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]+)?")
_CAPITAL = re.compile(r"(([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:[.][0-9]+)?)([亿万]?)([^0-9]*)")
YUAN = {"": 1, "万": 10_000, "亿": 100_000_000}


def decimal(element: Element) -> Standard:
    """n..20,2: at most 20 digits, two of them after the point; rounded half up. Its unit may stand beside it."""
    size, places = map(int, element.format.removeprefix("n..").split(","))

    def read(value: str) -> str | None:
        text = identifier(value).replace("−", "-")
        text = text.removeprefix("¥").removeprefix("￥")
        text = next((text.removesuffix(unit) for unit in UNITS if text.endswith(unit)), text)
        return None if nothing(text) else text

    return Standard(
        read=read,
        errors={
            "FORMAT": lambda x, _: not _NUMBER.fullmatch(x),
            "TOO_LARGE": lambda x, _: fitted(exact(x), size, places) is None,
        },
        typed=lambda x: fitted(exact(x), size, places),
    )


def exact(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def fitted(value: Decimal, size: int, places: int) -> Decimal | None:
    """Rounded to so many places, None if it then has more digits than its size."""
    if value.adjusted() >= size:
        return None
    with localcontext(prec=10_000):
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        return rounded if abs(rounded) < Decimal(10) ** (size - places) else None


def not_negative() -> dict[str, Question]:
    return {"NEGATIVE": lambda x, _: exact(x) < 0}


def positive() -> dict[str, Question]:
    return {"NOT_POSITIVE": lambda x, _: exact(x) <= 0}


def between(low: int, high: int) -> dict[str, Question]:
    return {"COORDINATE_BOUNDS": lambda x, _: not low <= exact(x) <= high}


def capital(codes: CodeList) -> Standard:
    """数字, 万 or 亿, currency: the amount in whole units of its currency. A bare number is in yuan."""
    known = currencies(codes)
    return Standard(
        read=read_capital,
        errors={
            "FORMAT": lambda x, _: not _CAPITAL.fullmatch(x),
            "CURRENCY": lambda x, _: _currency(x) not in known,
            "TOO_LARGE": lambda x, _: _amount(x) is None,
        },
        typed=_amount,
    )


def capital_currency(codes: CodeList) -> Standard:
    """The currency that the same text names. A text that is no amount has none."""
    known = currencies(codes)

    def read(value: str) -> str | None:
        text = read_capital(value)
        if text is None or not _CAPITAL.fullmatch(text):
            return None
        return known.get(_currency(text), _currency(text))

    return Standard(read=read, errors={"CURRENCY": lambda x, _: x not in set(known.values())})


def read_capital(value: str) -> str | None:
    text = "".join(sign for sign in identifier(value) if sign not in "()¥￥")
    return None if nothing(text) else text


def _currency(text: str) -> str:
    found = _CAPITAL.fullmatch(text)
    return found[4].upper() if found else ""


def _amount(text: str) -> Decimal | None:
    found = _CAPITAL.fullmatch(text)
    with localcontext(prec=10_000):
        return fitted(exact(found[1]) * YUAN[found[3]], 20, 2) if found else None


def currencies(codes: CodeList) -> dict[str, str]:
    """Name → code. 元 alone, or nothing, is CNY; people also write 元 before the name (万元美元)."""
    known = names(codes)
    return {"": "CNY", "元": "CNY"} | known | {"元" + name: code for name, code in known.items()}
