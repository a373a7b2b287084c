"""The files of a catalogue folder. What lies there and is no member is a problem: nothing is ignored in silence."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.kinds import KINDS, Kind
from catalog.problem import Problem, printable

ID = re.compile(r"[a-z][a-z0-9_]*")
DECLARING = (".yml", ".yaml", ".csv", ".json", ".xlsx")


@dataclass(frozen=True)
class Found:
    """One file: its kind, its id, and its name for messages, relative to the catalogue, with `/`."""

    kind: Kind
    id: str
    name: str
    path: str

    @property
    def document(self) -> str:
        """How `Loaded.documents` calls it."""
        return self.name.removesuffix(".yml")


def files(root: Path) -> Iterator[Found | Problem]:
    """Every member of the catalogue in order of names, and a problem for everything else."""
    folders = sorted({kind.parts[0] for kind in KINDS})
    if not root.is_dir():
        yield Problem(str(root), 1, "NO_CATALOGUE", "is not a folder; name one with --catalog or YIYUAN_CATALOG")
    elif not any((root / folder).exists() for folder in folders):
        yield Problem(str(root), 1, "NO_CATALOGUE", f"holds none of the folders {', '.join(folders)}; name another")
    else:
        yield from _walk(root, "", [(kind, kind.parts) for kind in KINDS], ())


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _walk(
    folder: Path, parent: str, expected: list[tuple[Kind, tuple[str, ...]]], stars: tuple[str, ...]
) -> Iterator[Found | Problem]:
    """Never deeper than a pattern is long, so that no link can make it run for ever."""
    try:
        entries = _entries(folder)
    except OSError as error:
        yield Problem(
            parent or str(folder), 1, "UNREADABLE", f"cannot be read: {error.strerror}; correct it or delete it"
        )
        return
    names = {entry.name for entry in entries}
    for entry in entries:
        name = f"{parent}/{_shown(entry.name)}" if parent else _shown(entry.name)
        if _is_folder(entry):
            yield from _folder(entry, name, expected, stars)
        elif parent:
            yield _file(entry, name, expected, stars, names)
        elif entry.name.endswith(DECLARING):
            yield Problem(name, 1, "UNEXPECTED_FILE", "nothing is read from here; move it into one of the folders")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself: reading it will say so
        return False


def _folder(
    entry: os.DirEntry[str], name: str, expected: list[tuple[Kind, tuple[str, ...]]], stars: tuple[str, ...]
) -> Iterator[Found | Problem]:
    inside = [(kind, rest[1:]) for kind, rest in expected if len(rest) > 1 and rest[0] in ("*", entry.name)]
    starred = [kind for kind, rest in expected if len(rest) > 1 and rest[0] == "*"]
    if entry.name == "__pycache__":
        return
    if not inside:
        yield Problem(name, 1, "UNEXPECTED_FOLDER", "nothing is read from this folder; move its files or delete it")
    elif entry.is_symlink():
        yield Problem(name, 1, "LINKED_FOLDER", "is a link to a folder; put the folder itself here")
    elif starred and not ID.fullmatch(entry.name):
        yield _bad_name(name)
    else:
        yield from _walk(Path(entry.path), name, inside, (*stars, entry.name) if starred else stars)


def _file(
    entry: os.DirEntry[str],
    name: str,
    expected: list[tuple[Kind, tuple[str, ...]]],
    stars: tuple[str, ...],
    names: set[str],
) -> Found | Problem:
    stem, _, suffix = entry.name.rpartition(".")
    for kind, rest in expected:
        if rest == (entry.name,):
            return Found(kind, "/".join((*stars, stem)), name, entry.path)
        if rest == (f"*.{suffix}",):
            if not ID.fullmatch(stem):
                return _bad_name(name)
            return Found(kind, "/".join((*stars, stem)), name, entry.path)
    here = [f"{stem}{kind.suffix}" for kind, rest in expected if len(rest) == 1 and rest[0].startswith("*")]
    if twin := next((other for other in here if other in names), None):
        return Problem(name, 1, "ID_TWICE", f"{twin} beside it has this id already; keep one of the two, named {twin}")
    wanted = " and ".join(sorted({kind.pattern for kind, _ in expected}))
    return Problem(name, 1, "UNEXPECTED_FILE", f"is not read, only {wanted} are; move it, rename it or delete it")


def _bad_name(name: str) -> Problem:
    return Problem(name, 1, "BAD_NAME", "a name is made of a–z, 0–9 and _ and begins with a letter; rename it")


def _shown(name: str) -> str:
    """A file name as text, even where its bytes are none."""
    return printable(os.fsencode(name).decode("utf-8", "backslashreplace"))
