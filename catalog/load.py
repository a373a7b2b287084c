"""Load a catalogue folder. The folder is the registry: a file that lies there is a member, nothing lists them."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from catalog import code_lists, wording
from catalog.document import Document, Lines
from catalog.file import content
from catalog.kinds import KINDS
from catalog.model import Catalogue
from catalog.once import once
from catalog.pack import Pack, key
from catalog.problem import CatalogueError, Problem
from catalog.tree import Found, files

HERE = Path(__file__).parent


@dataclass
class Loaded:
    """What was read. `documents` by file name (without suffix, if that is `.yml`), for messages that need a line.

    `broken` are the documents without a usable member: whoever refers to one is not to be blamed for it. `told` are the
    fields of such a document that nothing is wrong with. `parsed` are the files that were parsed in this run; all
    others were known by their content.
    """

    pack: Pack
    documents: dict[str, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    parsed: list[str] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """The problems that are more than a warning."""
        return [problem for problem in self.problems if problem.severity == "error"]


def folder() -> Path:
    """The catalogue folder of this installation: YIYUAN_CATALOG, else the demo city's."""
    return Path(os.environ.get("YIYUAN_CATALOG", HERE)).absolute()


def load(root: Path | None = None) -> Catalogue:
    """Load and compile a catalogue. Raises CatalogueError with every problem found."""
    return examined(root)[0]


def warnings(root: Path | None = None) -> list[Problem]:
    """What should be looked at in a catalogue that compiles, sorted. Raises CatalogueError."""
    return sorted(examined(root)[1].problems)


def examined(root: Path | None = None) -> tuple[Catalogue, Loaded]:
    """The catalogue with the documents that it was read from. Raises CatalogueError with every problem found."""
    catalogue, loaded = examine(root or folder())
    if loaded.errors:
        raise CatalogueError(loaded.problems)
    return catalogue, loaded


def read(root: Path) -> tuple[Catalogue, Loaded]:
    """Read every file, checking each against its model only. Raises CatalogueError if one does not hold."""
    catalogue, loaded = _read(root)
    loaded.pack.save()
    if loaded.problems:
        raise CatalogueError(loaded.problems)
    return catalogue, loaded


@once
def examine(root: Path) -> tuple[Catalogue, Loaded]:
    """Read and compile, once in a process: what could be read, and every problem of it. Never raises CatalogueError."""
    from catalog.compile import problems_of

    catalogue, loaded = _read(root)
    loaded.problems += problems_of(catalogue, loaded.documents, loaded.broken, loaded.told)
    loaded.pack.save()
    return catalogue, loaded


def _read(root: Path) -> tuple[Catalogue, Loaded]:
    loaded = Loaded(Pack.of(root))
    members: dict[str, dict[str, Any]] = {kind.field: {} for kind in KINDS}
    with without_collection():
        for found in files(root):
            if isinstance(found, Problem):
                loaded.problems.append(found)
            elif (declared := _declared(loaded, found)) is None:
                loaded.broken.add(found.document)
            else:
                members[found.kind.field] |= declared if found.kind.rows else {found.id: declared}
        headings, rows = members.pop("list_headings"), members.pop("list_rows")
        lists, halves = code_lists.joined(headings, rows, loaded.broken)
        loaded.problems += halves
        loaded.broken |= {f"codes/{name}" for name in headings.keys() ^ rows.keys()}
        return Catalogue(code_lists=lists, **members), loaded


def _declared(loaded: Loaded, found: Found) -> Any:
    """What a file declares, from the pack if its content is known; None if it cannot be used."""
    kind = found.kind
    try:
        raw = content(found.path, found.name, kind.limit)
    except CatalogueError as error:
        loaded.problems += error.problems
        return None
    document = loaded.documents[found.document] = Document(found.name, None, Lines(found.name, raw, kind.parser))
    known = key(kind.pattern, found.id, raw)
    if (stored := loaded.pack.get(known)) is not None:
        return kind.adapter.validate_json(stored)
    loaded.parsed.append(found.name)
    if (fields := _fields(loaded, document, found, raw)) is None:
        return None
    try:
        declared = kind.adapter.validate_python(fields)
    except ValidationError as error:
        loaded.problems += wording.problems_of(document, error)
        wrong = {item["loc"][0] for item in error.errors(include_url=False) if item["loc"]}
        loaded.told[found.document] = {name: value for name, value in fields.items() if name not in wrong}
        return None
    with suppress(ValidationError):
        # As JSON a date is a text: only what means the same either way may be remembered.
        if kind.adapter.validate_json(stored := to_json(fields)) == declared:
            loaded.pack.put(known, stored)
    return declared


def _fields(loaded: Loaded, document: Document, found: Found, raw: bytes) -> dict[str, Any] | None:
    """The fields that a file gives, with the id that its name gives; None if it gives none."""
    parsed = found.kind.parser(found.name, raw, False)
    if parsed.problems:
        loaded.problems += parsed.problems
        return None
    if not isinstance(parsed.value, dict):
        loaded.problems.append(document.problem((), "NOT_A_MAPPING", "the file must hold `field: value` lines"))
        return None
    given = {"id": found.id} if found.kind.has_id else {}
    if given.keys() & parsed.value.keys():
        message = f"the file name is the id, `{found.id}`; remove `id`"
        loaded.problems.append(document.problem(("id",), "ID_IN_FILE", message))
        return None
    return parsed.value | given


@contextmanager
def without_collection() -> Iterator[None]:
    """Nothing that is read becomes garbage: looking for it takes half of the time, and would each time later on."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.enable()
