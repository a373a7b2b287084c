"""The catalogue's authorities as lineage sees them: as columns of the lake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from catalog.authority import Claim, items
from catalog.document import Document
from catalog.model import Catalogue
from spark_jobs.flow.column_flow import Field


@dataclass(frozen=True)
class Facts:
    """Who is the authority for what, by column of the lake. `documents`: the catalogue's files, for their lines."""

    catalogue: Catalogue
    documents: Mapping[str, Document]

    def document(self, base: str) -> Document:
        """The YAML of a base."""
        return self.documents[f"bases/{base}"]

    @cached_property
    def claims(self) -> list[Claim]:
        """Every confirmed authority of every item, once per scope."""
        found = [items(base) for base in self.catalogue.bases.values()]
        return [claim for base in found for _, _, claims in base for claim in claims if claim.confirmed]

    @cached_property
    def authorities(self) -> dict[str, dict[Field, set[str]]]:
        """Element → each standard column that is an authority for items of it → those items."""
        found: dict[str, dict[Field, set[str]]] = {}
        for claim in self.claims:
            base, name = claim.item.split(".")
            element = self.catalogue.bases[base].columns[name].element
            found.setdefault(element, {}).setdefault(standard(claim.reference), set()).add(claim.item)
        return found

    @cached_property
    def verifiers(self) -> dict[Field, str]:
        """Standard column that verifies → the item."""
        return {
            standard(other): f"{base.id}.{name}"
            for base in self.catalogue.bases.values()
            for name, column in base.columns.items()
            for other in column.verified_by
        }

    @cached_property
    def elements(self) -> dict[Field, str]:
        """Column of `standard`, `base` and `base.…_history` → its element."""
        found = {
            Field(f"standard.{name.split('/')[1]}", column): declared.element
            for name, source in self.catalogue.sources.items()
            for column, declared in source.columns.items()
        }
        for base in self.catalogue.bases.values():
            for table in (f"base.{base.id}", f"base.{base.id}_history"):
                found |= {Field(table, name): column.element for name, column in base.columns.items()}
        return found

    @cached_property
    def sources(self) -> dict[str, str]:
        """`standard.<source>` → `<department>/<source>`."""
        return {f"standard.{name.split('/')[1]}": name for name in self.catalogue.sources}


def standard(reference: str) -> Field:
    """`<department>/<source>.<column>` → its column in the standard layer."""
    source, column = reference.split("/")[1].split(".")
    return Field(f"standard.{source}", column)
