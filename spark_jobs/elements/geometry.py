"""A shape: GeoJSON geometry text (RFC 7946) in CGCS2000, positions as longitude, latitude."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import quoted, words
from spark_jobs.elements.family import Family

BASIS = "RFC 7946；CGCS2000（EPSG:4490）"
#: Type → what its coordinates shrink to: a position, a list of positions, of lists, of lists of lists.
SHAPES = {
    "Point": "p",
    "MultiPoint": "l",
    "LineString": "l",
    "MultiLineString": "a",
    "Polygon": "a",
    "MultiPolygon": "m",
}
# The engines' readers of JSON accept much that is none, each something else: a grammar of our own says what a shape is.
GAP = r"[ \t\n\r]*"
KIND = rf'"type"{GAP}:{GAP}"({"|".join(SHAPES)})"'
BOX = rf'"bbox"{GAP}:{GAP}\[[-+0-9.eE, \t\n\r]+\]'
BEFORE = rf'^\{{{GAP}({BOX}{GAP},{GAP})?({KIND}{GAP},{GAP})?({BOX}{GAP},{GAP})?"coordinates"{GAP}:{GAP}'
AFTER = rf"{GAP}(,{GAP}({BOX}|{KIND}){GAP})*\}}$"
NUMBER = r"-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?"
POSITION = rf"\[{NUMBER}(,{NUMBER})+\]"
LISTS = {"l": r"\[[p,]+\]", "a": r"\[[l,]+\]", "m": r"\[[a,]+\]"}
#: Around positions: no comma between two, a comma too many; inside a number: a gap; a line of one position.
MISPLACED, TORN, ALONE = r"pp|p\[|\]p|\]\[|,,|\[,|,\]|=,|,$", r"[0-9.eE+-][ \t\n\r]+[0-9.eE+-]", r"\[p\]"
TYPE = f"regexp_extract({{x}}, {quoted(KIND)}, 1)"
#: The coordinates of a text that is a shape; what else it holds is in quotes.
AFTER_NAME = """substring_index(substring_index({x}, '"coordinates"', -1), '"', 1)"""
COORDINATES = f"translate({AFTER_NAME}, ':{{}} \\t\\n\\r', '')"
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
    """One class of a good value: OK. `value` is the text as sent. A shape has no members but `bbox` besides its own."""
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
    """Commas and brackets are checked around the positions, then every list shrinks to one letter.

    No pattern repeats a group over a whole shape: the stack of a JVM is not as deep as a border is long.
    """
    shrunk = "s"
    for letter, pattern in LISTS.items():
        shrunk = f"regexp_replace({shrunk}, {quoted(pattern)}, '{letter}')"
    whole = f"{shrunk} IN ({', '.join(quoted(f'{kind}={short}') for kind, short in SHAPES.items())})"
    wrong = f"s rlike {quoted(MISPLACED)} OR s LIKE '%LineString=%' AND s rlike {quoted(ALONE)}"
    positions = f"regexp_replace(translate(c, ' \\t\\n\\r', ''), {quoted(POSITION)}, 'p')"
    good = f"get(transform(array({positions}), s -> {whole} AND NOT ({wrong})), 0) AND NOT c rlike {quoted(TORN)}"
    # Type and coordinates in one text: a lambda must not read a column (spark_jobs/constraints.py).
    inside = f"concat({TYPE}, '=', regexp_replace({{x}}, {quoted(f'{BEFORE}|{AFTER}')}, ''))"
    return f"right({{x}}, 1) <> '}}' OR NOT coalesce(get(transform(array({inside}), c -> {good}), 0), false)"


def _open_ring() -> str:
    first, last = "substring_index(r, ';', 1)", "substring_index(r, ';', -1)"
    apart = " OR ".join(f"{axis.replace('{p}', first)} <> {axis.replace('{p}', last)}" for axis in (LON, LAT))
    return f"{TYPE} LIKE '%Polygon' AND exists({RINGS}, r -> {apart} OR size(split(r, ';')) < 4)"
