"""Free text: addresses, business scopes, contents of tickets. Trimmed; inner spaces and line ends stay."""

from __future__ import annotations

from catalog.model import CodeList, Element
from spark_jobs.elements.checks import garbled, private_use, too_long
from spark_jobs.elements.cleaning import words
from spark_jobs.elements.family import Check, Family


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    return Family(normalise=words("{x}"), checks=text_checks(element))


def text_checks(element: Element) -> tuple[Check, ...]:
    """Lost characters, private characters, and the element's `max_length`."""
    limit = (too_long(element.max_length),) if element.max_length else ()
    return (garbled(), *limit, private_use())
