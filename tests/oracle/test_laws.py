"""Laws that hold for every value: cleaning twice changes nothing, a wrong sign shows, fifteen digits are eighteen."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.load import HERE, read
from tests import oracle
from tests.oracle import check_digits, persons
from tests.oracle.characters import identifier, number, words
from tests.oracle.generate import rows

CATALOGUE = read(HERE)[0]
AS_OF = date(2026, 11, 1)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
DIGITS, SIGNS_31, SIGNS_36 = "0123456789", check_digits.SIGNS_31, check_digits.SIGNS_36
SCHEMES = {
    "resident": (check_digits.resident, DIGITS, 17, True),
    "organisation": (check_digits.organisation, DIGITS, 8, True),
    "credit": (check_digits.credit, SIGNS_31, 17, True),
    # Hybrid systems and 7-3-1 miss a few transpositions.
    "registration": (check_digits.registration, DIGITS, 14, False),
    "licence": (check_digits.licence, SIGNS_36, 40, False),
}


@pytest.mark.parametrize("clean", [number, words, identifier])
@settings(deadline=None)
@given(text=TEXT)
def test_cleaning_twice_changes_nothing(clean, text):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("name", sorted(set(CATALOGUE.elements) - {"capital_currency"}))
def test_a_good_value_reads_as_itself(name):
    element = CATALOGUE.elements[name]
    codes = CATALOGUE.code_lists[element.code_list] if element.code_list else None
    good = {
        oracle.normalised(element, codes, raw)
        for raw in rows(element, codes, 300, 5)
        if oracle.outcome(element, codes, raw, AS_OF, warnings=False).startswith("OK")
    }

    assert len(good) > 1
    assert {text for text in good if oracle.normalised(element, codes, text) != text} == set()


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(deadline=None)
@given(data=st.data())
def test_one_wrong_sign_is_noticed(scheme, data):
    sign, alphabet, length, swaps = SCHEMES[scheme]
    body = data.draw(st.text(alphabet, min_size=length, max_size=length))
    place = data.draw(st.integers(0, length - 2))
    other = data.draw(st.sampled_from(alphabet.replace(body[place], "")))
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]

    assert sign(body[:place] + other + body[place + 1 :]) != sign(body)
    if swaps and swapped != body:
        assert sign(swapped) != sign(body)


@settings(deadline=None)
@given(
    region=st.sampled_from(("390102", "390181")),
    born=st.dates(date(1910, 1, 1), date(1999, 12, 31)),
    sequence=st.integers(0, 995),
)
def test_fifteen_digits_and_their_eighteen_are_one_person(region, born, sequence):
    element, codes = CATALOGUE.elements["resident_id"], CATALOGUE.code_lists["division"]
    old = f"{region}{born:%y%m%d}{sequence:03d}"

    new = persons.eighteen(old)

    assert (new[:6], new[6:14], new[14:17]) == (region, f"{born:%Y%m%d}", f"{sequence:03d}")
    assert oracle.typed(element, codes, old) == oracle.typed(element, codes, new) == new
    outcomes = {sign: oracle.outcome(element, codes, new[:17] + sign, AS_OF, False) for sign in "0123456789X"}
    assert outcomes == dict.fromkeys("0123456789X", "CHECK") | {new[17]: "OKCN"}
