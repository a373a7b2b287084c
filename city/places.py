"""云海省云州市, prefecture 3901xx: a province that GB/T 2260 does not allocate, so nothing real can be meant."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from city.draw import Flags, Floats, Ints, floats, ints, numbers_within, texts, weighted

PROVINCE, CITY = "云海省", "云州市"
COUNTIES = (390102, 390103, 390104, 390105, 390121, 390181)
COUNTY_NAMES = ("东湖区", "西山区", "北原区", "南港区", "云溪县", "青岚市")
#: Longitude and latitude of each county's south-western corner, in degrees CGCS2000.
CORNERS = ((117.05, 36.62), (116.95, 36.60), (117.02, 36.72), (117.06, 36.52), (117.22, 36.55), (117.20, 36.74))
DIVISIONS_HEADER = ("code", "province_name", "prefecture_name", "name", "level", "state", "valid_from", "valid_to")
_TOWNS = (
    "翠屏", "文昌", "清泉", "长宁", "望湖", "柳堤", "石门", "红叶", "云岭", "松林", "龙潭", "古槐",
    "平安", "兴隆", "白杨", "麦田", "海棠", "新港", "潮声", "渔湾", "云溪", "竹溪", "青岚", "梅岭",
)  # fmt: skip
_COMMUNITIES = ["锦绣", "和谐", "春晖", "南苑", "东风"]
_ROADS = ["人民路", "解放路", "建设街", "文化路", "湖滨大道", "迎宾路", "青年街", "学院路", "中兴路", "花园巷"]
_ESTATES = ["阳光花园", "翠湖名邸", "书香苑", "金桂小区", "锦江华庭", "望山里", "御景湾", "铁路宿舍"]


@dataclass(frozen=True)
class Communities:
    """The third level of the statistical divisions (统计用区划代码), one place per community."""

    codes: list[str]
    counties: Ints
    towns: list[str]
    names: list[str]
    rural: Ints


def communities() -> Communities:
    """Two streets (001, 002) and two towns (100, 101) in each county, five communities or villages in each."""
    rows = [
        (county, town, kind, place)
        for county in range(len(COUNTIES))
        for town, kind in enumerate((1, 2, 100, 101))
        for place in range(5)
    ]
    rural = [int(kind >= 100 and place >= 2) for _, _, kind, place in rows]
    return Communities(
        [
            f"{COUNTIES[c]}{kind:03d}{(200 if out else 1) + p:03d}"
            for (c, _, kind, p), out in zip(rows, rural, strict=True)
        ],
        np.array([c for c, _, _, _ in rows], dtype=np.int64),
        [_TOWNS[c * 4 + t] + ("街道" if kind < 100 else "镇") for c, t, kind, _ in rows],
        [_COMMUNITIES[p] + ("村" if out else "社区") for (_, _, _, p), out in zip(rows, rural, strict=True)],
        np.array(rural, dtype=np.int64),
    )


def addresses(seed: int, count: int) -> pl.DataFrame:
    """Standard addresses, columns as 民政 delivers them, and `_entity`, `_county` (place in COUNTIES)."""
    known = communities()
    at = weighted(seed, "address.community", count, [1.0] * len(known.codes))
    rural = known.rural[at] == 1
    number = ints(seed, "address.number", count, 1, 299)
    tower = ints(seed, "address.floor", count, 1, 18)
    flat = tower * 100 + ints(seed, "address.flat", count, 1, 4)
    road = texts(_ROADS, ints(seed, "address.road", count, 0, len(_ROADS) - 1))
    estate = texts(_ESTATES, ints(seed, "address.estate", count, 0, len(_ESTATES) - 1))
    corner = np.array(CORNERS)[known.counties[at]]
    frame = pl.DataFrame(
        {
            "_entity": np.arange(count),
            "_county": known.counties[at],
            "division": texts(known.codes, at),
            "level_1": texts([PROVINCE], np.zeros(count, dtype=np.int64)),
            "level_2": texts([CITY], np.zeros(count, dtype=np.int64)),
            "level_3": texts(COUNTY_NAMES, known.counties[at]),
            "level_4": texts(known.towns, at),
            "level_5": texts(known.names, at),
            "level_6": _numbered("第", ints(seed, "address.grid", count, 1, 12), "网格", 2),
            "level_7": _absent(road, rural),
            "level_8": _numbered("", number, "号", 0),
            "level_9": _absent(estate, rural),
            "level_10": _absent(_numbered("", ints(seed, "address.building", count, 1, 30), "号楼", 0), rural),
            "level_11": _absent(_numbered("", ints(seed, "address.unit", count, 1, 4), "单元", 0), rural),
            "level_12": _absent(_numbered("", tower, "层", 0), rural),
            "level_13": _absent(_numbered("", flat, "室", 0), rural),
            "lon": _degrees(corner[:, 0] + 0.1 * floats(seed, "address.lon", count)),
            "lat": _degrees(corner[:, 1] + 0.08 * floats(seed, "address.lat", count)),
        }
    )
    written = [f"level_{level}" for level in range(1, 14) if level not in (6, 12)]
    sequence = pl.Series(numbers_within([at])).cast(pl.String).str.zfill(8)
    return frame.with_columns(
        (frame["division"] + sequence).alias("address_id"),
        pl.concat_str(
            [pl.when(pl.col(name) == "无").then(pl.lit("")).otherwise(pl.col(name)) for name in written]
        ).alias("text"),
    )


def _numbered(before: str, numbers: Ints, after: str, width: int) -> pl.Series:
    return before + pl.Series(numbers).cast(pl.String).str.zfill(width) + after


def _absent(level: pl.Series, missing: Flags) -> pl.Series:
    return level.set(pl.Series(missing), "无")


def _degrees(values: Floats) -> pl.Series:
    """Six decimals: about a decimetre."""
    return pl.Series([f"{value:.6f}" for value in values.tolist()], dtype=pl.String)


def divisions() -> pl.DataFrame:
    """The real table (CC0) with the fictional prefecture after it. `_entity` is the row number."""
    real = pl.read_csv(Path(__file__).parent / "data" / "areacodes.csv", infer_schema_length=0)
    real.columns = [*DIVISIONS_HEADER, "successor_codes"]
    rows = [("390000", "", PROVINCE, "省级"), ("390100", CITY, CITY, "地级")]
    rows += [(str(code), CITY, name, "县级") for code, name in zip(COUNTIES, COUNTY_NAMES, strict=True)]
    ours = pl.DataFrame(
        [(code, PROVINCE, city, name, level, "在用", "1981", "", "") for code, city, name, level in rows],
        schema=real.schema,
        orient="row",
    )
    return pl.concat([real, ours]).with_columns(pl.all().fill_null("")).with_row_index("_entity")
