"""Load a catalogue folder. The folder is the registry: a file that lies there is a member, nothing lists them."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog.document import Document, Parsed, content
from catalog.kinds import KINDS, Kind
from catalog.model import Catalogue, Strict
from catalog.pack import Pack, key
from catalog.problem import CatalogueError, Problem
from catalog.tree import Found, files
from catalog.wording import problem_of

HERE = Path(__file__).parent


@dataclass
class Loaded:
    """What was read. `documents` by `<folder>/<id>` (with the suffix, unless it is `.yml`), for messages with a line.

    `broken` are the documents without a usable member: whoever refers to one is not to be blamed for it. `parsed` are
    the files that were parsed in this run; all others were known by their content.
    """

    root: Path
    pack: Pack
    documents: dict[str, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    parsed: list[str] = field(default_factory=list)


def folder() -> Path:
    """The catalogue folder of this installation: YIYUAN_CATALOG, else the demo city's."""
    return Path(os.environ.get("YIYUAN_CATALOG", HERE)).absolute()


def load(root: Path | None = None) -> Catalogue:
    """Load and compile a catalogue. Raises CatalogueError with every problem found."""
    return _load(root or folder())


@cache
def _load(root: Path) -> Catalogue:
    catalogue, loaded = examine(root)
    if loaded.problems:
        raise CatalogueError(loaded.problems)
    return catalogue


def read(root: Path) -> tuple[Catalogue, Loaded]:
    """Read every file, checking each against its model only. Raises CatalogueError if one does not hold."""
    catalogue, loaded = _read(root)
    loaded.pack.save()
    if loaded.problems:
        raise CatalogueError(loaded.problems)
    return catalogue, loaded


def examine(root: Path) -> tuple[Catalogue, Loaded]:
    """Read and compile: what could be read, and every problem in `loaded.problems`. Never raises."""
    from catalog.compile import problems_of

    catalogue, loaded = _read(root)
    loaded.problems += problems_of(catalogue, loaded.documents, loaded.broken, loaded.pack, sound=not loaded.problems)
    loaded.pack.save()
    return catalogue, loaded


def _read(root: Path) -> tuple[Catalogue, Loaded]:
    loaded = Loaded(root, Pack.of(root))
    members: dict[str, dict[str, Strict]] = {kind.field: {} for kind in KINDS}
    with _without_collection():
        for found in files(root):
            if isinstance(found, Problem):
                loaded.problems.append(found)
            elif member := _member(loaded, found):
                members[found.kind.field][found.id] = member
        return Catalogue.model_validate(members), loaded


def _member(loaded: Loaded, found: Found) -> Strict | None:
    """The member that a file declares, from the pack if its content is known."""
    kind, document_id = found.kind, _document_id(found)
    try:
        raw = content(found.path, found.name, kind.limit)
    except CatalogueError as error:
        loaded.problems += error.problems
        loaded.broken.add(document_id)
        return None
    document = loaded.documents[document_id] = Document(found.name, raw, kind.parser)
    known = key(kind.pattern, found.id, raw)
    if (stored := loaded.pack.get(known)) is not None:
        return kind.model.model_validate_json(stored)
    loaded.parsed.append(found.name)
    parsed = kind.parser(found.name, raw, False)
    if parsed.problems or (member := _validated(loaded, document, parsed, _given(kind, found.id))) is None:
        loaded.problems += parsed.problems
        loaded.broken.add(document_id)
        return None
    stored = member.model_dump_json(exclude_unset=True).encode()
    if kind.model.model_validate_json(stored) == member:
        loaded.pack.put(known, stored)
    return member


def _document_id(found: Found) -> str:
    suffix = "" if found.kind.suffix == ".yml" else found.kind.suffix
    return f"{found.kind.folder}/{found.id}{suffix}"


def _given(kind: Kind, id_: str) -> dict[str, Any]:
    return {"id": id_} if "id" in kind.model.model_fields else {}


def _validated(loaded: Loaded, document: Document, parsed: Parsed, given: dict[str, Any]) -> Strict | None:
    if not isinstance(parsed.value, dict):
        loaded.problems.append(document.problem((), "NOT_A_MAPPING", "the file must hold `field: value` lines"))
        return None
    if "id" in given and "id" in parsed.value:
        message = f"the file name is the id, `{given['id']}`; remove `id`"
        loaded.problems.append(document.problem(("id",), "ID_IN_FILE", message))
    model = next(kind.model for kind in KINDS if kind.parser is document.parser)
    try:
        return model.model_validate(parsed.value | given)
    except ValidationError as error:
        loaded.problems += [problem_of(document, dict(item)) for item in error.errors(include_url=False)]
        return None


@contextmanager
def _without_collection() -> Iterator[None]:
    """Nothing that is read becomes garbage, and looking for it takes half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
