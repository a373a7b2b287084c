"""Every verdict of the CSV reader, on literal files."""

from __future__ import annotations

import time
from pathlib import Path

import pyarrow as pa
import pytest

from spark_jobs.readers import Layout, Unreadable, read, schema

COLUMNS = (("id", ("编号",)), ("name", ("姓名", "名称")), ("note", ("备注",)))
CSV = Layout("csv", "utf-8", ",", 0, 1, None, COLUMNS)
GB = Layout("csv", "gb18030", ",", 0, 1, None, COLUMNS)
HEADER = "编号,姓名,备注\n"


def rows(path: Path, content: bytes | str, layout: Layout = CSV) -> list[tuple[object, ...]]:
    """(id, name, note, _line, _reason, _text) of every row."""
    file = path / "delivery.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode(layout.encoding))
    table = pa.Table.from_batches(list(read(file, layout)), schema(layout))
    return [tuple(row.values()) for row in table.to_pylist()]


def verdict(path: Path, content: bytes | str, layout: Layout = CSV) -> tuple[str, str]:
    with pytest.raises(Unreadable) as raised:
        rows(path, content, layout)
    return raised.value.reason, raised.value.sentence


def good(line: int, *values: str) -> tuple[object, ...]:
    return (*values, line, None, None)


def rejected(line: int, reason: str, text: str) -> tuple[object, ...]:
    return (None, None, None, line, reason, text)


def test_values_are_exactly_as_sent(tmp_path: Path) -> None:
    sent = HEADER + ' 1 ,张某,\n,,\n2,"a,""b""",NA\n'
    assert rows(tmp_path, sent) == [good(2, " 1 ", "张某", ""), good(3, "", "", ""), good(4, "2", 'a,"b"', "NA")]


@pytest.mark.parametrize("start", ["", "\ufeff", "\n", "\ufeff\r\n"])
@pytest.mark.parametrize("feed", ["\n", "\r\n"])
def test_byte_order_mark_blank_lines_and_both_line_ends(tmp_path: Path, start: str, feed: str) -> None:
    before = start.count("\n")
    sent = start + HEADER.replace("\n", feed) + f"1,甲,x{feed}{feed}2,乙,y"
    assert rows(tmp_path, sent) == [good(before + 2, "1", "甲", "x"), good(before + 4, "2", "乙", "y")]


def test_gb18030(tmp_path: Path) -> None:
    assert rows(tmp_path, HEADER + "1,㐀某,镕\r\n", GB) == [good(2, "1", "㐀某", "镕")]


def test_line_of_a_record_with_quoted_line_breaks_is_where_it_starts(tmp_path: Path) -> None:
    sent = HEADER + '1,甲,"第一行\r\n第二行\n\n"\n2,乙,\n'
    assert rows(tmp_path, sent) == [good(2, "1", "甲", "第一行\r\n第二行\n\n"), good(6, "2", "乙", "")]


def test_header_in_another_order_with_another_accepted_name(tmp_path: Path) -> None:
    assert rows(tmp_path, '备注, 编号 ,"名称"\nn,1,甲\n') == [good(2, "1", "甲", "n")]


def test_header_with_a_quoted_line_break(tmp_path: Path) -> None:
    layout = Layout("csv", "utf-8", ",", 0, 1, None, (("id", ("编\n号",)), ("name", ("姓名",))))
    assert rows(tmp_path, '"编\n号",姓名\n1,甲\n', layout) == [("1", "甲", 3, None, None)]


@pytest.mark.parametrize("content", [HEADER, HEADER.rstrip("\n"), HEADER + "\n\r\n"])
def test_header_only_is_no_error(tmp_path: Path, content: str) -> None:
    assert rows(tmp_path, content) == []


@pytest.mark.parametrize(
    ("line", "reason", "text"),
    [
        ("1,甲".encode(), "RAGGED", "1,甲"),
        ("1,甲,x,".encode(), "RAGGED", "1,甲,x,"),
        (b"   ", "RAGGED", "   "),
        (b"1,\xd5\xc5,x", "ENCODING", "1,\\xd5\\xc5,x"),
        ("1,\ufffd,x".encode(), "GARBLED", "1,\ufffd,x"),
        ("1,锟斤拷,x".encode(), "GARBLED", "1,锟斤拷,x"),
        ("1,ï¿½,x".encode(), "GARBLED", "1,ï¿½,x"),
        (b"1,\0,x", "NUL_BYTE", "1,\\x00,x"),
        (b'1,"a"b,x', "QUOTE", '1,"a"b,x'),
        (b'1,"open,x', "QUOTE", '1,"open,x'),
        (b"1," + b"y" * (1 << 20) + b",x", "LINE_TOO_LONG", "1," + "y" * 998 + "…"),
        (b"1," + b"y" * (3 << 20) + b",x", "LINE_TOO_LONG", "1," + "y" * 998 + "…"),
        (b"1," + b"y" * (20 << 20) + b",x", "LINE_TOO_LONG", "1," + "y" * 998 + "…"),
    ],
)
def test_a_bad_line_is_rejected_alone(tmp_path: Path, line: bytes, reason: str, text: str) -> None:
    sent = HEADER.encode() + b"0,a,b\n" + line + b"\n2,c,d\n"
    assert rows(tmp_path, sent) == [good(2, "0", "a", "b"), rejected(3, reason, text), good(4, "2", "c", "d")]


def test_a_quote_inside_an_unquoted_field_is_a_character(tmp_path: Path) -> None:
    assert rows(tmp_path, HEADER + '1,3"楼,他说"好"\n') == [good(2, "1", '3"楼', '他说"好"')]


@pytest.mark.parametrize("end", ["9,丙", '9,"丙,x', '9,"丙\n第二行\n'])
def test_a_file_that_stops_in_the_middle_of_a_record(tmp_path: Path, end: str) -> None:
    assert rows(tmp_path, HEADER + "1,甲,x\n" + end) == [
        good(2, "1", "甲", "x"),
        rejected(3, "CUT_OFF", end.removesuffix("\n")),
    ]


def test_a_last_line_without_a_line_break_is_a_whole_one(tmp_path: Path) -> None:
    assert rows(tmp_path, HEADER + "1,甲,x") == [good(2, "1", "甲", "x")]


@pytest.mark.parametrize(
    ("content", "reason", "part"),
    [
        (b"", "EMPTY_FILE", "空"),
        (b"\xef\xbb\xbf\r\n \n", "EMPTY_FILE", "空"),
        ("编号,备注\n1,x\n", "HEADER_DRIFT", "缺少“姓名”"),
        ("编号,姓名,备注,新增\n", "HEADER_DRIFT", "多出“新增”"),
        ("编号,姓 名,备注\n", "HEADER_DRIFT", "缺少“姓名”；多出“姓 名”"),
        ("编号,姓名,名称,备注\n", "HEADER_DRIFT", "重复出现“姓名”"),
        ("编号,姓名,备注,\n", "HEADER_DRIFT", "（空白）"),
        ("代码,级别\n1,2\n", "HEADER_DRIFT", "另一张表"),
        ("编号;姓名;备注\n1;2;3\n", "HEADER_DRIFT", "分号"),
        ('编号,"姓名,备注\n', "HEADER_DRIFT", "引号"),
        ((HEADER + "1,甲,x\n").encode("gb18030"), "ENCODING", "GB18030"),
        ((HEADER + "1,甲,x\n").encode("utf-16"), "ENCODING", "UTF-16"),
        (b"PK\x03\x04....", "WRONG_FORMAT", "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "WRONG_FORMAT", "Office"),
        (b'[{"a": 1}]', "WRONG_FORMAT", "JSON"),
        (b"<html><table>", "WRONG_FORMAT", "网页"),
        (HEADER.encode().replace(b"\n", b"\r") * 60_000, "WRONG_FORMAT", "CR"),
    ],
)
def test_file_level_verdicts(tmp_path: Path, content: bytes | str, reason: str, part: str) -> None:
    found, sentence = verdict(tmp_path, content)
    assert (found, part in sentence, sentence.endswith("。")) == (reason, True, True), sentence


def test_utf8_declared_gb18030(tmp_path: Path) -> None:
    found, sentence = verdict(tmp_path, (HEADER + "1,张某某,备注\n").encode(), GB)
    assert (found, "实际是 UTF-8" in sentence) == ("ENCODING", True)


def test_utf8_declared_gb18030_under_an_ascii_header(tmp_path: Path) -> None:
    layout = Layout("csv", "gb18030", ",", 0, 1, None, (("id", ("id",)), ("name", ("name",))))
    assert verdict(tmp_path, "id,name\n1,云海省云州市东湖区\n".encode(), layout)[0] == "ENCODING"
    assert rows(tmp_path, "id,name\n1,云海省云州市东湖区\n", layout) == [("1", "云海省云州市东湖区", 2, None, None)]


def test_a_data_row_in_place_of_the_header_is_never_quoted(tmp_path: Path) -> None:
    for line in ("390101199001011234,张某某,备注\n", "编号,390101199001011234,13900000000\n"):
        sentence = verdict(tmp_path, line)[1]
        assert not any(part in sentence for part in ("3901", "139", "张某某"))


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as raised:
        next(read(tmp_path, CSV))
    assert raised.value.reason == "NOT_A_FILE"


@pytest.mark.parametrize("start", [b"", HEADER.encode()[:6]])
def test_a_huge_first_line_is_not_read(tmp_path: Path, start: bytes) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as stream:
        stream.write(start)
        stream.truncate(1 << 30)
    began = time.monotonic()
    with pytest.raises(Unreadable) as raised:
        next(read(file, CSV))
    assert (raised.value.reason, time.monotonic() - began < 1) == ("LINE_TOO_LONG", True)


def test_a_huge_later_line_takes_no_memory(tmp_path: Path) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as stream:
        stream.write(HEADER.encode() + b"1,a,b\n9,")
        stream.truncate(100 << 20)
        stream.seek(0, 2)
        stream.write(b"\n2,c,d\n")
    before = pa.total_allocated_bytes()
    table = pa.Table.from_batches(list(read(file, CSV)), schema(CSV))
    assert list(zip(table["_line"].to_pylist(), table["_reason"].to_pylist(), strict=True)) == [
        (2, None),
        (3, "LINE_TOO_LONG"),
        (4, None),
    ]
    assert pa.total_allocated_bytes() - before < 1 << 20


def test_lines_are_exact_over_many_blocks(tmp_path: Path) -> None:
    line = "{0},张某,备注文字备注文字\n"
    sent = [line.format(i) for i in range(300_000)]
    sent[123_456] = "ragged\n"
    sent[200_000] = "\n"
    sent[250_000] = '250000,"两\n行",x\n'
    found = rows(tmp_path, HEADER + "".join(sent))
    assert len(found) == 299_999
    assert found[123_456] == rejected(123_458, "RAGGED", "ragged")
    assert found[200_000] == good(200_003, "200001", "张某", "备注文字备注文字")
    assert found[249_999] == good(250_002, "250000", "两\n行", "x")
    assert found[-1] == good(300_002, "299999", "张某", "备注文字备注文字")
