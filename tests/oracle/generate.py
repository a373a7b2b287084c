"""Raw values of an element, and typed rows of a source, from a seed: good, wrong, dirt, nothing."""

from __future__ import annotations

from random import Random

from catalog.model import CodeList, Element
from tests.oracle.dirt import NOTHING, STRANGE, damaged, dressed, scribble, through_spreadsheet
from tests.oracle.makers import maker

SHARES = {"good": 25, "dressed": 15, "faulty": 25, "faulty and dressed": 8, "damaged": 15, "spreadsheet": 4}
SHARES |= {"nothing": 3, "scribble": 4, "long": 1}


def rows(element: Element, codes: CodeList | None, n: int, seed: int) -> list[str | None]:
    """n texts as a department might send them; the same for the same seed.

    Every fault of the element is made in turn, so that each occurs often; what strange texts there are comes once.
    """
    dice, made = Random(f"{seed} {element.id}"), maker(element, codes)
    faults = sorted(made.faults)
    start: list[str | None] = [None, *NOTHING, *STRANGE]
    kinds = dice.choices(list(SHARES), list(SHARES.values()), k=n)
    values: list[str | None] = []
    for number, kind in enumerate(kinds):
        fault = made.faults[faults[number % len(faults)]] if faults else made.good
        values.append(_value(dice, kind, made.good(dice) if "fault" not in kind else fault(dice)))
    values[: min(len(start), n // 2)] = start[: n // 2]
    dice.shuffle(values)
    return values


def _value(dice: Random, kind: str, text: str) -> str | None:
    if kind.endswith("dressed"):
        return dressed(dice, text)
    if kind == "damaged":
        return damaged(dice, text)
    if kind == "spreadsheet":
        return through_spreadsheet(dice, text)
    if kind == "nothing":
        return dressed(dice, dice.choice(NOTHING)) if dice.random() < 0.8 else None
    if kind == "scribble":
        return scribble(dice)
    if kind == "long":
        return (text or "长") * dice.choice((2, 7, 300))
    return text
