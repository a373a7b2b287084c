"""What is left to be judged of a catalogue in which something is broken: each problem is told, and none for another.

An element, a code list or a department that cannot be used is stood in for: who refers to it says the same about
everything else. A source or a base that cannot be used is left out with all that is built on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from catalog.document import Document
from catalog.model import Base, Catalogue, Code, CodeList, Department, Element, Steward
from catalog.problem import Problem

#: Broken document → its fields that nothing is wrong with.
Told = Mapping[str, Mapping[str, Any]]
#: Kinds of files that are stood in for, and those that nothing refers to.
STOOD_IN, LEAVES = ("elements/", "codes/", "departments/"), ("survey/", "outputs/", "lists/negative/", "lists/duties")
#: Folder → the field of a catalogue with its members.
FIELDS = {
    "sources": "sources",
    "bases": "bases",
    "outputs/share": "shares",
    "outputs/open": "opens",
    "lists/demand": "demands",
    "lists/negative": "barred",
    "survey": "surveys",
}
ANY = "?"


def is_whole(broken: Set[str]) -> bool:
    """Whether whatever is broken can be stood in for, or is nothing that others refer to."""
    return all(name.startswith((*STOOD_IN, *LEAVES)) for name in broken)


def stood_in(catalogue: Catalogue, broken: Set[str], told: Told) -> Catalogue:
    """The catalogue with something harmless for each element, code list and department that is broken."""
    elements, lists, departments = dict(catalogue.elements), dict(catalogue.code_lists), dict(catalogue.departments)
    for document in sorted(broken):
        folder, _, name = document.partition("/")
        if folder == "elements":
            elements[name] = _element(name, told.get(document, {}))
        elif folder == "codes":
            name = name.removesuffix(".csv")
            about = dict.fromkeys(("label", "standard", "version", "origin"), ANY)
            lists.setdefault(name, CodeList(id=name, codes=(Code(code=ANY, name=ANY),), **about))
        elif folder == "departments":
            # Its own code is not known; none is checked here.
            label, someone = told.get(document, {}).get("label", name), Steward(name=ANY, email="a@example", phone=ANY)
            departments[name] = Department.model_construct(id=name, label=label, uscc=name, steward=someone, copy_to=())
    return catalogue.model_copy(update={"elements": elements, "code_lists": lists, "departments": departments})


def _element(name: str, told: Mapping[str, Any]) -> Element:
    """An element with what its file says rightly; beyond that, one that nothing is required of."""
    harmless = {"id": name, "label": name, "definition": ANY, "basis": ANY, "format": ANY, "level": 1, "mask": "hide"}
    fields = harmless | {field: value for field, value in told.items() if field in harmless}
    return Element.model_validate({**fields, "kind": "text"})


def knows_levels(broken: Set[str], told: Told) -> bool:
    """Whether each broken element says its level and its mask, without which nothing is known of what may leave."""
    elements = [told.get(name, {}) for name in broken if name.startswith("elements/")]
    return all({"level", "mask"} <= it.keys() for it in elements)


def documents_of(documents: Mapping[str, Document], broken: Set[str]) -> dict[str, Document]:
    """The documents, with an empty one for each that could not even be read."""
    return {**{name: Document(f"{name}.yml", None, {}) for name in broken}, **documents}


def sound(
    catalogue: Catalogue, documents: Mapping[str, Document], broken: Set[str], told: Told, found: list[Problem]
) -> tuple[Catalogue, bool]:
    """The part that no error touches, closed under what refers to what; and whether anything had to be left out."""
    wrong = broken | _with_errors(documents, found)
    whole = stood_in(catalogue, wrong, _all_told(catalogue, wrong, told))
    kept: dict[str, dict[str, Any]] = {
        field: {name: it for name, it in getattr(whole, field).items() if f"{folder}/{name}" not in wrong}
        for folder, field in FIELDS.items()
    }
    while faulty := [name for name, base in kept["bases"].items() if not _stands(base, kept)]:
        for name in faulty:
            del kept["bases"][name]
    return whole.model_copy(update=kept), any(len(it) < len(getattr(catalogue, f)) for f, it in kept.items()) or any(
        not name.startswith(STOOD_IN) for name in broken
    )


def _all_told(catalogue: Catalogue, wrong: Set[str], told: Told) -> Told:
    """With what the elements and departments say whose files could be read, but do not hold."""
    read = {f"elements/{name}": dict(it) for name, it in catalogue.elements.items() if f"elements/{name}" in wrong}
    named = {f"departments/{name}": dict(it) for name, it in catalogue.departments.items()}
    return {**read, **named, **told}


def _with_errors(documents: Mapping[str, Document], found: list[Problem]) -> set[str]:
    files = {problem.file for problem in found if problem.severity == "error"}
    return {name for name, document in documents.items() if document.file in files}


def _stands(base: Base, kept: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether everything that a base names is still there."""
    references = [it for column in base.columns.values() for it in (*column.authority, *column.verified_by)]
    sources = {scope.source for scope in base.scopes} | {it.split(".")[0] for it in references}
    bases = {other for reference in base.references for other in reference.in_bases}
    return sources <= kept["sources"].keys() and bases <= kept["bases"].keys()
