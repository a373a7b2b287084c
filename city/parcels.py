"""宗地: a grid of lots, each a slightly turned rectangle in CGCS2000 (EPSG:4490), longitude first."""

from __future__ import annotations

import json
import math

import numpy as np
import polars as pl

from city.draw import Ints, floats, ints, texts, weighted
from city.places import CORNERS, COUNTIES

_PER_ROW = 60
_STEP = 0.0014
_METRES_PER_DEGREE = 111_195.0
_TURN = math.radians(7)
_KINDS = ("GB", "JB", "JC")
_USES = (("0701", "0501", "0505", "0601", "0803", "0809"), ("0601", "0604", "0803"), ("0702",))


def parcels(seed: int, count: int, addresses: pl.DataFrame, holders: pl.Series, owners: pl.Series) -> pl.DataFrame:
    """Parcels as 自然资源 delivers them; `geometry` is GeoJSON text, `area` in m² of the drawn lot.

    `holders`: names of organisations, for building land; `owners`: names of people, for homesteads (JC).
    """
    county = weighted(seed, "parcel.county", count, (4, 3, 3, 3, 3, 3))
    kind = weighted(seed, "parcel.kind", count, (70, 12, 18))
    lots = _places(county)
    width, depth = (0.3 + 0.6 * floats(seed, f"parcel.{side}", count) for side in ("width", "depth"))
    corners = np.array(CORNERS)[county] + np.stack([lots % _PER_ROW, lots // _PER_ROW], axis=1) * _STEP
    latitude = np.cos(np.radians(corners[:, 1]))
    area = width * depth * (_STEP * _METRES_PER_DEGREE) ** 2 * latitude
    use = ints(seed, "parcel.use", count, 0, 5)
    home = kind == 2
    at = pl.Series(ints(seed, "parcel.address", count, 0, len(addresses) - 1))
    return pl.DataFrame(
        {
            "_entity": np.arange(count),
            "parcel_code": _codes(county, lots, kind),
            "land_use": [_USES[k][u % len(_USES[k])] for k, u in zip(kind.tolist(), use.tolist(), strict=True)],
            "area": np.round(area, 2),
            "right_holder": _pick(seed, "owner", owners, count).zip_with(
                pl.Series(home), _pick(seed, "holder", holders, count)
            ),
            "location": addresses["text"].gather(at),
            "geometry": [
                _lot(*values)
                for values in zip(
                    corners[:, 0].tolist(), corners[:, 1].tolist(), width.tolist(), depth.tolist(), strict=True
                )
            ],
        },
        schema_overrides={"land_use": pl.String, "geometry": pl.String},
    )


def _places(county: Ints) -> Ints:
    """0, 1, 2 … within the county."""
    places = np.zeros(len(county), dtype=np.int64)
    for number in range(len(COUNTIES)):
        here = county == number
        places[here] = np.arange(np.count_nonzero(here))
    return places


def _codes(county: Ints, lots: Ints, kind: Ints) -> pl.Series:
    """宗地代码 (GB/T 37346-2019): county, 地籍区, 地籍子区, characteristic, sequence."""
    block = lots // 1000
    head = np.array(COUNTIES)[county] * 10**6 + (1 + block % 99) * 1000 + 1 + block // 99
    return (
        pl.Series(head).cast(pl.String) + texts(_KINDS, kind) + pl.Series(lots % 1000 + 1).cast(pl.String).str.zfill(5)
    )


def _lot(lon: float, lat: float, width: float, depth: float) -> str:
    """A closed ring, counter-clockwise, seven decimals (about a centimetre)."""
    narrow = math.cos(math.radians(lat))
    east, north = width * _STEP * narrow, depth * _STEP
    ring = [
        [
            round(lon + (x * math.cos(_TURN) - y * math.sin(_TURN)) / narrow, 7),
            round(lat + x * math.sin(_TURN) + y * math.cos(_TURN), 7),
        ]
        for x, y in ((0.0, 0.0), (east, 0.0), (east, north), (0.0, north), (0.0, 0.0))
    ]
    return json.dumps({"type": "Polygon", "coordinates": [ring]}, separators=(",", ":"))


def _pick(seed: int, name: str, pool: pl.Series, count: int) -> pl.Series:
    known = pool if len(pool) else pl.Series(["云州市土地储备中心"])
    return known.gather(pl.Series(ints(seed, f"parcel.{name}", count, 0, len(known) - 1)))
