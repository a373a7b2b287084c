"""Full identity numbers and mobile numbers in a text: what must be in nothing that leaves the house."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

from spark_jobs.elements.org_code import WEIGHTS as ORGANISATION
from spark_jobs.elements.uscc import ALPHABET, CATEGORIES
from spark_jobs.elements.uscc import WEIGHTS as ENTITY

#: First two digits of GB/T 2260 division codes, with 39 of the fictional province and 83 of residence permits.
PROVINCES = frozenset(
    str(code)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (39, 39),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
        (91, 91),
    )
    for code in range(first, last + 1)
)
#: Gaps that people put between digits; every start is tried, since numbers may stand side by side.
RESIDENT_18 = re.compile(r"(?<![0-9A-Za-z.])(?=((?:\d[ -]?){17}[\dXx])(?![0-9A-Za-z]))")
RESIDENT_15 = re.compile(r"(?<![0-9A-Za-z.])(?=(\d{15})(?![0-9A-Za-z]))")
MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])")


def plain(text: str) -> str:
    """Full-width digits and letters as the usual ones; nothing invisible between characters."""
    return re.sub("[\u200b\u200c\u200d\u2060\ufeff\u00ad]", "", unicodedata.normalize("NFKC", text)).strip()


def personal_numbers(text: str) -> Iterator[str]:
    """The kind of every identity number (18 digits with check digit, GB 11643; or 15) and mobile number in a text."""
    return (kind for kind in NUMBERS for _ in _found(kind, text))


def starred(text: str) -> str:
    """The text with the middle of every such number starred: the first three and the last four places stay."""
    for kind in NUMBERS:
        for start, number in _found(kind, text):
            stars = number[:3] + "*" * (len(number) - 7) + number[-4:]
            text = text[:start] + stars + text[start + len(number) :]
    return text


def _found(kind: str, text: str) -> list[tuple[int, str]]:
    """Where in a text a number of a kind begins, and the number as it is written there."""
    pattern, is_one = NUMBERS[kind]
    matches = ((match.start(), match[pattern.groups]) for match in pattern.finditer(text))
    return [(start, number) for start, number in matches if is_one(number)]


def _is_resident_18(written: str) -> bool:
    """A credit code of digits alone passes the same check one time in eleven, but it carries two check signs more."""
    number = re.sub("[ -]", "", written).upper()
    return _is_numbered_person(number) and not _is_credit_code(number)


def _is_credit_code(number: str) -> bool:
    """GB 32100-2015: authority, category, both check signs. One identity number in about seven hundred is one too."""
    values = [ALPHABET.find(sign) for sign in number]
    if min(values) < 0 or number[1] not in CATEGORIES.get(number[0], ""):
        return False
    organisation = sum(w * int(d) for w, d in zip(ORGANISATION, number[8:16], strict=True))
    total = sum(w * value for w, value in zip(ENTITY, values, strict=True))
    return number[16] == "0123456789X"[-organisation % 11] and total % 31 == 0


def _is_numbered_person(number: str) -> bool:
    total = sum(2 ** (17 - place) * int(digit) for place, digit in enumerate(number[:17]))
    return number[17] == "10X98765432"[total % 11] and number[:2] in PROVINCES and _is_day(number[6:14])


def _is_resident_15(number: str) -> bool:
    """An old registration number of an enterprise (GS 15—2006) looks the same, but carries a check digit."""
    return number[:2] in PROVINCES and _is_day(f"19{number[6:12]}") and not _is_registration(number)


def _is_registration(number: str) -> bool:
    """ISO/IEC 7064 MOD 11,10."""
    product = 10
    for digit in number[:14]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (product + int(number[14])) % 10 == 1


def _is_day(text: str) -> bool:
    """A day on which somebody who is in a register may be born."""
    try:
        return 1800 <= date(int(text[:4]), int(text[4:6]), int(text[6:])).year < 2100
    except ValueError:
        return False


#: Kind → what may be one, in its last group, and whether it is.
NUMBERS: dict[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "公民身份号码": (RESIDENT_18, _is_resident_18),
    "15位身份证号": (RESIDENT_15, _is_resident_15),
    "手机号码": (MOBILE, bool),
}
