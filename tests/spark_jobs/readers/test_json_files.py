"""JSON, JSON Lines and GeoJSON, on literal files."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow as pa
import pytest

from spark_jobs.readers import Layout, Unreadable, read, schema
from spark_jobs.readers.elements import Elements

COLUMNS = (("id", ("no",)), ("name", ("name", "姓名")))
LINES = Layout("jsonl", "utf-8", ",", 0, 1, None, COLUMNS, ("id",))
ARRAY = Layout("json", "utf-8", ",", 0, 1, None, COLUMNS, ("id",))
OBJECT = Layout("json", "utf-8", ",", 0, 1, "list", COLUMNS, ("id",))
SHAPES = Layout("geojson", "utf-8", ",", 0, 1, None, (*COLUMNS, ("geometry", ("geometry",))), ("id",))
GOOD = '{"no":"0","name":"甲"}'


def rows(path: Path, content: bytes | str, layout: Layout) -> list[tuple[object, ...]]:
    """Column values, _line, _reason, _text of every row."""
    file = path / "delivery"
    file.write_bytes(content if isinstance(content, bytes) else content.encode(layout.encoding))
    table = pa.Table.from_batches(list(read(file, layout)), schema(layout))
    return [tuple(row.values()) for row in table.to_pylist()]


def verdict(path: Path, content: bytes | str, layout: Layout) -> str:
    with pytest.raises(Unreadable) as raised:
        rows(path, content, layout)
    assert raised.value.sentence.endswith("。")
    return raised.value.reason


RECORDS = [
    ('{"no":1.10,"name":null}', ("1.10", None), None),
    ('{"no":12345678901234567890,"name":""}', ("12345678901234567890", ""), None),
    ('{"no":true,"姓名":[1, {"a": 2.0}]}', ("true", '[1,{"a":2.0}]'), None),
    ('{"no":"1"}', ("1", None), None),
    ('{"name":"乙"}', (None, None), "MISSING_FIELD"),
    ('{"no":"1","extra":1}', (None, None), "UNKNOWN_FIELD"),
    ('{"no":"1","no":"2"}', (None, None), "DUPLICATE_FIELD"),
    ('{"no":"1","name":"乙","姓名":"乙"}', (None, None), "DUPLICATE_FIELD"),
    ('{"no":"1","name":"\ufffd"}', (None, None), "GARBLED"),
    ('{"no":"1","name":"\\ud800"}', (None, None), "GARBLED"),
    ('{"no":"1","name":"\\u0000"}', (None, None), "NUL_BYTE"),
    ("null", (None, None), "NOT_A_RECORD"),
    ("[1]", (None, None), "NOT_A_RECORD"),
]


@pytest.mark.parametrize(("record", "values", "reason"), RECORDS)
def test_records(tmp_path: Path, record: str, values: tuple[str | None, ...], reason: str | None) -> None:
    text = record if reason else None
    good = ("0", "甲", 1, None, None)
    assert rows(tmp_path, f"{GOOD}\n{record}\n", LINES) == [good, (*values, 2, reason, text)]
    assert rows(tmp_path, f"[{GOOD},\n {record}]", ARRAY) == [good, (*values, 2, reason, text)]


@pytest.mark.parametrize(
    ("line", "reason", "text"),
    [
        (b'{"no":1,}', "JSON_SYNTAX", '{"no":1,}'),
        (b'{"no":NaN}', "JSON_SYNTAX", '{"no":NaN}'),
        (b'{"no":"\xd5"}', "ENCODING", '{"no":"\\xd5"}'),
        (b'{"no":"1\0"}', "NUL_BYTE", '{"no":"1\\x00"}'),
        (b"[" * 200_000, "JSON_SYNTAX", "[" * 200_000),
        (b'{"no":"' + b"y" * (1 << 20) + b'"}', "LINE_TOO_LONG", '{"no":"' + "y" * 993 + "…"),
    ],
)
def test_a_bad_json_line_is_rejected_alone(tmp_path: Path, line: bytes, reason: str, text: str) -> None:
    sent = f"{GOOD}\r\n\n".encode() + line + b"\n" + GOOD.encode()
    good = ("0", "甲")
    assert rows(tmp_path, sent, LINES) == [
        (*good, 1, None, None),
        (None, None, 3, reason, text),
        (*good, 4, None, None),
    ]


def test_the_last_json_line_cut_off(tmp_path: Path) -> None:
    assert rows(tmp_path, GOOD + '\n{"no":"1', LINES)[1:] == [(None, None, 2, "CUT_OFF", '{"no":"1')]


def test_an_object_around_the_records(tmp_path: Path) -> None:
    sent = f'\ufeff{{"page": {{"list": 1}}, "list": [{GOOD}], "total": 1}}\n'
    assert rows(tmp_path, sent, OBJECT) == [("0", "甲", 1, None, None)]
    assert rows(tmp_path, f"[{GOOD}]", OBJECT) == [("0", "甲", 1, None, None)]


@pytest.mark.parametrize("content", ["[]", " [ ]\n"])
def test_no_record_is_no_error(tmp_path: Path, content: str) -> None:
    assert rows(tmp_path, content, ARRAY) == []
    assert rows(tmp_path, '{"total":0,"list":[]}', OBJECT) == []


def test_undecodable_bytes_in_an_array_reject_one_record(tmp_path: Path) -> None:
    sent = b"[" + GOOD.encode() + b',{"no":"\xd5\xc5"}]'
    assert rows(tmp_path, sent, ARRAY)[1:] == [(None, None, 2, "ENCODING", '{"no":"\\udcd5\\udcc5"}')]


def test_one_broken_byte_does_not_make_another_encoding(tmp_path: Path) -> None:
    sent = b"[" + b",".join([GOOD.encode()] * 9) + b',{"no":"\xd5\xc5","name":"' + "云州".encode() + b'"}]'
    assert [row[-2] for row in rows(tmp_path, sent, ARRAY)] == [None] * 9 + ["ENCODING"]


@pytest.mark.parametrize(
    ("content", "layout", "reason"),
    [
        ("", LINES, "EMPTY_FILE"),
        ("\n\n", ARRAY, "EMPTY_FILE"),
        ("no,name\n1,2\n", LINES, "WRONG_FORMAT"),
        (f"[{GOOD}]", LINES, "WRONG_FORMAT"),
        ("no,name\n1,2\n", ARRAY, "WRONG_FORMAT"),
        (f"{GOOD}\n{GOOD}", ARRAY, "NO_RECORDS"),
        (f"[{GOOD}]\n[{GOOD}]", ARRAY, "WRONG_FORMAT"),
        (f'{{"other":[{GOOD}]}}', OBJECT, "NO_RECORDS"),
        ('{"list":{}}', OBJECT, "NO_RECORDS"),
        (f'{{"total":3,"list":[{GOOD}]}}', OBJECT, "COUNT_MISMATCH"),
        (f'{{"list":[{GOOD}],"total":"0"}}', OBJECT, "COUNT_MISMATCH"),
        ('[{"no":1,"naem":"x"},{"no":2,"naem":"y"}]', ARRAY, "HEADER_DRIFT"),
        ('{"nr":1}\n{"nr":2}\n', LINES, "HEADER_DRIFT"),
        (f"[{GOOD},]", ARRAY, "JSON_SYNTAX"),
        (f"[{GOOD} {GOOD}]", ARRAY, "JSON_SYNTAX"),
        ('[{"no":01}]', ARRAY, "JSON_SYNTAX"),
        ("[" * 100_000, ARRAY, "JSON_SYNTAX"),
        (f"[{GOOD}]".encode("gb18030"), ARRAY, "ENCODING"),
        (f"[{GOOD}]".encode("utf-16"), ARRAY, "ENCODING"),
        ("{" + "y" * (2 << 20), LINES, "LINE_TOO_LONG"),
    ],
)
def test_file_level_verdicts(tmp_path: Path, content: bytes | str, layout: Layout, reason: str) -> None:
    assert verdict(tmp_path, content, layout) == reason


def test_an_array_cut_off_anywhere_is_truncated(tmp_path: Path) -> None:
    sent = '{"total":2,"list":[{"no":1.5,"name":true},\n{"no":"\\u4e00","name":null}],"x":false}'
    for end in range(1, len(sent)):
        assert verdict(tmp_path, sent[:end], OBJECT) == "TRUNCATED", sent[:end]


@pytest.mark.parametrize("window", [1, 2, 3, 7, 1000])
def test_the_window_does_not_matter(window: int) -> None:
    sent = ' {"a": [1, 2], "list" : [ {"名": "\\u4e00 x"}, 12.50,\n true, "a\\"b" ] , "total": 4 }  '
    elements = Elements(io.BytesIO(sent.encode()), "utf-8", "list", window)
    assert [text for _, text in elements] == ['{"名": "\\u4e00 x"}', "12.50", "true", '"a\\"b"']
    assert elements.members["total"] == "4"


def collection(features: str, members: str = "") -> str:
    return f'{{"type":"FeatureCollection",{members}"features":[{features}]}}'


def feature(properties: str, geometry: str) -> str:
    return f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}'


def crs(name: str) -> str:
    return f'"crs":{{"type":"name","properties":{{"name":"{name}"}}}},'


def test_features(tmp_path: Path) -> None:
    point = '{ "type": "Point", "coordinates": [117.10, 36.650000000000000001] }'
    sent = collection(",".join([feature('{"no":1,"name":"甲"}', point), feature('{"no":2}', "null"), "{}"]))
    assert rows(tmp_path, sent, SHAPES) == [
        ("1", "甲", '{"type":"Point","coordinates":[117.10,36.650000000000000001]}', 1, None, None),
        ("2", None, None, 2, None, None),
        (None, None, None, 3, "NOT_A_RECORD", "{}"),
    ]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::4490", "EPSG:4490", "CGCS2000"])
def test_cgcs2000_is_accepted(tmp_path: Path, name: str) -> None:
    assert rows(tmp_path, collection("", crs(name)), SHAPES) == []


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "EPSG:4548", "EPSG:14490", ""])
def test_other_reference_systems_are_not(tmp_path: Path, name: str) -> None:
    assert verdict(tmp_path, collection("", crs(name)), SHAPES) == "CRS_NOT_CGCS2000"
    late = json.dumps({"type": "FeatureCollection", "features": [], "crs": {"properties": {"name": name}}})
    assert verdict(tmp_path, late, SHAPES) == "CRS_NOT_CGCS2000"


def test_no_feature_collection(tmp_path: Path) -> None:
    assert verdict(tmp_path, '{"type":"Feature","features":[]}', SHAPES) == "WRONG_FORMAT"
