"""The independent oracle of the agreement test: every element judged in plain Python, from the standards' own words.

Nothing here knows SQL or an engine. Where a standard leaves a choice, the choice is in the docstring beside it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from catalog.model import CodeList, Element
from tests.oracle.elements import standard
from tests.oracle.row_rules import row_rule_fails
from tests.oracle.spreadsheets import lost_in_spreadsheet

__all__ = ["fails", "lost_in_spreadsheet", "normalised", "outcome", "reasons", "row_rule_fails", "typed"]


def outcome(element: Element, codes: CodeList | None, value: str | None, as_of: date, warnings: bool = True) -> str:
    """MISSING, the first error, else the first warning, else the class of a good value, of one text as sent."""
    return standard(element, codes).verdict(normalised(element, codes, value), as_of, warnings)


def normalised(element: Element, codes: CodeList | None, value: str | None) -> str | None:
    """The clean text of a text as sent; None where nothing was entered."""
    return None if value is None else standard(element, codes).read(value)


def typed(element: Element, codes: CodeList | None, value: str | None) -> Any:
    """str, int, date, datetime in UTC or Decimal of a text that has no error; None where nothing was entered."""
    text = normalised(element, codes, value)
    return None if text is None else standard(element, codes).typed(text)


def reasons(element: Element, codes: CodeList | None) -> dict[str, str]:
    """Every reason of an element, in order → error or warn."""
    known = standard(element, codes)
    return dict.fromkeys(known.errors, "error") | dict.fromkeys(known.warnings, "warn")


def fails(element: Element, codes: CodeList | None, reason: str, normalised_value: str, as_of: date) -> bool:
    """Is this the finding of a normalised value? An error is asked after the errors before it, a warning after all."""
    known = standard(element, codes)
    error = known.error(normalised_value, as_of)
    if reason in known.errors:
        return error == reason
    return error is None and known.warnings[reason](normalised_value, as_of)
