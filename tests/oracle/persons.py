"""公民身份号码 (GB 11643), permits and cards of the same structure, holders of licences: standards §1.1, §3.3."""

from __future__ import annotations

import calendar
import re
from datetime import date

from catalog.model import CodeList
from tests.oracle import check_digits
from tests.oracle.characters import LOOK_ALIKES, number, placeholder_number
from tests.oracle.organisations import uscc
from tests.oracle.standard import Standard

#: Permits of residents of Hong Kong, Macao and Taiwan: eighteen characters from the start.
PERMITS = ("810000", "820000", "830000")


def resident_id(codes: CodeList) -> Standard:
    """Errors in the order of the number's structure. The value is the eighteen characters a person has for life."""
    divisions = {code.code for code in codes.codes}
    provinces = {code[:2] for code in divisions}
    return Standard(
        read=read_number,
        errors={
            "LENGTH": lambda x, _: len(x) not in (15, 18),
            "FORMAT": lambda x, _: not re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", x),
            "REGION": lambda x, _: province(x) not in provinces and not (len(x) == 18 and x.startswith("830000")),
            "BIRTHDATE": lambda x, _: not is_day(born(x)),
            "BIRTHRANGE": lambda x, as_of: not "18400101" <= born(x) <= as_of.strftime("%Y%m%d"),
            "CHECK": lambda x, _: len(x) == 18 and x[17] != check_digits.resident(x[:17]),
        },
        warnings={
            "REGION_UNKNOWN": lambda x, _: not (foreign(x) or x[:6] == "830000") and x[:6] not in divisions,
            "AGE": lambda x, as_of: born(x) < years_before(as_of, 120),
            "FIFTEEN_DIGITS": lambda x, _: len(x) == 15,
        },
        typed=eighteen,
        good=kind_of_number,
    )


def holder_code(codes: CodeList) -> Standard:
    """A credit code or a resident number; a value that is neither of them fails CHECK."""
    person, entity = resident_id(codes), uscc(codes)
    return Standard(
        read=read_number,
        errors={
            "LENGTH": lambda x, _: len(x) not in (15, 18),
            "FORMAT": lambda x, _: not re.fullmatch(r"[0-9A-Z]+", x),
            "CHECK": lambda x, as_of: bool(person.error(x, as_of) and entity.error(x, as_of)),
        },
        typed=eighteen,
    )


def read_number(value: str) -> str | None:
    """Half-width capitals; a sign that looks like X counts as X at the end of the number only."""
    text = number(value)
    text = text[:-1] + "X" if text and text[-1] in LOOK_ALIKES else text
    return None if placeholder_number(text) else text


def foreign(number: str) -> bool:
    """The card of 2023: 9 before the province. Citizens begin with 1 to 8."""
    return len(number) == 18 and number[0] == "9"


def province(number: str) -> str:
    return number[1:3] if foreign(number) else number[:2]


def born(number: str) -> str:
    """yyyymmdd. A number of fifteen digits has no century; 996 to 999 were kept for people born before 1900."""
    if len(number) == 18:
        return number[6:14]
    return ("18" if number[-3:] in ("996", "997", "998", "999") else "19") + number[6:12]


def eighteen(number: str) -> str:
    """The number with its century and check sign."""
    if len(number) == 18:
        return number
    body = number[:6] + born(number) + number[12:]
    return body + check_digits.resident(body)


def kind_of_number(number: str) -> str:
    if len(number) == 15:
        return "OK15"
    return "OKFPR" if foreign(number) else "OKHMT" if number[:6] in PERMITS else "OKCN"


def is_day(yyyymmdd: str) -> bool:
    year, month, day = int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:])
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def years_before(day: date, years: int) -> str:
    """The same day so many years ago as yyyymmdd; 29 February becomes the 28th where there is none."""
    last = calendar.monthrange(day.year - years, day.month)[1]
    return date(day.year - years, day.month, min(day.day, last)).strftime("%Y%m%d")


def foreign_pr_15(codes: CodeList) -> Standard:
    """The card of 2017 and before: nationality, division, yymmdd, sequence, check. Its century is not known."""
    countries = {code.code for code in codes.codes}
    return Standard(
        read=lambda value: None if placeholder_number(text := number(value)) else text,
        errors={
            "FORMAT": lambda x, _: not re.fullmatch(r"[A-Z]{3}[0-9]{12}", x),
            "BIRTHDATE": lambda x, _: not (is_day("19" + x[7:13]) or is_day("20" + x[7:13])),
            "CHECK": lambda x, _: x[14] != check_digits.travel_document(x[:14]),
        },
        warnings={"COUNTRY_UNKNOWN": lambda x, _: x[:3] not in countries},
    )
