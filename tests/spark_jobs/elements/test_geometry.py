"""GeoJSON geometries: syntax, order of axes, extent, closed rings."""

from __future__ import annotations

import json


def shape(kind: str, coordinates: object) -> str:
    return json.dumps({"type": kind, "coordinates": coordinates}, separators=(",", ":"))


RING = [[117.0, 36.5], [117.1, 36.5], [117.1, 36.6], [117.0, 36.5]]
OPEN = [[117.0, 36.5], [117.1, 36.5], [117.1, 36.6], [117.0, 36.6]]


def test_geometries(judge):
    expected = {
        shape("Polygon", [RING]): "OK",
        shape("Polygon", [RING, RING]): "OK",
        shape("MultiPolygon", [[RING], [RING, RING]]): "OK",
        shape("Point", [117, 36.5]): "OK",
        shape("LineString", OPEN): "OK",
        '{ "type": "Polygon", "coordinates": [ [ [117, 36], [118, 36], [118, 37], [117.0, 36.00] ] ] }': "OK",
        shape("Polygon", [OPEN]): "RING_NOT_CLOSED",
        shape("MultiPolygon", [[RING], [OPEN]]): "RING_NOT_CLOSED",
        shape("Polygon", [RING, OPEN]): "RING_NOT_CLOSED",
        shape("Polygon", [[[117, 36], [118, 36], [117, 36]]]): "RING_NOT_CLOSED",
        shape("Polygon", [[[lat, lon] for lon, lat in RING]]): "AXES_SWAPPED",
        shape("Point", [0, 0]): "GEOMETRY_BOUNDS",
        shape("Polygon", [[[500000.0, 4050000.0]] * 4]): "GEOMETRY_BOUNDS",
        shape("Polygon", RING): "GEOMETRY_SYNTAX",
        shape("Polygon", []): "GEOMETRY_SYNTAX",
        shape("Polygon", [[["117", "x"]] * 4]): "GEOMETRY_SYNTAX",
        shape("Circle", [117, 36.5]): "GEOMETRY_SYNTAX",
        shape("Polygon", [RING])[:-1]: "GEOMETRY_SYNTAX",
        "POLYGON((117 36,118 36,118 37,117 36))": "GEOMETRY_SYNTAX",
        "{}": "GEOMETRY_SYNTAX",
        '{"coordinates":[117,36.5],"bbox":[117,36.5,117,36.5],"type":"Point"}': "OK",
        '{"type":"Point","coordinates":[117,36.5]}{"type":"Point","coordinates":[117,36.5]}': "GEOMETRY_SYNTAX",
        '{"type":"Point","coordinates":[117,36.5]]}': "GEOMETRY_SYNTAX",
        '{"type":"Point","coordinates":[11 7,36.5]}': "GEOMETRY_SYNTAX",
        '{"type":"LineString","coordinates":[[117,36],117,37]]}': "GEOMETRY_SYNTAX",
        shape("LineString", [[117, 36.5]]): "GEOMETRY_SYNTAX",
        shape("LineString", [[117, 36.5]] * 20_000): "OK",
    }

    found = judge("geometry", [*expected, None, "null", ""])

    assert {raw: outcome for raw, (outcome, _) in found.items()} == expected | dict.fromkeys((None, "null", ""))
