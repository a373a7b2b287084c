"""GeoJSON. `_line` is the 1-based index of the feature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from spark_jobs.readers.batches import Row, batches, shown
from spark_jobs.readers.elements import Elements
from spark_jobs.readers.layout import Layout
from spark_jobs.readers.members import Members, Records, checked
from spark_jobs.readers.sniff import sample
from spark_jobs.readers.verdict import Unreadable

_CGCS2000 = re.compile(
    r"(urn:ogc:def:crs:)?EPSG:(?:[\w.]*:)?4490|CGCS[ _]?2000|China Geodetic Coordinate System 2000", re.I
)


def read(path: Path, layout: Layout) -> Iterator[pa.RecordBatch]:
    """Batches of a FeatureCollection: the properties, and `geometry` as compact GeoJSON text with numbers as written.

    A feature without geometry (null) has a NULL there. The `crs` member must be absent or name CGCS2000 (EPSG:4490);
    a projected system on CGCS2000 is another one. Unreadable as for JSON; CRS_NOT_CGCS2000, WRONG_FORMAT.
    """
    sample(path, layout)
    records = Records(layout)
    with path.open("rb") as stream:
        elements = Elements(stream, layout.encoding, "features")
        yield from batches(checked(_rows(elements, records), records), layout)


def _rows(elements: Elements, records: Records) -> Iterator[Row]:
    for index, (value, sent) in enumerate(elements, 1):
        _check_crs(elements.members)
        record = _record(value)
        yield Row(index, None, "NOT_A_RECORD", shown(sent)) if record is None else records.row(index, record, sent)
    _check_crs(elements.members)
    if elements.members.get("type") != "FeatureCollection":
        raise Unreadable("WRONG_FORMAT", "文件不是 GeoJSON 要素集合（FeatureCollection）。请导出为要素集合后再报送。")


def _record(feature: Any) -> Members | None:
    """Properties and geometry as one record; None if this is no feature."""
    if not isinstance(feature, Members) or ("type", "Feature") not in feature:
        return None
    properties = [value for name, value in feature if name == "properties"]
    if not all(isinstance(one, Members) or one is None for one in properties):
        return None
    geometry = [(name, value) for name, value in feature if name == "geometry"]
    return Members([*(member for one in properties for member in one or ()), *geometry])


def _check_crs(members: dict[str, Any]) -> None:
    if "crs" in members and not _CGCS2000.fullmatch(_crs_name(members["crs"]).strip()):
        sentence = "坐标参考系不是 CGCS2000（EPSG:4490）。请转换为 CGCS2000 经纬度坐标后重新导出并报送。"
        raise Unreadable("CRS_NOT_CGCS2000", sentence)


def _crs_name(crs: Any) -> str:
    told = dict(crs) if isinstance(crs, Members) else {}
    properties = told.get("properties")
    name = dict(properties).get("name") if isinstance(properties, Members) else told.get("name")
    return name if isinstance(name, str) else ""
