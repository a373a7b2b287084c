"""A file as bytes, as text and as plain values, and what may be wrong with each, whatever kind of file it is."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.problem import CatalogueError, Problem

Place = tuple[str | int, ...]
MIB = 1 << 20
#: Characters that editors and parsers disagree about: is it a line break, is it there at all, which way does it read?
#: None may stand in a file.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ufffe\uffff]")
LINE_END = re.compile("\r\n|\r|\n")


@dataclass
class Parsed:
    """What a parser made of a file: no `lines` unless they were asked for, no usable `value` if it has problems."""

    value: Any = None
    lines: dict[Place, int] = field(default_factory=dict, repr=False)
    problems: list[Problem] = field(default_factory=list)


#: File name for messages, content, whether lines are wanted → what it holds.
Parser = Callable[[str, bytes, bool], Parsed]


def content(path: Path | str, name: str, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes. `name` is how messages call it. Raises CatalogueError."""
    try:
        # A pipe named like a catalogue file must not make us wait for its writer.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise _error(name, "NOT_A_FILE", "is not an ordinary file; replace it by one, or delete it")
            if status.st_size > limit:
                raise _error(name, "TOO_LARGE", f"a file of this kind holds at most {limit >> 20} MiB; split it")
            return file.read()
    except FileNotFoundError:
        link = Path(path).is_symlink()
        message = "is a link to nothing; put the file itself here" if link else "is not there; correct the name"
        raise _error(name, "UNREADABLE", message) from None
    except OSError as error:
        raise _error(name, "UNREADABLE", f"cannot be read: {error.strerror}; correct it or delete it") from None


def text_of(name: str, raw: bytes) -> tuple[str, list[Problem]]:
    """The text of a UTF-8 file without byte order mark, and a problem for every character that may not be there."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return "", [Problem(name, line, "ENCODING", "the file is not UTF-8; save it as UTF-8")]
    return text, [
        Problem(
            name, line_at(text, found.start()), "CHARACTER", f"holds the character U+{ord(found[0]):04X}; remove it"
        )
        for found in UNSEEN.finditer(text)
    ]


def line_at(text: str, position: int) -> int:
    """The line, from 1, of a position."""
    return 1 + sum(1 for _ in LINE_END.finditer(text, 0, position))


def empty(name: str) -> Problem:
    """A file without content."""
    return Problem(name, 1, "EMPTY_FILE", "the file declares nothing; delete it or fill it in")


def _error(name: str, code: str, message: str) -> CatalogueError:
    return CatalogueError([Problem(name, 1, code, message)])
