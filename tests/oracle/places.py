"""Divisions, parcels, property units and shapes: standards §1.5, §4.2, §4.4, RFC 7946."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from catalog.model import CodeList
from tests.oracle.characters import nothing, number, words
from tests.oracle.organisations import digits, read_number
from tests.oracle.standard import Standard

#: Prefecture-level cities without counties: 东莞, 中山, 儋州, 嘉峪关.
WITHOUT_COUNTIES = {"441900", "442000", "460400", "620200"}
#: 2nd feature letter → the fixtures that a right of this kind may carry.
FIXTURES = {"A": "W"} | dict.fromkeys("BCSX", "WFQ") | dict.fromkeys("DFN", "W") | dict.fromkeys("EL", "WLQ")
FIXTURES |= dict.fromkeys("GH", "WFLQ") | dict.fromkeys("WY", "WFLQ")
EAST, NORTH = (73, 136), (3, 54)


def division_code(codes: CodeList) -> Standard:
    """GB/T 2260, any year; provinces are numbered from 11. Only zeros are a placeholder: 222222 was a county."""
    divisions = {code.code for code in codes.codes}

    def read(value: str) -> str | None:
        text = number(value)
        return None if nothing(text) or not text.strip("0") or text == "123456789012345678" else text

    return Standard(
        read=read,
        errors={
            "LENGTH": lambda x, _: len(x) != 6,
            "FORMAT": lambda x, _: not digits(6, x) or x[0] == "0",
        },
        warnings={"REGION_UNKNOWN": lambda x, _: x not in divisions},
    )


def stat_division_12(codes: CodeList) -> Standard:
    """统计用区划代码: no part below a part of zeros, except townships of cities without counties."""
    provinces = {code.code[:2] for code in codes.codes}
    return Standard(
        read=read_number,
        errors={
            "LENGTH": lambda x, _: len(x) != 12,
            "FORMAT": lambda x, _: not digits(12, x),
            "PROVINCE": lambda x, _: x[:2] not in provinces,
            "HIERARCHY": lambda x, _: _skips_a_level(x),
            "TOWN": lambda x, _: int(x[6:9]) > 599,
            "VILLAGE": lambda x, _: int(x[9:]) > 599,
        },
    )


def _skips_a_level(code: str) -> bool:
    parts = [code[2:4], code[4:6], code[6:9], code[9:]]
    if code[:6] in WITHOUT_COUNTIES:
        del parts[1]
    present = [int(part) > 0 for part in parts]
    return present != sorted(present, reverse=True)


def successor_codes() -> Standard:
    """Codes of six digits joined by semicolons, each with a year in brackets where it differs."""
    return Standard(
        read=read_number,
        errors={"FORMAT": lambda x, _: not all(_successor(code) for code in x.split(";"))},
    )


def _successor(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{6}(\[[0-9]{4}\]|\([0-9]{4}\))?", text))


def parcel_19() -> Standard:
    """宗地代码: division 6, area 3, sub-area 3, ownership, right, sequence 5."""
    return Standard(
        read=read_number,
        errors={
            "LENGTH": lambda x, _: len(x) != 19,
            "FORMAT": lambda x, _: not _parcel(x),
            "OWNERSHIP": lambda x, _: not _owned(x[12], x[13]),
        },
    )


def bdc_unit_28() -> Standard:
    """不动产单元代码: a parcel code, the kind of fixture, the unit; W is no fixture and has no unit."""
    return Standard(
        read=read_number,
        errors={
            "LENGTH": lambda x, _: len(x) != 28,
            "FORMAT": lambda x, _: not (_parcel(x[:19]) and x[19] in "FLQW" and digits(8, x[20:])),
            "OWNERSHIP": lambda x, _: not _owned(x[12], x[13]),
            "COMBO": lambda x, _: x[19] not in FIXTURES[x[13]],
            "UNIT": lambda x, _: (x[19] == "W") != (int(x[20:]) == 0),
        },
    )


def _parcel(text: str) -> bool:
    return digits(12, text[:12]) and text[12] in "GJZ" and text[13] in FIXTURES and digits(5, text[14:])


def _owned(owner: str, right: str) -> bool:
    """Collective ownership and homesteads are of collective land; sea and islands belong to the state."""
    return owner == {"A": "J", "C": "J", "G": "G", "H": "G"}.get(right, owner)


def geometry() -> Standard:
    """GeoJSON in longitude, latitude. The whole shape in swapped axes is a fault of its own."""

    def read(value: str) -> str | None:
        text = words(value)
        return None if nothing(text) else text

    return Standard(
        read=read,
        errors={
            "GEOMETRY_SYNTAX": lambda x, _: _shape(x) is None,
            "AXES_SWAPPED": lambda x, _: all(_inside(lat, lon) for lon, lat in _points(x)),
            "GEOMETRY_BOUNDS": lambda x, _: not all(_inside(lon, lat) for lon, lat in _points(x)),
            "RING_NOT_CLOSED": lambda x, _: any(len(ring) < 4 or ring[0] != ring[-1] for ring in _rings(x)),
        },
    )


DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def _shape(text: str) -> tuple[str, Any] | None:
    """Type and coordinates of a geometry, None if it is none. It has no other members but a box."""
    try:
        read = json.loads(text, parse_constant=lambda name: name)
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, dict) or {*read} - {"bbox"} != {"type", "coordinates"} or read["type"] not in DEPTHS:
        return None
    kind, coordinates = read["type"], read["coordinates"]
    if not _nested(coordinates, DEPTHS[kind]):
        return None
    lines = {"LineString": [coordinates], "MultiLineString": coordinates}.get(kind, [])
    return None if any(len(line) < 2 for line in lines) else (kind, coordinates)


def _nested(coordinates: Any, depth: int) -> bool:
    if not isinstance(coordinates, list) or not coordinates:
        return False
    if depth:
        return all(_nested(part, depth - 1) for part in coordinates)
    return len(coordinates) >= 2 and all(type(axis) in (int, float) for axis in coordinates)


def _positions(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], list):
        yield from chain.from_iterable(map(_positions, coordinates))
    else:
        yield float(coordinates[0]), float(coordinates[1])


def _points(text: str) -> Iterator[tuple[float, float]]:
    shape = _shape(text)
    return _positions(shape[1]) if shape else iter(())


def _rings(text: str) -> list[list[tuple[float, float]]]:
    kind, coordinates = _shape(text) or ("", [])
    polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else []
    return [list(_positions(ring)) for polygon in polygons for ring in polygon]


def _inside(lon: float, lat: float) -> bool:
    return EAST[0] <= lon <= EAST[1] and NORTH[0] <= lat <= NORTH[1]
