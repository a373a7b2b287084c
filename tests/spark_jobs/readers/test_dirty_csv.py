"""The two ways through a CSV, and a third written only for this test, agree on generated dirty files."""

from __future__ import annotations

import io
from typing import NamedTuple

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spark_jobs.readers import csv_file, plain
from spark_jobs.readers.batches import schema
from spark_jobs.readers.layout import Layout
from spark_jobs.readers.records import Block, Shape

LIMIT = 40
PARTS = [b"a", b"1", b",", b",", b"\n", b"\n", b"\r\n", b'"', b'"', b'""', b'"x"', b"\r", b"\0", b" ", b"\\"]
PARTS += [
    b'"a\nb"',
    b"a,b,c\n",
    b'"p,q",r,"s"\r\n',
    b"1,2\n",
    b"\xff",
    "中".encode(),
    "\ufffd".encode(),
    b"yy" * 15,
    b"z" * 90,
]
GB = ["张".encode("gb18030"), "㐀".encode("gb18030"), b"\x81", b"\xb0\n", "锟斤拷".encode("gb18030")]
dirty = st.lists(st.sampled_from(PARTS), max_size=40).map(b"".join)
dirty_gb = st.lists(st.sampled_from(PARTS + GB), max_size=40).map(b"".join)

FIELDS = ["", "a", "中文", '"x"', '"a\nb"', '"p,""q"""', '"中\r\n"', '"\ufffd\nz"', "\ufffd", "b\0"]
line = st.lists(st.sampled_from(FIELDS[:7] * 4 + FIELDS), min_size=1, max_size=3).map(",".join)
tidy = st.tuples(st.lists(line, max_size=8), st.sampled_from(["\n", "\r\n", "\n\n"])).map(
    lambda made: made[1].join([*made[0], ""]).encode()
)


def layout(width: int, encoding: str = "utf-8", delimiter: str = ",") -> Layout:
    return Layout("csv", encoding, delimiter, 0, 1, None, tuple((f"c{i}", (f"c{i}",)) for i in range(width)))


def rows(content: bytes, told: Layout, block: int, fast: bool) -> list[dict[str, object]]:
    order = list(range(len(told.columns)))
    found = csv_file.body(io.BytesIO(content), told, order, 0, block, LIMIT, fast)
    return pa.Table.from_batches(list(found), schema(told)).to_pylist()


class Parsed(NamedTuple):
    fields: list[str] | None
    lines: int
    open: bool


def parsed(lines: list[str], at: int) -> Parsed:
    """The record that starts at line `at`, one character after the other."""
    fields, field, state = [], "", "start"
    for number in range(at, len(lines)):
        line = lines[number]
        body = line[:-1] if line.endswith("\n") else line
        if len("".join(lines[at:number]).encode()) + len(body.encode()) > LIMIT:
            return Parsed(None, 1, False)
        for place, mark in enumerate(line):
            ends = mark == "\n" or (mark == "\r" and line[place:] in ("\r\n", "\r"))
            if state == "quoted":
                if mark == '"':
                    state = "quote"
                else:
                    field += mark
            elif state == "quote" and mark == '"':
                field, state = field + '"', "quoted"
            elif mark == "," or ends:
                fields.append(field)
                field, state = "", "start"
                if ends:
                    return Parsed(fields, number - at + 1, False)
            elif state == "quote":
                return Parsed(None, 1, False)
            elif state == "start" and mark == '"':
                state = "quoted"
            else:
                field, state = field + mark, "plain"
    if state == "quoted":
        return Parsed(None, len(lines) - at, True)
    return Parsed([*fields, field], len(lines) - at, False)


def expected(content: bytes, told: Layout) -> list[tuple[int, list[str] | None, str | None]]:
    """(line, values, reason) of every record, from the rules in the docstring of `records`."""
    width, result, at = len(told.columns), [], 0
    raw = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    raw = [line + b"\n" for line in raw[:-1]] + ([raw[-1]] if raw[-1] else [])
    bad, lines = set(), []
    for number, line in enumerate(raw):
        try:
            lines.append(line.decode(told.encoding))
        except UnicodeDecodeError:
            bad.add(number)
            body = line.removesuffix(b"\n")
            lines.append(body.decode(told.encoding, "backslashreplace") + "\n" * line.endswith(b"\n"))
    while at < len(lines):
        line = lines[at]
        if line in ("\n", "\r\n", "\r"):
            at += 1
            continue
        if len(line.removesuffix("\n").encode()) > LIMIT:
            result.append((at + 1, None, "LINE_TOO_LONG"))
            at += 1
            continue
        record = parsed(lines, at)
        if record.open:
            later = [[text.removesuffix("\n").removesuffix("\r")] for text in lines[at + 1 :]]
            goods = [one for one in later if one[0] and len(parsed(one, 0).fields or ()) == width]
            if goods:
                record = Parsed(None, 1, False)
        text = "".join(lines[at : at + record.lines])
        reason = None
        if "\0" in text:
            reason = "NUL_BYTE"
        elif bad & set(range(at, at + record.lines)):
            reason = "ENCODING"
        elif record.fields is None:
            reason = "CUT_OFF" if record.open else "QUOTE"
        elif len(record.fields) != width:
            reason = "CUT_OFF" if not text.endswith("\n") and len(record.fields) < width else "RAGGED"
        elif any(debris in text for debris in ("\ufffd", "锟斤拷", "ï¿½")):
            reason = "GARBLED"
        result.append((at + 1, None if reason else record.fields, reason))
        at += record.lines
    return result


def shape(found: list[dict[str, object]], told: Layout) -> list[tuple[object, object, object]]:
    return [(r["_line"], None if r["_reason"] else [r[c] for c in told.ids], r["_reason"]) for r in found]


@settings(max_examples=400, deadline=None)
@given(content=dirty | tidy, width=st.integers(1, 3), block=st.sampled_from([1, 7, 64, 1000]))
@example(b'1,"open\n2,good\n', 2, 1000)
@example(b'1,"open\nmore\n', 2, 1000)
@example(b"\n\r\n1,2\n\n", 2, 1)
@example(b'"x",b\r', 2, 1000)
@example('"\ufffd\nx"\n'.encode(), 1, 1)
@example(b'aaaa,"' + b"y" * 33 + b"\na", 2, 1)
@example(b'"a\n' + b"z" * 90 + b"\n1\n", 1, 7)
def test_both_ways_give_what_the_rules_say(content: bytes, width: int, block: int) -> None:
    told = layout(width)
    exact = rows(content, told, block, fast=False)
    assert shape(exact, told) == expected(content, told)
    assert rows(content, told, block, fast=True) == exact


@settings(max_examples=200, deadline=None)
@given(content=dirty_gb, width=st.integers(1, 3), block=st.sampled_from([1, 7, 1000]))
def test_the_same_for_gb18030(content: bytes, width: int, block: int) -> None:
    told = layout(width, "gb18030")
    exact = rows(content, told, block, fast=False)
    assert shape(exact, told) == expected(content, told)
    assert rows(content, told, block, fast=True) == exact


@pytest.mark.parametrize(
    "content",
    [
        b'a,b\n"x\ny",2\n\n1,2,3\n"p""q",4\r\n5,6',
        b"a\0,b\n1,2\n",
        "\ufffd,b\n1,2\n".encode(),
        b'"",""\n,\n',
    ],
)
def test_strictly_quoted_text_takes_the_fast_way(content: bytes) -> None:
    assert plain.plain(Block(content, 1, "eof"), Shape(2, b",", LIMIT)) is not None
