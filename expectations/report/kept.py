"""A letter's files in reports/<period>/<department>/: each written whole or not at all, letter.eml last."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from spark_jobs.home import Home

EML = "letter.eml"
#: Written after the mail server took a letter and before the lake knows; it holds the hash of what was taken.
ACCEPTED = ".accepted"
#: What a later state of the data would say, once a letter is sent; never sent by itself.
UPDATE = "update"


def folder(period: str, department: str) -> Path:
    """Where a letter lies."""
    return Home.of_environment().reports / period / department


def keep(place: Path, files: Mapping[str, bytes]) -> None:
    """Make the files say this, in the order given; those that do already are left alone."""
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if not (place / name).exists() or (place / name).read_bytes() != content:
            _put(place / name, content)


def discard(place: Path) -> None:
    """Remove a folder of files, if there is one."""
    if place.exists():
        for path in place.iterdir():
            path.unlink()
        place.rmdir()


def content(place: Path, content_hash: str) -> bytes | None:
    """The bytes of letter.eml; None if it is gone, or not the letter of this hash (SHA-256, hexadecimal)."""
    path = place / EML
    found = path.read_bytes() if path.exists() else b""
    return found if hashlib.sha256(found).hexdigest() == content_hash else None


def accept(place: Path, content_hash: str) -> None:
    """Write down that the mail server took the letter of this hash."""
    _put(place / ACCEPTED, content_hash.encode())


def accepted(place: Path, content_hash: str) -> bool:
    """Whether the mail server took the letter of this hash."""
    mark = place / ACCEPTED
    return mark.exists() and mark.read_text() == content_hash


def _put(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
