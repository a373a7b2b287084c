"""Numbers that are personal and numbers that only look so. Synthetic people live in 3901xx."""

from __future__ import annotations

import pytest

from spark_jobs.personal import personal_numbers, plain, starred


def resident(first: str) -> str:
    """A synthetic identity number from its first 17 digits."""
    return first + "10X98765432"[sum(2 ** (17 - n) * int(d) for n, d in enumerate(first)) % 11]


PERSON = resident("39010219900101123")
PHONE = "13800000000"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"王{PHONE}.xlsx", "王138****0000.xlsx"),
        (f"{PERSON}.csv", f"{PERSON[:3]}***********{PERSON[-4:]}.csv"),
        ("household_register_202610.csv", "household_register_202610.csv"),
    ],
)
def test_starred(text: str, shown: str) -> None:
    assert starred(text) == shown


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (PERSON, ["公民身份号码"]),
        (f"号码{PERSON[:6]} {PERSON[6:14]}-{PERSON[14:]}。", ["公民身份号码"]),
        (plain("".join(chr(ord(c) + 0xFEE0) for c in PERSON)), ["公民身份号码"]),
        (f"12 {PERSON} 3", ["公民身份号码"]),
        (PERSON[:6] + PERSON[8:17], ["15位身份证号"]),
        (f"请拨{PHONE}联系", ["手机号码"]),
        ("+86 138-0000-0000", ["手机号码"]),
        (f"{PERSON}，{PHONE}", ["公民身份号码", "手机号码"]),
        (PERSON[:17] + ("0" if PERSON[17] != "0" else "1"), []),  # wrong check digit
        (resident("99010219900101123"), []),  # no such province
        (resident("39010219901301123"), []),  # no such month
        (f"{PERSON[:4]}**********{PERSON[14:]}", []),
        ("11390100390000072C", []),  # an agency's own code
        ("913901196108229844", []),  # a credit code of digits alone that passes the check of a card for foreigners
        ("f1380000000012345", []),  # inside a fault id
        ("119.13800000000", []),  # a longitude
        ("0999-1234003", []),  # an office
        ("2026-09-30 2026-10-20", []),
        ("", []),
    ],
)
def test_personal_numbers(text: str, kinds: list[str]) -> None:
    assert list(personal_numbers(text)) == kinds
