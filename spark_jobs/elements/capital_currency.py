"""The currency named in the text of a capital (GB/T 12406 / ISO 4217 letters); CNY where none is named."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.capital import BASIS, FIX, HEAD, amount_text, currencies, tail
from spark_jobs.elements.checks import error, listed, required
from spark_jobs.elements.cleaning import quoted
from spark_jobs.elements.family import Family


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. A text that is no amount has no currency: the amount carries that finding."""
    known = required(codes, "capital_currency")
    text = amount_text("{x}")
    whens = " ".join(f"WHEN {quoted(name)} THEN {quoted(code)}" for name, code in sorted(currencies(known).items()))
    amount = f"{text} rlike '{HEAD}[^0-9]*$'"
    inside = f"{{x}} IN ({listed(sorted({code.code for code in known.codes}))})"
    return Family(
        normalise=f"CASE WHEN {amount} THEN CASE {tail(text)} {whens} ELSE {tail(text)} END END",
        checks=(
            error(
                "CURRENCY",
                f"NOT {inside}",
                "注册资金的币种无法识别",
                "The words after the amount name no currency of the list.",
                FIX,
                BASIS,
                Indicator.REFERENCE_LIST,
            ),
        ),
        value=f"CASE WHEN {inside} THEN {{x}} END",
    )
