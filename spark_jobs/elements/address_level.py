"""One level of a standard address, GB/T 39609-2020. A level that the address lacks is the literal 无, never blank."""

from __future__ import annotations

from catalog.model import CodeList, Element
from spark_jobs.elements.cleaning import PLACEHOLDER, words
from spark_jobs.elements.family import Family
from spark_jobs.elements.text import text_checks


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    placeholder = PLACEHOLDER.replace("|无|", "|")
    return Family(normalise=words("{x}", placeholder), checks=text_checks(element))
