"""The elements of one array in a JSON file of any size, read as a stream."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any, BinaryIO

from spark_jobs.readers.members import DECODER
from spark_jobs.readers.verdict import Unreadable

WINDOW = 1 << 20
LARGEST = 64 << 20
"""Longest single element, in characters."""
_BLANK = re.compile(r"[ \t\r\n]*")
_CUT = re.compile(r"[\\\w.+-]*\s*")
"""What is behind the error where a JSON text merely ends too early."""


class Elements:
    """The elements of the array `name` of a JSON object, or of the array that the file is (also if `name` is given).

    Iterate to get (value, its text); afterwards `members` has the other members of the object. Bytes that do not decode
    are lone surrogates U+DC80–U+DCFF in the text. Unreadable TRUNCATED, JSON_SYNTAX, NO_RECORDS, LINE_TOO_LONG.
    """

    def __init__(self, stream: BinaryIO, encoding: str, name: str | None, window: int = WINDOW) -> None:
        utf8 = encoding.lower() in ("utf-8", "utf8")
        self._stream = io.TextIOWrapper(stream, "utf-8-sig" if utf8 else encoding, "surrogateescape", newline="")
        self._name, self._window = name, window
        self._text, self._at, self._line = "", 0, 1
        self.members: dict[str, Any] = {}

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        mark = self._take("[{")
        if mark == "[":
            yield from self._array()
        else:
            yield from self._object()
        if self._peek():
            raise Unreadable("WRONG_FORMAT", "文件里不止一个 JSON 值。请报送单个 JSON 数组，或按约定报送 JSON Lines。")

    def _object(self) -> Iterator[tuple[Any, str]]:
        seen = False
        mark = self._peek()
        while mark != "}":
            name, _ = self._value()
            self._take(":")
            if name == self._name and not seen:
                seen = True
                if self._peek() not in ("[", ""):
                    raise self._no_records()
                self._take("[")
                yield from self._array()
            elif name == self._name:
                raise self._syntax()
            else:
                self.members[str(name)] = self._value()[0]
            mark = self._take(",}")
        if not seen:
            raise self._no_records()

    def _array(self) -> Iterator[tuple[Any, str]]:
        if self._peek() == "]":
            self._take("]")
            return
        mark = ","
        while mark == ",":
            yield self._value()
            mark = self._take(",]")

    def _value(self) -> tuple[Any, str]:
        """The value at the current place, and its text."""
        self._peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except JSONDecodeError as problem:
                unterminated = problem.msg.startswith("Unterminated string")
                cut = unterminated or _CUT.fullmatch(self._text, problem.pos)
                verdict = self._truncated() if cut else self._syntax(problem.pos)
                near = unterminated or problem.pos >= len(self._text) - 12
                if not near or not self._more():
                    raise verdict from None
            except (ValueError, RecursionError):
                raise self._syntax() from None
            else:
                if end < len(self._text) or not self._more():
                    sent, self._at = self._text[self._at : end], end
                    return value, sent

    def _take(self, marks: str) -> str:
        mark = self._peek()
        if not mark:
            raise self._truncated()
        if mark not in marks:
            raise self._syntax()
        self._at += 1
        return mark

    def _peek(self) -> str:
        """The next character that is not blank; '' at the end of the file."""
        while True:
            found = _BLANK.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def _more(self) -> bool:
        """Read on, at least doubling what is held; False at the end of the file."""
        if len(self._text) - self._at > LARGEST:
            raise Unreadable(
                "LINE_TOO_LONG", f"从第 {self._line} 行起的一条记录超过 64 MiB。请检查记录内容后重新报送。"
            )
        self._line += self._text.count("\n", 0, self._at)
        self._text, self._at = self._text[self._at :], 0
        chunk = self._stream.read(max(self._window, len(self._text)))
        self._text += chunk
        return bool(chunk)

    def _where(self, at: int) -> int:
        return self._line + self._text.count("\n", 0, at)

    def _syntax(self, at: int | None = None) -> Unreadable:
        line = self._where(self._at if at is None else at)
        return Unreadable("JSON_SYNTAX", f"第 {line} 行起不是合法的 JSON。请用系统的 JSON 导出功能重新生成后再报送。")

    def _truncated(self) -> Unreadable:
        return Unreadable("TRUNCATED", "JSON 文件不完整，在中途结束。请确认导出和传输完成后重新报送。")

    def _no_records(self) -> Unreadable:
        named = f"名为“{self._name}”的记录数组" if self._name else "记录数组"
        return Unreadable("NO_RECORDS", f"文件里没有约定的{named}。请按约定的结构导出后重新报送。")
