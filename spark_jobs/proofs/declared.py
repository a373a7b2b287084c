"""All that is declared about the columns of the lake: the catalogue, their lineage, the element that each carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from catalog.document import Document, Place
from catalog.lists import Output
from catalog.model import Catalogue
from catalog.problem import Problem
from spark_jobs.flow.lineage import Field, Lineage, lineage


@dataclass(frozen=True)
class Declared:
    """A catalogue that compiles, with the lineage of its columns.

    `elements`: column → id of its data element. `documents`: its files, for problems only.
    """

    catalogue: Catalogue
    known: Lineage
    elements: dict[Field, str]
    documents: Mapping[str, Document]

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """The columns of every table."""
        found: dict[str, list[str]] = {}
        for at in self.known.flows:
            found.setdefault(at.table, []).append(at.column)
        return found

    @cached_property
    def _sources(self) -> dict[str, str]:
        return {f"standard.{name.split('/')[1]}": name for name in self.catalogue.sources}

    def problem(self, name: str, place: Place, code: str, message: str) -> Problem:
        """A problem at a place of the catalogue file `<name>.yml`."""
        return self.documents[name].problem(place, code, message)

    def outputs(self) -> Iterator[tuple[str, Output]]:
        """Every output by its table, `share.<id>` or `open.<id>`."""
        yield from ((f"share.{name}", share) for name, share in self.catalogue.shares.items())
        yield from ((f"open.{name}", opened) for name, opened in self.catalogue.opens.items())

    def source_of(self, leaf: Field) -> str | None:
        """`<department>/<source>` of a column of `standard`; None for the platform's own tables."""
        return self._sources.get(leaf.table)

    def path(self, of: Field, leaf: Field, *then: Field) -> str:
        """`standard.tickets.content → theme.hotline__ticket.content → …`, the way a value takes."""
        return " → ".join(map(str, (*reversed(self.known.paths(of, leaf)), *then)))


def file_of(table: str) -> str:
    """`share.<id>` or `open.<id>` → its catalogue file without suffix."""
    return f"outputs/{table.replace('.', '/')}"


def declared(
    catalogue: Catalogue, documents: Mapping[str, Document] | None = None, known: Lineage | None = None
) -> Declared:
    """What a catalogue declares about the columns of the lake; `known`: its lineage over other models than ours."""
    known = known or lineage(catalogue)
    return Declared(catalogue, known, dict(_elements(catalogue, known)), documents or {})


def _elements(catalogue: Catalogue, known: Lineage) -> Iterator[tuple[Field, str]]:
    for name, source in catalogue.sources.items():
        for column, of_source in source.columns.items():
            yield Field(f"standard.{name.split('/')[1]}", column), of_source.element
    for base in catalogue.bases.values():
        for column, of_base in base.columns.items():
            yield Field(f"base.{base.id}", column), of_base.element
            if base.history:
                yield Field(f"base.{base.id}_history", column), of_base.element
    for table, model in known.models.items():
        for column, meta in model.columns.items():
            if meta.get("element") in catalogue.elements:
                yield Field(table, column), meta["element"]
