"""Official numbers of people and organisations. All lie in the fictional prefecture 3901xx, or are plainly invalid."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from catalog.model import CodeList, Element
from tests.oracle import check_digits
from tests.oracle.organisations import CATEGORIES

Make = Callable[[Random], str]
Made = tuple[Make, dict[str, Make]]
REGIONS = ("390102", "390103", "390104", "390105", "390121", "390181")
NO_DAYS = ("19010229", "19501301", "20000431", "20010229", "19660100", "20240230")
TYPES = ("11100000000013338W011", "11100000000013338W032")


def figures(dice: Random, count: int) -> str:
    return f"{dice.randrange(10**count):0{count}d}"


def other(dice: Random, sign: str, signs: str = "0123456789") -> str:
    return dice.choice(signs.replace(sign, ""))


def birthday(dice: Random, first: int = 1908, last: int = 2024) -> str:
    return f"{dice.randint(first, last)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"


def signed(body: str) -> str:
    return body + check_digits.resident(body)


def citizen(dice: Random, region: str = "", day: str = "") -> str:
    return signed((region or dice.choice(REGIONS)) + (day or birthday(dice)) + figures(dice, 3))


def fifteen(dice: Random) -> str:
    return dice.choice(REGIONS) + birthday(dice, 1940, 1999)[2:] + f"{dice.randrange(996):03d}"


def centenarian(dice: Random) -> str:
    """Fifteen digits of somebody born in the 1800s."""
    return fifteen(dice)[:12] + dice.choice(("996", "997", "998", "999"))


def person(dice: Random) -> str:
    """Mostly citizens; permits and cards only of people who would be very old."""
    region = dice.choice((*REGIONS, *REGIONS, "810000", "820000", "830000", "939156", "939840"))
    return citizen(dice, region, "" if region in REGIONS else birthday(dice, 1907, 1909))


def _wrong_check(dice: Random, number: str) -> str:
    return number[:-1] + other(dice, number[-1], "0123456789X")


def resident_id(element: Element, codes: CodeList | None) -> Made:
    return person, {
        "LENGTH": lambda dice: dice.choice((person(dice)[:-1], person(dice) + "1", fifteen(dice)[1:])),
        "FORMAT": lambda dice: person(dice)[:16] + dice.choice("IXOA张") + "1",
        "REGION": lambda dice: citizen(dice, dice.choice(("000102", "770102", "830102", "900102"))),
        "BIRTHDATE": lambda dice: citizen(dice, day=dice.choice(NO_DAYS)),
        "BIRTHRANGE": lambda dice: citizen(dice, day=dice.choice(("20990101", "18391231", "30000101", "12900101"))),
        "CHECK": lambda dice: _wrong_check(dice, citizen(dice)),
        "REGION_UNKNOWN": lambda dice: citizen(dice, dice.choice(("399999", "390199"))),
        "AGE": lambda dice: dice.choice((citizen(dice, day=birthday(dice, 1841, 1905)), centenarian(dice))),
        "FIFTEEN_DIGITS": fifteen,
    }


def holder_code(element: Element, codes: CodeList | None) -> Made:
    return lambda dice: dice.choice((person, credit_code, fifteen))(dice), {
        "LENGTH": lambda dice: person(dice)[:-1],
        "FORMAT": lambda dice: credit_code(dice)[:17] + dice.choice("张#.é"),
        "CHECK": lambda dice: _wrong_check(dice, dice.choice((person, credit_code))(dice)),
    }


def foreign_pr_15(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random, country: str = "", day: str = "") -> str:
        body = (country or dice.choice(("USA", "DEU", "KAZ"))) + "3901" + (day or birthday(dice)[2:]) + figures(dice, 1)
        return body + check_digits.travel_document(body)

    return made, {
        "FORMAT": lambda dice: dice.choice(
            (made(dice)[1:], made(dice, "1SA"), made(dice)[:-1] + "A", made(dice) + "1")
        ),
        "BIRTHDATE": lambda dice: made(dice, day=dice.choice(("901305", "010229", "000100", "550431"))),
        "CHECK": lambda dice: made(dice)[:-1] + "A" if not (code := made(dice)) else code[:-1] + other(dice, code[-1]),
        "COUNTRY_UNKNOWN": lambda dice: made(dice, dice.choice(("KZA", "XQZ"))),
    }


def credit_code(dice: Random, start: str = "", region: str = "", body: str = "") -> str:
    authority = dice.choice(list(CATEGORIES))
    start = start or authority + dice.choice(list(CATEGORIES[authority]))
    body = body or "".join(dice.choices(check_digits.SIGNS_31, k=8))
    made = start + (region or dice.choice(REGIONS)) + body + check_digits.organisation(body)
    return made + check_digits.credit(made)


def _forged(dice: Random) -> str:
    """The last sign is right; the one before it, of the older code inside, is not."""
    code = credit_code(dice)
    body = code[:16] + other(dice, code[16], "0123456789X")
    return body + check_digits.credit(body)


def uscc(element: Element, codes: CodeList | None) -> Made:
    return credit_code, {
        "LENGTH": lambda dice: dice.choice((credit_code(dice)[:-1], credit_code(dice) + "1")),
        "CHARSET": lambda dice: credit_code(dice)[:12] + dice.choice("IOSVZ张") + credit_code(dice)[13:],
        "AUTHORITY": lambda dice: credit_code(dice, dice.choice(("B1", "C9", "01"))),
        "CATEGORY": lambda dice: credit_code(dice, dice.choice(("94", "22", "Y9", "A2", "80"))),
        "REGION": lambda dice: credit_code(dice, region="3901A2"),
        "ORGCHECK": _forged,
        "CHECK": lambda dice: (code := credit_code(dice))[:-1] + other(dice, code[-1], check_digits.SIGNS_31),
        "REGION_UNKNOWN": lambda dice: credit_code(dice, region="399999"),
    }


def org_code(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random) -> str:
        body = "".join(dice.choices(check_digits.SIGNS_36, k=8))
        return body + check_digits.organisation(body)

    return lambda dice: dice.choice((made(dice), f"{(code := made(dice))[:8]}-{code[8]}")), {
        "LENGTH": lambda dice: made(dice)[:8],
        "FORMAT": lambda dice: made(dice)[:8] + dice.choice("OIZ张"),
        "CHECK": lambda dice: (code := made(dice))[:8] + other(dice, code[8], "0123456789X"),
    }


def business_reg_15(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random) -> str:
        body = dice.choice((*REGIONS, "100000")) + figures(dice, 8)
        return body + check_digits.registration(body)

    return made, {
        "LENGTH": lambda dice: made(dice)[:14],
        "FORMAT": lambda dice: made(dice)[:13] + dice.choice("IOx") + "1",
        "CHECK": lambda dice: (code := made(dice))[:14] + other(dice, code[14]),
    }


def elicence_id(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random, **parts: str) -> str:
        chosen = {
            "root": "1.2.156.3005.2",
            "type": dice.choice(TYPES),
            "issuer": credit_code(dice, "11"),
            "serial": dice.choice((f"2025{figures(dice, 7)}", "".join(dice.choices(check_digits.SIGNS_36, k=20)))),
            "version": f"{dice.randint(1, 20):03d}",
        } | parts
        body = "".join(list(chosen.values())[1:])
        sign = check_digits.licence("".join(sign for sign in body if sign in check_digits.SIGNS_36))
        return ".".join([*chosen.values(), sign])

    return made, {
        "SEGMENTS": lambda dice: dice.choice((made(dice)[:-2], made(dice) + ".1", made(dice).replace(".", "", 1))),
        "ROOT": lambda dice: made(dice, root=dice.choice(("1.2.156.3005.3", "2.16.156.3005.2"))),
        "TYPE": lambda dice: made(dice, type=dice.choice(("11100000000013338W", "1110000000001333OW011"))),
        "ISSUER": lambda dice: made(dice, issuer=dice.choice(("340100", "113901000039010O71"))),
        "SERIAL": lambda dice: made(dice, serial=dice.choice(("2025-0000001", "字2025", "", "2025－1", "2025‐1"))),
        "VERSION": lambda dice: made(dice, version=dice.choice(("01", "0001", "A01"))),
        "CHECK": lambda dice: (code := made(dice))[:-1] + other(dice, code[-1], check_digits.SIGNS_36),
    }


def catalogue_code(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random, start: str = "", sequence: str = "") -> str:
        item = dice.choice(("101", "105", "204", "303")) + f"{dice.randint(1, 999):03d}"
        detail = dice.choice(("", "A01", "456"))
        return f"{start or item}{detail}/{sequence or dice.randint(1, 999999)}"

    return made, {
        "FORMAT": lambda dice: dice.choice((made(dice).replace("/", ""), made(dice, "401001"), made(dice) + "A")),
        "CLASS": lambda dice: made(dice, dice.choice(("100001", "101000", "200123"))),
        "BASE_ITEM": lambda dice: made(dice, dice.choice(("107001", "106001", "199001"))),
        "SEQ": lambda dice: made(dice, sequence=dice.choice(("0", "000000"))),
    }


KINDS: dict[str, Callable[[Element, CodeList | None], Made]] = {
    function.__name__: function
    for function in (
        resident_id,
        holder_code,
        foreign_pr_15,
        uscc,
        org_code,
        business_reg_15,
        elicence_id,
        catalogue_code,
    )
}
