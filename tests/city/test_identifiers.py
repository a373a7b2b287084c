"""Every identifier of the clean city is right by a second, scalar reading of the standards."""

from __future__ import annotations

import itertools
import math
import re
from datetime import date

import pytest

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ALL = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def good_resident_id(text: str) -> bool:
    weighted = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(text[:17]))
    last = 10 if text[17] == "X" else int(text[17])
    day = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    return len(text) == 18 and text.startswith("3901") and day <= date(2026, 10, 31) and (weighted + last) % 11 == 1


def good_org_code(text: str) -> bool:
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    check = 11 - sum(ALL.index(sign) * weight for sign, weight in zip(text[:8], weights, strict=True)) % 11
    return text[8] == {10: "X", 11: "0"}.get(check, str(check))


def good_uscc(text: str) -> bool:
    total = sum(SIGNS.index(sign) * 3**place for place, sign in enumerate(text[:17]))
    return len(text) == 18 and (total + SIGNS.index(text[17])) % 31 == 0 and good_org_code(text[8:17])


def good_licence_id(text: str) -> bool:
    found = re.fullmatch(r"1\.2\.156\.3005\.2\.(\w{18}\d{3})\.(\w{18})\.([0-9A-Z]+)\.(\d{3})\.([0-9A-Z])", text)
    if not found:
        return False
    product = 36
    for sign in "".join(found.groups()[:4]):
        product = ((product + ALL.index(sign)) % 36 or 36) * 2 % 37
    return (product + ALL.index(found[5])) % 36 == 1 and good_uscc(found[1][:18]) and good_uscc(found[2])


def test_the_oracle_knows_the_published_specimens():
    assert good_uscc("91350100M000100Y43")
    assert not good_uscc("91390102MA39000110")
    assert good_licence_id("1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U")
    assert not good_licence_id("1.2.156.3005.2.11100000000013338W011.113901000039010071.20250000001.001.0")


def test_resident_ids_agree_with_sex_and_birth_date(clean_city):
    rows = clean_city.records("public_security/household_register").values()
    ids = [row["公民身份号码"] for row in rows]
    assert all(good_resident_id(text) for text in ids)
    assert len(set(ids)) == len(ids) == 1_000
    assert all((int(row["公民身份号码"][16]) % 2 == 1) == (row["性别"] == "男") for row in rows)
    assert all(row["公民身份号码"][6:14] == row["出生日期"] for row in rows)


@pytest.mark.parametrize(
    ("source", "column", "start"),
    [
        ("market_regulation/enterprises", "统一社会信用代码", ("913901", "923901", "933901")),
        ("civil_affairs/social_organisations", "统一社会信用代码", ("513901", "523901", "533901")),
        ("institution_office/public_institutions", "统一社会信用代码", ("123901",)),
        ("hotline/tickets", "承办单位代码", ("11390100",)),
        ("administrative_approval/licences", "issuerCode", ("11390100",)),
    ],
)
def test_credit_codes(clean_city, source, column, start):
    codes = [row[column] for row in clean_city.records(source).values()]
    assert codes
    assert all(good_uscc(code) and code.startswith(start) for code in codes)


def test_licence_ids(clean_city):
    rows = clean_city.records("administrative_approval/licences").values()
    assert all(good_licence_id(row["licenceId"]) for row in rows)
    assert all(row["licenceId"].split(".")[5:7] == [row["typeCode"], row["issuerCode"]] for row in rows)
    assert len({row["licenceId"] for row in rows}) == len(rows)


def test_departments_sign_with_their_own_code():
    from catalog.load import load
    from city.offices import NAMES

    ours = dict(NAMES.values())
    theirs = {department.label: department.uscc for department in load().departments.values()}
    assert {label: ours[label] for label in theirs if label in ours} == {k: v for k, v in theirs.items() if k in ours}
    assert len(theirs.keys() & ours.keys()) >= 8


def test_parcels_are_closed_rings_in_the_city_with_the_area_that_is_told(clean_city):
    for row in clean_city.records("natural_resources/parcels").values():
        assert re.fullmatch(r"3901\d{8}(GB|JB|JC)\d{5}", row["宗地代码"])
        (ring,) = row["geometry"]["coordinates"]
        assert ring[0] == ring[-1]
        assert len(ring) == 5
        assert all(116.9 < lon < 117.5 and 36.5 < lat < 37 for lon, lat in ring)
        east, north = 111_195 * math.cos(math.radians(ring[0][1])), 111_195
        twice = sum(
            (a[0] - ring[0][0]) * (b[1] - ring[0][1]) - (b[0] - ring[0][0]) * (a[1] - ring[0][1])
            for a, b in itertools.pairwise(ring)
        )
        assert twice / 2 * east * north == pytest.approx(row["面积"], rel=0.01)


def test_addresses_carry_statistical_divisions(clean_city):
    for row in clean_city.records("civil_affairs/standard_addresses").values():
        assert re.fullmatch(r"3901(02|03|04|05|21|81)(00[12]|10[01])[02]0\d", row["统计区划代码"])
        assert row["地址编码"].startswith(row["统计区划代码"])
        assert "" not in row.values()
