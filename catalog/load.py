"""Load a catalogue folder. The folder is the registry: a file that lies there is a member, nothing lists them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from catalog.code_lists import codes_of, undescribed
from catalog.document import Document, Place, parse
from catalog.duties import Duty
from catalog.lists import Barred, Demand, Open, Share
from catalog.model import AboutList, Base, Catalogue, CodeList, Department, Element, Source
from catalog.problem import CatalogueError, Problem
from catalog.survey import Survey
from catalog.terms import Strict

HERE = Path(__file__).parent
T = TypeVar("T", bound=Strict)


@dataclass
class Loaded:
    """What was read so far; documents by `<folder>/<id>`, for messages that need a line."""

    root: Path
    documents: dict[str, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def folder() -> Path:
    """The catalogue folder of this installation: YIYUAN_CATALOG, else the demo city's."""
    return Path(os.environ.get("YIYUAN_CATALOG", HERE)).absolute()


def load(root: Path | None = None) -> Catalogue:
    """Load and compile a catalogue. Raises CatalogueError with every problem found."""
    return _load(root or folder())[0]


def warnings(root: Path | None = None) -> list[Problem]:
    """What should be looked at in a catalogue that compiles, sorted. Raises CatalogueError."""
    return _load(root or folder())[1]


@cache
def _load(root: Path) -> tuple[Catalogue, list[Problem]]:
    from catalog.compile import problems_of

    catalogue, loaded = read(root)
    loaded.problems += problems_of(catalogue, loaded.documents)
    if any(problem.severity == "error" for problem in loaded.problems):
        raise CatalogueError(loaded.problems)
    return catalogue, sorted(loaded.problems)


def read(root: Path) -> tuple[Catalogue, Loaded]:
    """Read every file, checking each against its model only. Raises CatalogueError if a file is not even readable."""
    loaded = Loaded(root)
    catalogue = Catalogue(
        elements=dict(_members(loaded, "elements", Element)),
        code_lists=dict(_code_lists(loaded)),
        departments=dict(_members(loaded, "departments", Department)),
        sources=dict(_sources(loaded)),
        bases=dict(_members(loaded, "bases", Base)),
        shares=dict(_members(loaded, "outputs/share", Share)),
        opens=dict(_members(loaded, "outputs/open", Open)),
        demands=dict(_members(loaded, "lists/demand", Demand)),
        barred=dict(_members(loaded, "lists/negative", Barred)),
        duties=dict(_rows(loaded, "lists/duties", Duty)),
        surveys=dict(_members(loaded, "survey", Survey)),
    )
    if loaded.problems:
        raise CatalogueError(loaded.problems)
    return catalogue, loaded


def _members(loaded: Loaded, kind: str, model: type[T]) -> Iterator[tuple[str, T]]:
    for path in sorted((loaded.root / kind).glob("*.yml")):
        if member := _member(loaded, path, f"{kind}/{path.stem}", model, {"id": path.stem}):
            yield path.stem, member


def _sources(loaded: Loaded) -> Iterator[tuple[str, Source]]:
    for path in sorted((loaded.root / "sources").glob("*/*.yml")):
        name = f"{path.parent.name}/{path.stem}"
        if source := _member(loaded, path, f"sources/{name}", Source, {}):
            yield name, source


def _rows(loaded: Loaded, name: str, model: type[T]) -> Iterator[tuple[str, T]]:
    """The members of a list that is one file, `id: fields` each; a city may have no such list."""
    path = loaded.root / f"{name}.yml"
    if not path.exists() or (document := _document(loaded, path, name)) is None:
        return
    for row, fields in document.value.items():
        if member := _validated(loaded, document, model, fields, (row,)):
            yield row, member


def _member(loaded: Loaded, path: Path, name: str, model: type[T], given: dict[str, Any]) -> T | None:
    if (document := _document(loaded, path, name)) is None:
        return None
    return _validated(loaded, document, model, given | document.value, ())


def _document(loaded: Loaded, path: Path, name: str) -> Document | None:
    """The parsed file, which holds a mapping; None if it cannot be used, with its problems noted."""
    try:
        document = parse(path, f"{name}.yml")
    except CatalogueError as error:
        loaded.problems += error.problems
        return None
    loaded.documents[name] = document
    if not isinstance(document.value, dict):
        loaded.problems.append(document.problem((), "NOT_A_MAPPING", "the file must hold `field: value` lines"))
        return None
    return document


def _validated(loaded: Loaded, document: Document, model: type[T], fields: Any, at: Place) -> T | None:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        loaded.problems += [_problem(document, at, dict(item)) for item in error.errors()]
        return None


def _problem(document: Document, at: Place, error: dict[str, Any]) -> Problem:
    place = (*at, *error["loc"])
    dotted = ".".join(map(str, place))
    if error["type"] == "extra_forbidden":
        return document.problem(place, "UNKNOWN_FIELD", f"`{dotted}` is not a field here; correct or remove it")
    if error["type"] == "missing":
        return document.problem(place, "MISSING_FIELD", f"`{dotted}` is required; add it")
    return document.problem(place, "INVALID_VALUE", f"`{dotted}`: {error['msg']}")


def _code_lists(loaded: Loaded) -> Iterator[tuple[str, CodeList]]:
    for name, about in _members(loaded, "codes", AboutList):
        codes, problems = codes_of(loaded.root / "codes" / f"{name}.csv")
        loaded.problems += problems
        yield name, CodeList(**dict(about), codes=codes)
    loaded.problems += undescribed(loaded.root / "codes")
