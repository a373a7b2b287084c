"""公民身份号码: dirt, placeholders, warnings, the 15-digit form, and an independent oracle."""

from __future__ import annotations

import random
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: GB/T 2260 prefixes and the fictional 39; 83 only as 830000.
PROVINCES = {*range(11, 16), *range(21, 24), *range(31, 38), 39, *range(41, 47), *range(50, 55), *range(61, 66)}
PROVINCES |= {71, 81, 82}


def oracle(number: str) -> str:
    if len(number) != 18:
        return "LENGTH"
    if not (number[:17].isascii() and number[:17].isdigit() and number[17] in "0123456789X"):
        return "FORMAT"
    if int(number[1:3] if number[0] == "9" else number[:2]) not in PROVINCES and number[:6] != "830000":
        return "REGION"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "BIRTHDATE"
    if not date(1840, 1, 1) <= born <= date(2026, 11, 1):
        return "BIRTHRANGE"
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    if number[17] != "10X98765432"[total % 11]:
        return "CHECK"
    return "OKFPR" if number[0] == "9" else "OKHMT" if number[:6] in ("810000", "820000", "830000") else "OKCN"


def numbers(count: int) -> list[str]:
    """Good synthetic numbers, four in five of them damaged in one of the ways people damage them."""
    dice = random.Random(3901)
    made = []
    for _ in range(count):
        region = dice.choice(("390102", "390181", "390105", "810000", "830000", "939156", "770102"))
        day = f"{dice.randint(1835, 2030)}{dice.randint(1, 13):02d}{dice.randint(1, 31):02d}"
        body = f"{region}{day}{dice.randint(0, 999):03d}"
        total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
        number, place = body + "10X98765432"[total % 11], dice.randrange(17)
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        changed = number[:place] + dice.choice("0123456789XI") + number[place + 1 :]
        made.append(dice.choice((number, swapped, changed, number[:-1], number[:-1] + dice.choice("0123456789X"))))
    return [number for number in made if len(set(number)) > 1]


def test_agrees_with_an_independent_oracle(judge):
    raws = numbers(2000)

    found = {raw: outcome for raw, (outcome, _) in judge("resident_id", raws).items()}

    assert found == {raw: oracle(raw) for raw in raws}
    assert {"OKCN", "OKHMT", "OKFPR", "LENGTH", "FORMAT", "REGION", "BIRTHDATE", "BIRTHRANGE", "CHECK"} == {
        *found.values()
    }


def test_dirt_is_cleaned_and_the_value_has_18_characters(judge):
    raws = [
        "390102190402290022",
        "39010219010101001Х",
        "39010219010101001×",
        "390102190101010 01*",
        "'39010219010101001x",
        "39010219010101001Ⅹ",
        "\u2066③9010219010101001X\u2069\n",
    ]

    assert judge("resident_id", [*raws, "110105491231002", "390102990101998", None]) == {
        "390102190402290022": ("CHECK", None),
        "39010219010101001Х": ("OKCN", "39010219010101001X"),
        "39010219010101001×": ("OKCN", "39010219010101001X"),
        "390102190101010 01*": ("OKCN", "39010219010101001X"),
        "'39010219010101001x": ("OKCN", "39010219010101001X"),
        "39010219010101001Ⅹ": ("OKCN", "39010219010101001X"),
        "\u2066③9010219010101001X\u2069\n": ("OKCN", "39010219010101001X"),
        "110105491231002": ("OK15", "11010519491231002X"),
        "390102990101998": ("OK15", "390102189901019989"),
        None: (None, None),
    }


def test_placeholders_are_missing_not_wrong(judge):
    raws = [
        "111111111111111111",
        "000000000000000000",
        "123456789012345678",
        "无",
        "待补",
        "NULL",
        "/",
        "-",
        "0",
        "N / A",
        "—",
        "／",
    ]

    assert judge("resident_id", raws) == dict.fromkeys(raws, (None, None))


def test_nobody_begins_with_9_or_has_a_permit_in_fifteen_digits(judge):
    raws = ["939156490607005", "830000490607005"]

    assert judge("resident_id", raws) == dict.fromkeys(raws, ("REGION", None))


UNKNOWN_REGION, YOUNG = "399999199001010014", "390102199001010013"


def test_warnings_do_not_withhold_the_value(judge):
    raws = ["390102190101010010", "39010219010101001X", "110105491231002", UNKNOWN_REGION, YOUNG]

    assert judge("resident_id", raws, warnings=True) == {
        "390102190101010010": ("CHECK", None),
        "39010219010101001X": ("AGE", "39010219010101001X"),
        "110105491231002": ("FIFTEEN_DIGITS", "11010519491231002X"),
        UNKNOWN_REGION: ("REGION_UNKNOWN", UNKNOWN_REGION),
        YOUNG: ("OKCN", YOUNG),
    }
