"""A shape: GeoJSON geometry text (RFC 7946) in CGCS2000, positions as longitude, latitude."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import quoted, words
from spark_jobs.elements.family import Family

BASIS = "RFC 7946；CGCS2000（EPSG:4490）"
#: Type → how many brackets open its coordinates.
DEPTH = {"Point": 1, "MultiPoint": 2, "LineString": 2, "MultiLineString": 3, "Polygon": 3, "MultiPolygon": 4}
TYPE = "get_json_object({x}, '$.type')"
COORDINATES = "translate(get_json_object({x}, '$.coordinates'), ' \\t\\n\\r', '')"
RING_END, POINT_END = r"\]\]+,?", r"\],?"
#: Positions as `lon,lat`, separated by `;`, rings by `|`.
RINGS_CUT = f"regexp_replace(replace({COORDINATES}, '[', ''), {quoted(RING_END)}, '|')"
FLAT = f"regexp_replace({RINGS_CUT}, {quoted(POINT_END)}, ';')"
POINTS = f"filter(split({FLAT}, '[;|]'), p -> p <> '')"
RINGS = f"filter(split({FLAT}, '[|]'), r -> r <> '')"
LON, LAT = "try_cast(split_part({p}, ',', 1) AS DOUBLE)", "try_cast(split_part({p}, ',', 2) AS DOUBLE)"
#: The national extent.
EAST, NORTH = "BETWEEN 73 AND 136", "BETWEEN 3 AND 54"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. `value` is the text as sent."""
    lon, lat = LON.replace("{p}", "p"), LAT.replace("{p}", "p")
    swapped = f"NOT exists({POINTS}, p -> NOT coalesce({lon} {NORTH} AND {lat} {EAST}, false))"
    outside = f"exists({POINTS}, p -> NOT coalesce({lon} {EAST} AND {lat} {NORTH}, false))"
    return Family(
        normalise=words("{x}"),
        checks=(
            error(
                "GEOMETRY_SYNTAX",
                _unreadable(),
                "图形不是有效的GeoJSON几何对象",
                "The text is not a GeoJSON geometry object whose coordinates have the depth of its type.",
                "请从地理信息系统重新导出图形",
                BASIS,
                Indicator.FORMAT,
            ),
            error(
                "AXES_SWAPPED",
                swapped,
                "经度和纬度写反了",
                "Every position reads latitude before longitude.",
                "请按先经度、后纬度的顺序重新导出",
                BASIS,
                Indicator.FORMAT,
            ),
            error(
                "GEOMETRY_BOUNDS",
                outside,
                "图形坐标超出全国范围",
                "A position lies outside longitude 73-136, latitude 3-54.",
                "请确认坐标为CGCS2000经纬度后重新导出",
                BASIS,
            ),
            error(
                "RING_NOT_CLOSED",
                _open_ring(),
                "地块边界的起点和终点不重合",
                "A ring of the polygon does not end where it begins, or has fewer than four positions.",
                "请在地理信息系统中闭合边界后重新导出",
                BASIS,
                Indicator.FORMAT,
            ),
        ),
    )


def _unreadable() -> str:
    lon, lat = LON.replace("{p}", "p"), LAT.replace("{p}", "p")
    # Not a regular expression: the two engines disagree on how a bracket is written in one.
    opened = " ".join(
        f"WHEN '{kind}' THEN translate(substr({COORDINATES}, 1, {n + 1}), '-123456789', '0000000000') = '{'[' * n}0'"
        for kind, n in DEPTH.items()
    )
    numbers = f"NOT exists({POINTS}, p -> {lon} IS NULL OR {lat} IS NULL)"
    # A file cut off in the middle: the readers of JSON path expressions differ on whether they notice.
    whole = "left({x}, 1) = '{' AND right({x}, 1) = '}'"
    return f"NOT coalesce({whole} AND CASE {TYPE} {opened} ELSE false END AND {numbers}, false)"


def _open_ring() -> str:
    first, last = "substring_index(r, ';', 1)", "substring_index(r, ';', -1)"
    apart = " OR ".join(f"{axis.replace('{p}', first)} <> {axis.replace('{p}', last)}" for axis in (LON, LAT))
    return f"{TYPE} LIKE '%Polygon' AND exists({RINGS}, r -> {apart} OR size(split(r, ';')) < 4)"
