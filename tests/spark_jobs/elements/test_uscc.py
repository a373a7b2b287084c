"""统一社会信用代码: region warning, dirt, and an independent oracle."""

from __future__ import annotations

import random

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 59 61 62 69 71 72 79 81 89 91 92 93"
PAIRS = set(f"{_DIGITS} A1 A9 N1 N2 N3 N9 Y1".split())


def org_check(body: str) -> str:
    total = sum(BASE36.index(c) * weight for c, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X0"[11 - total % 11]


def check(body: str) -> str:
    return ALPHABET[-sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31]


def oracle(code: str) -> str:
    if len(code) != 18:
        return "LENGTH"
    if set(code) - set(ALPHABET):
        return "CHARSET"
    if code[0] not in {pair[0] for pair in PAIRS}:
        return "AUTHORITY"
    if code[:2] not in PAIRS:
        return "CATEGORY"
    if not code[2:8].isdigit():
        return "REGION"
    if code[16] != org_check(code[8:16]):
        return "ORGCHECK"
    return "OK" if code[17] == check(code[:17]) else "CHECK"


def codes(count: int) -> list[str]:
    dice = random.Random(3901)
    made = []
    for _ in range(count):
        body = "".join(dice.choice(ALPHABET) for _ in range(8))
        start = dice.choice(sorted(PAIRS) * 3 + ["94", "B1"]) + dice.choice(("390102", "390181", "3901A2")) + body
        start += org_check(body) if dice.random() < 0.9 else "7"
        code, place = start + check(start), dice.randrange(17)
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        changed = code[:place] + dice.choice(BASE36) + code[place + 1 :]
        made.append(dice.choice((code, code, swapped, changed, code[:-1])))
    return made


def test_agrees_with_an_independent_oracle(judge):
    raws = codes(2000)

    found = {raw: outcome for raw, (outcome, _) in judge("uscc", raws).items()}

    assert found == {raw: oracle(raw) for raw in raws}
    assert {"OK", "LENGTH", "CHARSET", "AUTHORITY", "CATEGORY", "REGION", "ORGCHECK", "CHECK"} == {*found.values()}


def test_a_region_of_no_year_is_only_a_warning(judge):
    start = "91399999MA390001"
    unknown = start + org_check(start[8:])
    unknown += check(unknown)

    assert judge("uscc", [unknown, "91390102MA3900019Q", "11100000000013338W", None], warnings=True) == {
        unknown: ("REGION_UNKNOWN", unknown),
        "91390102MA3900019Q": ("OK", "91390102MA3900019Q"),
        "11100000000013338W": ("OK", "11100000000013338W"),
        None: (None, None),
    }
