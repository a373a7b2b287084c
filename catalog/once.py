"""What a process has worked out of a catalogue, and how long it may believe it.

A process reads the catalogue once. One made by `fork` begins with what its parent knew; after `keep`, it looks at the
files first, and forgets everything unless they are still the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from catalog.problem import Problem
from catalog.tree import files

P = ParamSpec("P")
T_co = TypeVar("T_co", covariant=True)


class Once(Protocol[P, T_co]):
    """A function that answers a question once."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T_co:
        """The answer."""

    def cache_clear(self) -> None:
        """Forget every answer."""


_answers: list[Callable[[], None]] = []


def once(function: Callable[P, T_co]) -> Once[P, T_co]:
    """Ask a function whose answer depends on a catalogue folder once in a process."""
    asked: Once[P, T_co] = cache(function)
    _answers.append(asked.cache_clear)
    return asked


def forget() -> None:
    """Let everything that depends on a catalogue be worked out again."""
    for clear in _answers:
        clear()


def keep(root: Path) -> None:
    """Let the processes forked from this one look first whether the files below `root` are as they are now."""
    then = list(_stamps(root))

    def look() -> None:
        if list(_stamps(root)) != then:
            forget()

    os.register_at_fork(after_in_child=look)


def _stamps(root: Path) -> Iterator[object]:
    """What changes whenever a file of the catalogue does; reading them all would take as long as loading them."""
    for found in files(root):
        yield found if isinstance(found, Problem) else (found, _stamp(found.path))


def _stamp(path: str) -> tuple[int, ...] | str:
    try:
        about = Path(path).stat()
    except OSError as error:
        return str(error)
    return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns
