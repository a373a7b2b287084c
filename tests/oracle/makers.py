"""For every element a way to make good values and, for every reason, values that have just this fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from catalog.model import CodeList, Element
from tests.oracle import make_amounts, make_numbers, make_places, make_texts, make_times

Make = Callable[[Random], str]


@dataclass(frozen=True)
class Maker:
    """`good`: a valid value of any class. `faults`: reason → a value whose finding it is."""

    good: Make
    faults: dict[str, Make]


#: Kind → its good values and its faults.
KINDS: dict[str, Callable[[Element, CodeList | None], tuple[Make, dict[str, Make]]]] = {
    **make_numbers.KINDS,
    **make_places.KINDS,
    **make_times.KINDS,
    **make_amounts.KINDS,
    **make_texts.KINDS,
}
#: Faults of rules that stand in an element's own file, and good values where an element is narrower than its kind.
OWN: dict[str, dict[str, Make]] = {
    "amount_in_wan": {"NEGATIVE": make_amounts.negative},
    "area_amount": {"NOT_POSITIVE": make_amounts.not_positive},
    "birth_date": {"BIRTHRANGE": make_times.future_day},
    "event_date": {"FUTURE": make_times.future_day},
    "event_time": {"FUTURE": make_times.future_time},
    "latitude": {"COORDINATE_BOUNDS": make_amounts.outside(3, 54)},
    "licence_type_code": {"TYPE": make_texts.no_licence_type},
    "longitude": {"COORDINATE_BOUNDS": make_amounts.outside(73, 136)},
    "money_amount": {"NEGATIVE": make_amounts.negative},
    "pay_month": {"FUTURE": make_times.future_month},
}
NARROWER: dict[str, Make] = {
    "latitude": make_amounts.inside(3, 54),
    "licence_type_code": make_texts.licence_type,
    "longitude": make_amounts.inside(73, 136),
}


def maker(element: Element, codes: CodeList | None) -> Maker:
    """Raises KeyError for a kind that nobody wrote here."""
    good, faults = KINDS[element.kind](element, codes)
    made = Maker(good, faults | OWN.get(element.id, {}))
    return replace(made, good=NARROWER[element.id]) if element.id in NARROWER else made
