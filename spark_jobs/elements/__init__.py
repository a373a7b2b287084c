"""Element families: one module per kind of data element. The folder is the registry; nothing lists its members."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import import_module
from types import ModuleType

from pydantic import TypeAdapter

from catalog.document import Document
from catalog.model import Catalogue, CodeList, Element, Rule
from catalog.problem import Problem
from spark_jobs.elements.compile import in_order
from spark_jobs.elements.family import Check, Family
from spark_jobs.remembered import remembered

FAMILIES = TypeAdapter(Family)


def family(element: Element, code_lists: Mapping[str, CodeList]) -> Family:
    """The rules of a data element: those of its kind, then its own; errors stand before warnings.

    Raises ValueError for a kind that no module here defines, or if the element's code list is missing.
    """
    codes = code_lists.get(element.code_list) if element.code_list else None
    if element.code_list and codes is None:
        raise ValueError(f"element {element.id}: there is no code list {element.code_list}")
    return _made(_Question(element, codes))


@dataclass(frozen=True, eq=False)
class _Question:
    """An element and its list, equal to the very same ones only: comparing thousands of codes would take longer."""

    element: Element
    codes: CodeList | None

    def text(self) -> str:
        """All that the rules depend on."""
        return self.element.model_dump_json() + (self.codes.model_dump_json() if self.codes else "")

    def __hash__(self) -> int:
        return hash((id(self.element), id(self.codes)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and self.element is other.element and self.codes is other.codes


@lru_cache(maxsize=4096)
def _made(question: _Question) -> Family:
    """An element is used by a thousand columns and compiled once."""
    return remembered("family", question.text, lambda: _compiled(question.element, question.codes), FAMILIES)


def _compiled(element: Element, codes: CodeList | None) -> Family:
    module = _module(element.kind)
    if module is None:
        raise ValueError(f"element {element.id}: no kind {element.kind}; there are {', '.join(kinds())}")
    made: Family = module.family(element, codes)
    return replace(made, checks=tuple(in_order((*made.checks, *map(check_of, element.rules)))))


def problems(catalogue: Catalogue, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Elements that make no family: no such kind, a list or a precision missing, one text for two codes."""
    for name, element in catalogue.elements.items():
        if element.code_list and element.code_list not in catalogue.code_lists:
            continue  # the catalogue's own checks have said so
        try:
            family(element, catalogue.code_lists)
        except ValueError as error:
            yield documents[f"elements/{name}"].problem(("kind",), "ELEMENT_WITHOUT_RULES", str(error))


def kinds() -> list[str]:
    """Every kind of element that this folder defines."""
    return [name for name in _names() if _module(name)]


@cache
def _names() -> list[str]:
    return [info.name for info in pkgutil.iter_modules(__path__)]


def _module(kind: str) -> ModuleType | None:
    """The module of a kind; helper modules of this folder have no `family` and are no kinds."""
    if kind not in _names():
        return None
    module = import_module(f"{__name__}.{kind}")
    return module if callable(getattr(module, "family", None)) else None


def check_of(rule: Rule) -> Check:
    """A rule written in YAML, as a check: it fails where the rule does not hold."""
    return Check(
        reason=rule.reason,
        severity=rule.severity,
        indicator=rule.indicator,
        fails=f"NOT ({rule.holds})",
        sentence=rule.sentence,
        english=rule.english,
        fix=rule.fix,
        basis=rule.basis,
    )
