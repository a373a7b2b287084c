"""Divisions, parcels, property units and shapes."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from catalog.model import CodeList, Element
from tests.oracle.make_numbers import REGIONS, Made, figures
from tests.oracle.places import FIXTURES


def division_code(element: Element, codes: CodeList | None) -> Made:
    known = [code.code for code in codes.codes] if codes else list(REGIONS)

    def wrong(dice: Random) -> str:
        code = dice.choice(known)
        return dice.choice((code[:5] + dice.choice("AxO区"), "0" + code[1:]))

    return lambda dice: dice.choice(known), {
        "LENGTH": lambda dice: dice.choice(known)[:5],
        "FORMAT": wrong,
        "REGION_UNKNOWN": lambda dice: dice.choice(("399999", "390198", "999999", "770101")),
    }


def stat_division_12(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random) -> str:
        town, village = dice.randint(1, 599), dice.randint(1, 599)
        county = dice.choice((*REGIONS, "441900"))
        whole = f"{county}{town:03d}{village:03d}"
        return dice.choice((whole, whole[:9] + "000", REGIONS[0] + "000000", "390100000000", "390000000000"))

    return made, {
        "LENGTH": lambda dice: made(dice)[:11],
        "FORMAT": lambda dice: made(dice)[:11] + dice.choice("AO村"),
        "PROVINCE": lambda dice: dice.choice(("01", "83", "77")) + made(dice)[2:],
        "HIERARCHY": lambda dice: dice.choice(("390002001001", "390102000001", "390100001001", "390000001000")),
        "TOWN": lambda dice: f"390102{dice.randint(600, 999)}{dice.randint(1, 999):03d}",
        "VILLAGE": lambda dice: f"390102{dice.randint(1, 599):03d}{dice.randint(600, 999)}",
    }


def successor_codes(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random) -> str:
        years = ("", "", "[2001]", "(1997)", "［2010］", "（2019）")
        parts = [dice.choice(REGIONS) + dice.choice(years) for _ in range(dice.randint(1, 4))]
        return dice.choice((";", ";", "；")).join(parts)

    wrong = ("390102,390103", "390102;", "39010", "390102[20]", "390102[2001", "东湖区", "390102 和 390103")
    return made, {"FORMAT": lambda dice: dice.choice(wrong)}


def _parcel(dice: Random, owner: str = "", right: str = "") -> str:
    right = right or dice.choice(list(FIXTURES))
    owner = owner or {"A": "J", "C": "J", "G": "G", "H": "G"}.get(right) or dice.choice("GJZ")
    return f"{dice.choice((*REGIONS, '000000'))}{figures(dice, 6)}{owner}{right}{figures(dice, 5)}"


def _not_owned(dice: Random) -> str:
    return _parcel(dice, *dice.choice(("GA", "ZA", "GC", "ZC", "JG", "ZG", "JH", "ZH")))


def parcel_19(element: Element, codes: CodeList | None) -> Made:
    return _parcel, {
        "LENGTH": lambda dice: dice.choice((_parcel(dice)[:-1], _parcel(dice) + "0")),
        "FORMAT": lambda dice: _parcel(dice, *dice.choice(("BG", "QB", "G0", "GK", "GI"))),
        "OWNERSHIP": _not_owned,
    }


def bdc_unit_28(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random, parcel: str = "", fixture: str = "") -> str:
        parcel = parcel or _parcel(dice)
        fixture = fixture or dice.choice(FIXTURES.get(parcel[13], "W"))
        return f"{parcel}{fixture}" + ("0" * 8 if fixture == "W" else f"{dice.randint(1, 99_999_999):08d}")

    def wrong_fixture(dice: Random) -> str:
        right = dice.choice([right for right, fixtures in FIXTURES.items() if len(fixtures) < 4])
        return made(dice, _parcel(dice, right=right), dice.choice(sorted(set("WFLQ") - set(FIXTURES[right]))))

    def wrong_unit(dice: Random) -> str:
        unit = made(dice)
        return unit[:20] + ("00000001" if unit[19] == "W" else "00000000")

    return made, {
        "LENGTH": lambda dice: made(dice)[:-1],
        "FORMAT": lambda dice: dice.choice((made(dice, _parcel(dice, "X", "B")), made(dice)[:19] + "K00000001")),
        "OWNERSHIP": lambda dice: made(dice, _not_owned(dice)),
        "COMBO": wrong_fixture,
        "UNIT": wrong_unit,
    }


def _text(kind: str, coordinates: Any, dice: Random) -> str:
    spaces: dict[str, Any] = dice.choice(({"separators": (",", ":")}, {}, {"indent": 1}))
    return json.dumps({"type": kind, "coordinates": coordinates}, **spaces)


def _ring(dice: Random, lon: float = 117.0, lat: float = 36.5) -> list[list[float]]:
    lon, lat = round(lon + dice.random(), 6), round(lat + dice.random(), 6)
    return [[lon, lat], [lon + 0.5, lat], [lon + 0.5, lat + 0.25], [lon, lat]]


def _good_shape(dice: Random) -> str:
    ring, line = _ring(dice), _ring(dice)[:3]
    shapes = (("Polygon", [ring]), ("MultiPolygon", [[ring], [ring, _ring(dice)]]), ("Point", ring[0]))
    return _text(
        *dice.choice((*shapes, ("LineString", line), ("MultiLineString", [line, line]), ("MultiPoint", line))), dice
    )


def geometry(element: Element, codes: CodeList | None) -> Made:
    def no_shape(dice: Random) -> str:
        ring, shape = _ring(dice), _good_shape(dice)
        wrong = (
            ("Polygon", ring),
            ("Polygon", []),
            ("Circle", ring[0]),
            ("Point", [117]),
            ("LineString", ring[:1]),
            ("Polygon", [[["a", "b"]] * 4]),
        )
        return dice.choice(
            (_text(*dice.choice(wrong), dice), shape[:-1], "POINT(117 36)", "{}", shape[1:], f"[{shape}]")
        )

    def swapped(dice: Random) -> str:
        ring = [[lat, lon] for lon, lat in _ring(dice)]
        return _text(*dice.choice((("Polygon", [ring]), ("Point", ring[0]))), dice)

    def outside(dice: Random) -> str:
        return _text(
            *dice.choice((("Polygon", [_ring(dice, 150)]), ("Point", [0, 0]), ("Point", [500000.5, 4050000]))), dice
        )

    def open_ring(dice: Random) -> str:
        ring, other = _ring(dice), _ring(dice)[:3]
        wrong = (("Polygon", [other]), ("MultiPolygon", [[ring], [other]]), ("Polygon", [ring[:2] + ring[:1]]))
        return _text(*dice.choice(wrong), dice)

    return _good_shape, {
        "GEOMETRY_SYNTAX": no_shape,
        "AXES_SWAPPED": swapped,
        "GEOMETRY_BOUNDS": outside,
        "RING_NOT_CLOSED": open_ring,
    }


KINDS: dict[str, Callable[[Element, CodeList | None], Made]] = {
    function.__name__: function
    for function in (division_code, stat_division_12, successor_codes, parcel_19, bdc_unit_28, geometry)
}
