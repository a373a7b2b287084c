"""The standard of each element: that of its kind, and the rules that the element adds in its own file."""

from __future__ import annotations

from collections.abc import Callable

from catalog.model import CodeList, Element
from tests.oracle import amounts, lists, organisations, persons, places, texts, times
from tests.oracle.standard import Question, Standard

WITH_CODES: dict[str, Callable[[CodeList], Standard]] = {
    "capital": amounts.capital,
    "capital_currency": amounts.capital_currency,
    "code": lists.code,
    "division_code": places.division_code,
    "foreign_pr_15": persons.foreign_pr_15,
    "holder_code": persons.holder_code,
    "resident_id": persons.resident_id,
    "stat_division_12": places.stat_division_12,
    "uscc": organisations.uscc,
}
OF_ELEMENT: dict[str, Callable[[Element], Standard]] = {
    "address_level": texts.address_level,
    "decimal": amounts.decimal,
    "identifier": texts.identifier_of,
    "organisation_name": texts.organisation_name,
    "text": texts.text,
}
ALONE: dict[str, Callable[[], Standard]] = {
    "bdc_unit_28": places.bdc_unit_28,
    "business_reg_15": organisations.business_reg_15,
    "catalogue_code": organisations.catalogue_code,
    "date": times.day,
    "elicence_id": organisations.elicence_id,
    "geometry": places.geometry,
    "month": times.month,
    "org_code": organisations.org_code,
    "parcel_19": places.parcel_19,
    "person_name": texts.person_name,
    "phone": texts.phone,
    "plan_date": times.plan_date,
    "successor_codes": places.successor_codes,
    "timestamp": times.timestamp,
    "year": times.year,
}
#: Rules that stand in an element's own file.
OWN: dict[str, dict[str, Question]] = {
    "amount_in_wan": amounts.not_negative(),
    "area_amount": amounts.positive(),
    "birth_date": times.not_after("BIRTHRANGE", 10),
    "event_date": times.not_after("FUTURE", 10),
    "event_time": times.not_after("FUTURE", 10),
    "latitude": amounts.between(3, 54),
    "licence_type_code": texts.type_code(),
    "longitude": amounts.between(73, 136),
    "money_amount": amounts.not_negative(),
    "pay_month": times.not_after("FUTURE", 7),
}
_known: dict[tuple[int, int], tuple[Element, CodeList | None, Standard]] = {}


def standard(element: Element, codes: CodeList | None) -> Standard:
    """The rules of an element. Raises KeyError for a kind, or a rule of the element's own, that nobody wrote here."""
    place = (id(element), id(codes))
    if place not in _known:
        _known[place] = (element, codes, _made(element, codes))
    return _known[place][2]


def _made(element: Element, codes: CodeList | None) -> Standard:
    if element.kind in WITH_CODES:
        if codes is None:
            raise ValueError(f"element {element.id} needs its code list")
        made = WITH_CODES[element.kind](codes)
    elif element.kind in OF_ELEMENT:
        made = OF_ELEMENT[element.kind](element)
    else:
        made = ALONE[element.kind]()
    own = OWN.get(element.id, {})
    declared = {rule.reason for rule in element.rules if rule.severity == "error"}
    if own.keys() != declared or any(rule.severity == "warn" for rule in element.rules):
        raise KeyError(f"the oracle has {sorted(own)} for {element.id}; its file has {sorted(declared)}")
    return made.also(own)
