"""Answers that take long to work out and depend only on their question and our code, kept beside the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from catalog.pack import Pack, key

_pack: ContextVar[Pack | None] = ContextVar("pack", default=None)


@contextmanager
def remembering(pack: Pack) -> Iterator[None]:
    """Keep what is worked out here in a pack, and ask it first."""
    token = _pack.set(pack)
    try:
        yield
    finally:
        _pack.reset(token)
        pack.save()


def remembered(kind: str, question: str, make: Callable[[], str]) -> str:
    """The answer to a question of a kind: known from before, or made now."""
    if (pack := _pack.get()) is None:
        return make()
    known = key(kind, question, _code())
    if (answer := pack.get(known)) is not None:
        return answer.decode()
    made = make()
    pack.put(known, made.encode())
    return made


@cache
def _code() -> bytes:
    """Stands for the code of this room and for the library that reads SQL."""
    digest = blake2b(version("sqlglot").encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()
