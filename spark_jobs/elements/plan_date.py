"""A day that may lie ahead, such as the end of a term. 长期 means no end: NULL (GB/T 7408.1-2023)."""

from __future__ import annotations

from catalog.model import CodeList, Element
from spark_jobs.elements import date
from spark_jobs.elements.family import Family

NO_END = "长期|永久|永续|长期有效|永久有效|无固定期限|无期限|不限|2099-12-31|2999-12-31"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    normalise = date.iso_day("{x}", f"{date.NO_DAY}|{NO_END}")
    return Family(normalise=normalise, checks=date.CHECKS, value="try_cast({x} AS DATE)", type="DATE")
