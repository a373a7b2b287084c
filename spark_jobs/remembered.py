"""Answers that take long to work out and depend only on their question and our code, kept beside the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from catalog.pack import Pack, key

T = TypeVar("T")
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


def remembered(kind: str, question: Callable[[], str], make: Callable[[], T], answers: TypeAdapter[T]) -> T:
    """The answer to a question of a kind: known from before, or made now. What `make` raises is not remembered."""
    if (pack := _pack.get()) is None:
        return make()
    known = key(kind, question(), _code())
    if (answer := pack.get(known)) is not None:
        return answers.validate_json(answer)
    made = make()
    pack.put(known, answers.dump_json(made))
    return made


@cache
def _code() -> bytes:
    """Stands for the code of spark_jobs and for the library that reads SQL."""
    digest = blake2b(version("sqlglot").encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()
