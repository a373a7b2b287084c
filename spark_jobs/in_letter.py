"""Which values a letter may quote. The pipeline hides the others before anything is written down for a letter."""

from __future__ import annotations

from catalog.model import Base, Catalogue, Element, Source


def shown(source: Source, name: str, element: Element) -> bool:
    """Whether a letter quotes values of a column of a source, masked as its element says.

    Columns that arrive in one text (`of`) are quoted as that text: if one of them is kept out, all are. A geometry is
    no example for a clerk: it is long, and its coordinates look like telephone numbers.
    """
    text = source.columns[name].of or name
    together = [column for other, column in source.columns.items() if (column.of or other) == text]
    return all(column.in_letter for column in together) and element.mask != "hide" and element.kind != "geometry"


def base_shown(catalogue: Catalogue, base: Base, name: str) -> bool:
    """The same for a column of a base: only if every source column that it comes from is quoted."""
    element = catalogue.elements[base.columns[name].element]
    origins = (reference.split(".") for reference in base.columns[name].authority)
    return all(shown(catalogue.sources[source], column, element) for source, column in origins)
