"""What was worked out before, by content: one file in YIYUAN_HOME/cache per catalogue folder.

A key is the hash of everything that the answer depends on, the code of this room included; so an entry is either right
or never asked for. A file that is damaged, of another version or cannot be read or written is as good as none.
"""

from __future__ import annotations

import os
import struct
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from platform import python_version

import pydantic
import yaml

KEY_BYTES, DIGEST_BYTES = 20, 64
LENGTH = struct.Struct("<I")
#: One installation has one catalogue, and looks at a few more when it compares or rehearses.
KEPT_FILES = 32
#: What nobody asked for may stay as long as it is less than this, and less than what somebody asked for.
SPARE_BYTES = 4 << 20


class Pack:
    """Answers by key. `save` drops what nobody asked for since it was opened, once that is the greater part."""

    def __init__(self, path: Path, kept: bool = True) -> None:
        self.path = path
        self.kept = kept
        self._raw = _read(path)
        self._before = dict(_records(self._raw))
        self._asked: set[bytes] = set()
        self._made: dict[bytes, bytes] = {}
        self._new = 0

    @classmethod
    def of(cls, root: Path, kind: str = "catalogue") -> Pack:
        """The pack of a catalogue folder in this installation's home, one of each kind; none within that folder."""
        home = Path(os.environ.get("YIYUAN_HOME", ".yiyuan")).absolute()
        path = home / "cache" / f"{kind}-{blake2b(os.fsencode(root), digest_size=8).hexdigest()}.pack"
        return cls(path, kept=root.absolute() not in home.parents)

    def get(self, key: bytes) -> bytes | None:
        """The answer, if it is known."""
        if (place := self._before.get(key)) is not None:
            self._asked.add(key)
            return self._raw[place]
        return self._made.get(key)

    def put(self, key: bytes, answer: bytes) -> None:
        """Remember an answer."""
        self._made[key] = answer
        self._new += 1

    def save(self) -> None:
        """Write the file anew, if anything is new. Who reads it meanwhile sees the old one or the new one, whole."""
        if not self._new or not self.kept:
            return
        now = {known: self._raw[self._before[known]] for known in self._asked} | self._made
        unasked = {known: self._raw[place] for known, place in self._before.items() if known not in now}
        if sum(map(len, unasked.values())) > SPARE_BYTES + sum(map(len, now.values())):
            unasked = {}
        content = b"".join(part for item in (now | unasked).items() for part in _record(*item))
        with suppress(OSError):
            _write(self.path, _digest(content) + content)
            _forget(self.path.parent)
        self._new = 0


def key(*parts: str | bytes) -> bytes:
    """The key of an answer that depends on these parts and on the code of this room."""
    digest = blake2b(_code(), digest_size=KEY_BYTES)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(LENGTH.pack(len(raw)) + raw)
    return digest.digest()


@cache
def _code() -> bytes:
    """Stands for everything that could read the same file differently: our code, and the libraries that it leans on."""
    digest = blake2b(digest_size=KEY_BYTES)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    digest.update(f"{python_version()} {pydantic.VERSION} {yaml.__version__}".encode())
    return digest.digest()


def _digest(content: bytes | memoryview) -> bytes:
    return blake2b(content, key=_code()).digest()


def _record(key: bytes, answer: bytes) -> tuple[bytes, bytes, bytes]:
    return key, LENGTH.pack(len(answer)), answer


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    """A whole file that is what was written; else nothing."""
    try:
        raw = path.read_bytes()
    except OSError:
        return b""
    return raw if raw[:DIGEST_BYTES] == _digest(memoryview(raw)[DIGEST_BYTES:]) else b""


def _records(raw: bytes) -> Iterator[tuple[bytes, slice]]:
    """Key and place of every answer; ten megabytes of them are not copied for one."""
    at, head = DIGEST_BYTES, KEY_BYTES + LENGTH.size
    while at < len(raw):
        (length,) = LENGTH.unpack_from(raw, at + KEY_BYTES)
        yield raw[at : at + KEY_BYTES], slice(at + head, at + head + length)
        at += head + length


def _forget(folder: Path) -> None:
    """Delete the packs that were not written for longest."""
    packs = sorted(folder.glob("*.pack"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in packs[KEPT_FILES:]:
        path.unlink(missing_ok=True)
