"""Duplicate collection 重复采集: the same data element collected by two departments or more, with what asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from catalog.authority import items
from catalog.model import Catalogue
from catalog.survey import SurveyedDataset

#: `authority`: it is the source of an item. `repeats`: the catalogue declares it another holder of an item
#: (`verified_by`), so that people were asked twice. `unjudged`: the same element, perhaps of another matter.
Role = Literal["authority", "repeats", "unjudged"]


@dataclass(frozen=True, order=True)
class Collected:
    """Where a department collects an element: source (or surveyed dataset), column (or item of it), and forms."""

    element: str
    department: str
    holder: str
    column: str
    role: Role
    items: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


def collected(catalogue: Catalogue) -> dict[str, list[Collected]]:
    """Element → every place where a department collects it, sorted.

    Not counted as collection: the keys of base libraries (identity and credit codes, …), which every form needs to say
    whom it is about, and sources with an `upstream`, whose values are reused, not asked for again.
    """
    keys = {base.columns[key].element for base in catalogue.bases.values() for key in base.key}
    found: dict[str, list[Collected]] = {}
    for row in sorted({*_in_sources(catalogue), *_in_surveys(catalogue)}):
        if row.element not in keys:
            found.setdefault(row.element, []).append(row)
    return found


def duplicates(catalogue: Catalogue) -> dict[str, list[Collected]]:
    """Those elements that two departments or more collect, not all of them as authorities for items of their own."""
    return {element: rows for element, rows in collected(catalogue).items() if _is_double(rows)}


def departments(rows: list[Collected]) -> list[str]:
    """The departments of some rows, sorted."""
    return sorted({row.department for row in rows})


def is_declared(rows: list[Collected]) -> bool:
    """Whether the catalogue itself says that the same datum is collected twice, not only the same element."""
    return any(row.role == "repeats" for row in rows)


def _is_double(rows: list[Collected]) -> bool:
    return len(departments(rows)) > 1 and any(row.role != "authority" for row in rows)


def _in_sources(catalogue: Catalogue) -> Iterator[Collected]:
    roles, forms = _roles(catalogue), _forms(catalogue)
    for name, source in catalogue.sources.items():
        if source.upstream:
            continue
        for column, declared in source.columns.items():
            role, of = roles.get(f"{name}.{column}", ("unjudged", ()))
            asked = forms.get((name, declared.element), ())
            yield Collected(declared.element, name.split("/")[0], name, column, role, of, asked)


def _roles(catalogue: Catalogue) -> dict[str, tuple[Role, tuple[str, ...]]]:
    """`<department>/<source>.<column>` → what it is to which items; an authority of one is not also a repeat."""
    repeats: dict[str, set[str]] = {}
    authorities: dict[str, set[str]] = {}
    for base in catalogue.bases.values():
        for name, column in base.columns.items():
            for other in column.verified_by:
                repeats.setdefault(other, set()).add(f"{base.id}.{name}")
        for _, _, claims in items(base):
            for claim in (claim for claim in claims if claim.confirmed):
                authorities.setdefault(claim.reference, set()).add(claim.item)
    found: dict[str, tuple[Role, tuple[str, ...]]] = {
        reference: ("repeats", tuple(sorted(of))) for reference, of in repeats.items()
    }
    return found | {reference: ("authority", tuple(sorted(of))) for reference, of in authorities.items()}


def _forms(catalogue: Catalogue) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(source, element) → the forms that ask for it, as its department's survey says."""
    found: dict[tuple[str, str], set[str]] = {}
    for _, _, dataset in _surveyed(catalogue):
        for item in dataset.items.values():
            if dataset.source and item.element:
                found.setdefault((dataset.source, item.element), set()).update(item.forms)
    return {key: tuple(sorted(forms)) for key, forms in found.items()}


def _in_surveys(catalogue: Catalogue) -> Iterator[Collected]:
    """Datasets that are not catalogued yet are collected all the same."""
    for department, name, dataset in _surveyed(catalogue):
        if dataset.source is None:
            for label, item in dataset.items.items():
                if item.element:
                    asked = tuple(sorted(item.forms))
                    yield Collected(item.element, department, f"{department}/{name}", label, "unjudged", (), asked)


def _surveyed(catalogue: Catalogue) -> Iterator[tuple[str, str, SurveyedDataset]]:
    for department, survey in catalogue.surveys.items():
        for name, dataset in survey.datasets.items():
            yield department, name, dataset
