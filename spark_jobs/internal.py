"""A fault of our own in a proof, told as a problem: what could not be proved does not pass, and is no traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from catalog.problem import CatalogueError, Problem

HERE = Path(__file__).parents[1]


def ended(proof: Callable[[], Iterable[Problem]]) -> Iterator[Problem]:
    """The problems that a proof finds; if it breaks down, one more that says so."""
    try:
        yield from proof()
    except CatalogueError:
        raise
    except Exception as error:  # whatever it is, a catalogue that was not proved to the end must not pass
        yield internal(error)


def internal(error: BaseException, file: str = "") -> Problem:
    """The problem of a breakdown: at our own line, or in the file that was being looked at."""
    frames, frame = [("spark_jobs", 1)], error.__traceback__
    while frame:
        path = Path(frame.tb_frame.f_code.co_filename)
        if path.is_relative_to(HERE) and "site-packages" not in path.parts:
            frames.append((str(path.relative_to(HERE)), frame.tb_lineno))
        frame = frame.tb_next
    ours, line = frames[-1]
    said = f"{type(error).__name__}: {error}".splitlines()[0][:120]
    message = f"{said}; a fault of Yiyuan, so that nothing is proved here: report this line and what was last changed"
    if file:
        return Problem(file, 1, "INTERNAL", f"{message} ({ours}:{line})")
    return Problem(ours, line, "INTERNAL", message)
