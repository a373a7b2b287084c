"""The pages of the site: which there are, and what each template is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalog.lists import Output
from catalog.model import Catalogue, Element
from expectations.site import summary
from expectations.site.facts import Facts
from expectations.site.figures import Row
from expectations.site.lineage_picture import Picture, picture
from spark_jobs.flow.lineage import Field
from spark_jobs.lists.shown import LISTS
from spark_jobs.register.inventory import Inventory

#: Pages of which there is one each, in the order of the front page.
ALONE = ("index", "departments", "systems", "sources", "elements", "codes", "bases", "themes", "outputs", "lists",
         "coverage", "duties")  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One page: its path under the site (`.md`), the template, and what is put into it."""

    path: str
    template: str
    given: Mapping[str, Any]


@dataclass(frozen=True)
class Site:
    """Everything the pages are made from. `models`: dbt's own page, if it was asked for."""

    facts: Facts
    inventory: Inventory
    models: str | None = None

    @property
    def catalogue(self) -> Catalogue:
        """What is declared."""
        return self.facts.catalogue

    def pages(self) -> Iterator[Page]:
        """Every page, the front page first."""
        for name in ALONE:
            yield Page(f"{name}.md", f"{name}.md.j2", {})
        for which in LISTS:
            yield Page(f"list/{which}.md", "list.md.j2", {"which": which})
        for kind, names in self._kinds().items():
            for name in names:
                yield Page(f"{kind}/{name}.md", f"{kind}.md.j2", {"name": name})

    def _kinds(self) -> dict[str, Mapping[str, Any]]:
        """Kind of thing that has a page each → the things by name."""
        return {
            "department": self.catalogue.departments,
            "system": self.facts.systems,
            "source": self.catalogue.sources,
            "element": self.catalogue.elements,
            "code": self.catalogue.code_lists,
            "base": self.catalogue.bases,
            "theme": self.facts.themes,
            "output": {table.replace(".", "/"): output for table, output in self.outputs.items()},
        }

    @cached_property
    def coverage(self) -> summary.Coverage:
        """Of all departments."""
        return summary.coverage(self.inventory.coverage)

    @cached_property
    def orphans(self) -> dict[str, list[Row]]:
        """What hangs in the air, by kind."""
        return summary.orphans(self.inventory.orphan)

    @cached_property
    def duty_counts(self) -> dict[str, int]:
        """How many duties have each status."""
        return summary.duty_counts(self.catalogue)

    @cached_property
    def totals(self) -> dict[str, int]:
        """Rows received and accepted in the last deliveries."""
        return summary.totals(self.facts.figures.deliveries.values())

    @cached_property
    def lists(self) -> dict[str, tuple[str, Sequence[str], list[Sequence[str]]]]:
        """Which list → its title, headings, and rows."""
        return {
            which: (title, heads, [cells for _, cells in rows(self.catalogue)])
            for which, (title, heads, rows) in LISTS.items()
        }

    def element_at(self, at: Field) -> Element | None:
        """The data element that a column carries; None for a count and the like."""
        found = next((name for name, fields in self.facts.uses.items() if at in fields), None)
        return self.catalogue.elements[found] if found else None

    @cached_property
    def outputs(self) -> dict[str, Output]:
        """`share.<id>` or `open.<id>` → what it declares."""
        shares = {f"share.{name}": output for name, output in self.catalogue.shares.items()}
        return {**shares, **{f"open.{name}": output for name, output in self.catalogue.opens.items()}}

    @cached_property
    def tables(self) -> dict[str, str]:
        """`schema.table` → its page, for the tables that have one."""
        sources = {f"standard.{name.split('/')[1]}": f"source/{name}.md" for name in self.catalogue.sources}
        bases = {f"base.{name}": f"base/{name}.md" for name in self.catalogue.bases}
        themes = {f"theme.{name}": f"theme/{name}.md" for name in self.facts.themes}
        return sources | bases | themes | {table: f"output/{table.replace('.', '/')}.md" for table in self.outputs}

    @cached_property
    def labels(self) -> dict[str, str]:
        """`schema.table` → its Chinese name."""
        sources = {f"standard.{name.split('/')[1]}": source.label for name, source in self.catalogue.sources.items()}
        bases = {f"base.{name}": base.label for name, base in self.catalogue.bases.items()}
        themes = {f"theme.{name}": model["config"]["meta"]["label"] for name, model in self.facts.themes.items()}
        return sources | bases | themes | {table: output.label for table, output in self.outputs.items()}

    @cached_property
    def edges(self) -> frozenset[tuple[str, str]]:
        """Which table is made from which, by what its columns hold and by what chooses its rows."""
        known = self.facts.lineage
        pairs = {(used.table, at.table) for at in known.fields() for used in known.inputs(at) | known.deciding(at)}
        pairs |= {(output.table, table) for table, output in self.outputs.items()}
        return frozenset((a, b) for a, b in pairs if a != b and a in self.tables and b in self.tables)

    def picture(self, tables: Iterable[str], prefix: str) -> Picture:
        """The lineage around tables; `prefix` leads from the page back to the front page."""
        return picture(set(tables) & self.tables.keys(), self.edges, self.labels, self._links(prefix))

    def picture_of_sources(self, sources: Mapping[str, Any], prefix: str) -> Picture:
        """The lineage around the tables of some sources."""
        return self.picture((f"standard.{name.split('/')[1]}" for name in sources), prefix)

    def picture_of_elements(self, elements: list[str], prefix: str) -> Picture:
        """The tables with a column that carries one of these elements, and the ways between such columns."""
        fields = {at for element in elements for at in self.facts.uses[element]}
        known = self.facts.lineage
        edges = {(used.table, at.table) for at in fields for used in known.inputs(at) if used in fields}
        tables = {at.table for at in fields}
        return picture(tables, frozenset((a, b) for a, b in edges if a != b), self.labels, self._links(prefix))

    def _links(self, prefix: str) -> dict[str, str]:
        return {name: prefix + path.replace(".md", ".html") for name, path in self.tables.items()}
