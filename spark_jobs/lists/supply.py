"""The supply list 供给清单 and, in the same rows, the open directory 开放目录: what departments offer, by column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.lists import Barred, Way
from catalog.model import Catalogue, Element, Source
from catalog.terms import SharingType
from spark_jobs.proofs.allowed import OPEN_ON_CONDITION, OPEN_TO_ALL


@dataclass(frozen=True)
class Offer:
    """One column of a source. The terms are the condition, or where it is not to be had the reason or the law."""

    department: str
    source: str
    label: str
    column_name: str
    column_label: str
    element: str
    level: int
    share_type: SharingType
    share_terms: str
    open_type: SharingType
    open_terms: str
    cycle: str


def offers(catalogue: Catalogue) -> Iterator[Offer]:
    """Every column that may be shared; a source that is 不予共享, or a barred column, is not in the list."""
    for name, source in catalogue.sources.items():
        for column in source.columns:
            offer = _offer(catalogue, name, source, column)
            if offer.share_type != "none":
                yield offer


def _offer(catalogue: Catalogue, name: str, source: Source, column: str) -> Offer:
    declared = source.columns[column]
    element = catalogue.elements[declared.element]
    share: tuple[SharingType, str] = (source.share.type, source.share.condition or source.share.basis)
    if bar := _bar(catalogue, name, column, "share"):
        share = ("none", bar.basis)
    return Offer(
        name.split("/")[0],
        name,
        source.label,
        column,
        declared.label or (declared.headers or (element.label,))[0],
        element.id,
        element.level,
        *share,
        *_opening(source, element, _bar(catalogue, name, column, "open")),
        source.cycle,
    )


def _opening(source: Source, element: Element, bar: Barred | None) -> tuple[SharingType, str]:
    """The narrower of what the source offers and of what the level allows (GB/T 43697-2024)."""
    if bar:
        return "none", bar.basis
    if source.open.type == "none" or element.level <= OPEN_TO_ALL:
        return source.open.type, source.open.condition or source.open.basis
    if element.level > OPEN_ON_CONDITION:
        return "none", f"{element.level} 级数据不开放"
    return "conditional", source.open.condition or f"{element.level} 级数据，按条件开放"


def _bar(catalogue: Catalogue, source: str, column: str, way: Way) -> Barred | None:
    name, element = f"standard.{source.split('/')[1]}.{column}", catalogue.sources[source].columns[column].element
    entries = (entry for entry in catalogue.barred.values() if way in entry.outputs)
    return next((entry for entry in entries if name in entry.columns or element in entry.elements), None)
