"""The pages of the site: which there are, and what each template is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalog.authority import Claim, items
from catalog.model import Base, Catalogue, Source
from expectations.site.figures import Figures
from expectations.site.lineage_picture import Picture, picture
from spark_jobs.dbt_models import described
from spark_jobs.elements import family
from spark_jobs.elements.family import Check
from spark_jobs.lineage import Lineage
from spark_jobs.rules import CompiledSource, compile_source
from spark_jobs.sources_shown import STATUS, said


@dataclass(frozen=True)
class Page:
    """One page: its path under the site (`.md`), the template, and what is put into it."""

    path: str
    template: str
    given: Mapping[str, Any]


@dataclass(frozen=True)
class Site:
    """Everything the pages are made from."""

    catalogue: Catalogue
    lineage: Lineage
    figures: Figures

    def pages(self) -> Iterator[Page]:
        """Every page, the front page first."""
        for name in ("index", "departments", "sources", "elements", "codes", "bases", "themes", "duties"):
            yield Page(f"{name}.md", f"{name}.md.j2", {})
        for name in self.catalogue.departments:
            yield Page(f"department/{name}.md", "department.md.j2", {"name": name})
        for name in self.catalogue.sources:
            yield Page(f"source/{name}.md", "source.md.j2", {"name": name})
        for name in self.catalogue.elements:
            yield Page(f"element/{name}.md", "element.md.j2", {"name": name})
        for name in self.catalogue.code_lists:
            yield Page(f"code/{name}.md", "code.md.j2", {"name": name})
        for name in self.catalogue.bases:
            yield Page(f"base/{name}.md", "base.md.j2", {"name": name})
        for name in self.themes:
            yield Page(f"theme/{name}.md", "theme.md.j2", {"name": name})

    @cached_property
    def themes(self) -> dict[str, dict[str, Any]]:
        """dbt model → its YAML, for the models that this catalogue has the inputs of."""
        return {name: model for name, model in described().items() if f"theme.{name}" in self.lineage.models}

    @cached_property
    def tables(self) -> dict[str, str]:
        """`schema.table` → its page, for the tables that have one."""
        sources = {f"standard.{name.split('/')[1]}": f"source/{name}.md" for name in self.catalogue.sources}
        bases = {f"base.{name}": f"base/{name}.md" for name in self.catalogue.bases}
        return sources | bases | {f"theme.{name}": f"theme/{name}.md" for name in self.themes}

    @cached_property
    def labels(self) -> dict[str, str]:
        """`schema.table` → its Chinese name."""
        sources = {f"standard.{name.split('/')[1]}": source.label for name, source in self.catalogue.sources.items()}
        bases = {f"base.{name}": base.label for name, base in self.catalogue.bases.items()}
        themes = {f"theme.{name}": str(model["description"]).split("，")[0] for name, model in self.themes.items()}
        return sources | bases | themes

    @cached_property
    def edges(self) -> frozenset[tuple[str, str]]:
        """Which table is made from which, by what its columns hold and by what chooses its rows."""
        fields = self.lineage.fields()
        pairs = {
            (used.table, made.table)
            for made in fields
            for used in self.lineage.inputs(made) | self.lineage.deciding(made)
        }
        return frozenset((a, b) for a, b in pairs if a != b and a in self.tables and b in self.tables)

    def picture(self, table: str, prefix: str) -> Picture:
        """The lineage around a table; `prefix` leads from its page back to the front page."""
        links = {name: prefix + path.replace(".md", ".html") for name, path in self.tables.items()}
        return picture(table, self.edges, self.labels, links)

    def sources_of(self, department: str) -> dict[str, Source]:
        """The sources of one department."""
        return {n: s for n, s in self.catalogue.sources.items() if n.split("/")[0] == department}

    def compiled(self, source: str) -> CompiledSource:
        """The rules of one source."""
        return compile_source(self.catalogue, source)

    def checks(self, element: str) -> tuple[Check, ...]:
        """The rules that an element brings to every table."""
        return family(self.catalogue.elements[element], self.catalogue.code_lists).checks

    def uses(self, element: str) -> list[tuple[str, str]]:
        """Every column that carries an element, as (table, column)."""
        found = [
            (f"standard.{name.split('/')[1]}", column)
            for name, source in self.catalogue.sources.items()
            for column, declared in source.columns.items()
            if declared.element == element
        ]
        found += [
            (f"base.{name}", column)
            for name, base in self.catalogue.bases.items()
            for column, declared in base.columns.items()
            if declared.element == element
        ]
        for name, model in self.themes.items():
            found += [
                (f"theme.{name}", c["name"]) for c in model["columns"] if c.get("meta", {}).get("element") == element
            ]
        return found

    def authority_for(self, source: str) -> list[tuple[str, str]]:
        """The items that a source is the authority for, as (base, column)."""
        return [
            (base.id, name)
            for base in self.catalogue.bases.values()
            for name in base.columns
            if any(claim.confirmed and claim.source == source for claim in self.claims(base, name))
        ]

    def claims(self, base: Base, column: str) -> list[Claim]:
        """Who is, was, will be or wants to be the authority for an item, by scope and start."""
        return [claim for name, _, claims in items(base) if name == column for claim in claims]

    def said(self, claim: Claim) -> str:
        """Since when, until when, on what basis, in Chinese; what is not confirmed says so."""
        return (STATUS[claim.declared.status] if not claim.confirmed else "") + said(claim)
