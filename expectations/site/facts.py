"""What a page says about a thing: who is its authority, its rules in words, where it is used, its last figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalog.authority import Claim, items
from catalog.indicators import DIMENSIONS
from catalog.model import Base, Catalogue, Code, Reference, Source
from expectations.site.figures import Figures, Tally
from expectations.site.systems import System, systems
from spark_jobs.elements import family
from spark_jobs.elements.family import Check
from spark_jobs.flow.dbt_models import described
from spark_jobs.flow.lineage import Field, Lineage
from spark_jobs.proofs.coverage import states
from spark_jobs.rules import CompiledSource, RowRule, compile_source, reference_id
from spark_jobs.sources_shown import STATUS, said

#: Rules that the page of a department shows.
SHOWN = 10


@dataclass(frozen=True)
class Facts:
    """Read from the catalogue, the lineage of its columns, and the figures of the lake."""

    catalogue: Catalogue
    lineage: Lineage
    figures: Figures

    @cached_property
    def themes(self) -> dict[str, dict[str, Any]]:
        """dbt model → its YAML, for the models that this catalogue has the inputs of."""
        return {name: model for name, model in described().items() if f"theme.{name}" in self.lineage.models}

    @cached_property
    def systems(self) -> dict[str, System]:
        """`<department>/<system>` → system."""
        return systems(self.catalogue)

    @cached_property
    def compiled(self) -> dict[str, CompiledSource]:
        """The rules of every source."""
        return {name: compile_source(self.catalogue, name) for name in self.catalogue.sources}

    def sources_of(self, department: str) -> dict[str, Source]:
        """The sources of one department."""
        return {n: s for n, s in self.catalogue.sources.items() if n.split("/")[0] == department}

    def checks(self, element: str) -> tuple[Check, ...]:
        """The rules that an element brings to every table."""
        return family(self.catalogue.elements[element], self.catalogue.code_lists).checks

    def checks_against(self, code_list: str, element: str) -> list[Check]:
        """The rules of an element that look into a code list: they read otherwise if it holds one code only."""
        lists = self.catalogue.code_lists
        shorter = lists[code_list].model_copy(update={"codes": lists[code_list].codes[:1]})
        other = family(self.catalogue.elements[element], {**lists, code_list: shorter})
        unchanged = {check.fails for check in other.checks}
        return [check for check in self.checks(element) if check.fails not in unchanged]

    def dimensions(self, element: str) -> list[tuple[str, str]]:
        """Each quality dimension with its number of rules, 免 waived, 缺 lacking, or – does not apply."""
        return list(zip(DIMENSIONS, states(self.catalogue, self.catalogue.elements[element]), strict=True))

    @cached_property
    def tallies(self) -> dict[tuple[str, str], Tally]:
        """(element, reason) → its figures over the last delivery of every source."""
        found: dict[tuple[str, str], Tally] = {}
        for source in self.compiled.values():
            for rule in source.rules:
                if result := self.figures.results.get(rule.rule_id):
                    at = rule.element, rule.reason
                    found[at] = found.get(at, Tally()) + result
        return found

    def tally(self, element: str, reason: str) -> Tally | None:
        """The figures of one rule of an element; None if it did not run."""
        return self.tallies.get((element, reason))

    def feeding(self, base: Base) -> list[str]:
        """The sources that say which rows there are, then those that are an authority for an item only."""
        authorities = (ref.rpartition(".")[0] for column in base.columns.values() for ref in column.authority)
        return list(dict.fromkeys([*(scope.source for scope in base.scopes), *authorities]))

    def failing(self, sources: Iterable[str]) -> list[tuple[str, RowRule, Tally]]:
        """The rules of some sources that found most in their last deliveries: (source, rule, figures), at most ten."""
        results = self.figures.results
        found = [(it, rule) for it in sources for rule in self.compiled[it].rules if rule.rule_id in results]
        told = [(source, rule, results[rule.rule_id]) for source, rule in found if results[rule.rule_id].failed]
        return sorted(told, key=lambda it: (-it[2].failed, it[1].rule_id))[:SHOWN]

    def between(self, base: Base) -> list[tuple[Reference, int]]:
        """The rules between a base and others, each with the rows that it withholds now."""
        return [(it, self.figures.withheld[reference_id(base, it)]) for it in base.references]

    @cached_property
    def uses(self) -> dict[str, list[Field]]:
        """Element → every column that carries it, sources first, then bases, then themes."""
        found: dict[str, list[Field]] = {name: [] for name in self.catalogue.elements}
        for name, source in self.catalogue.sources.items():
            for column, declared in source.columns.items():
                found[declared.element].append(Field(f"standard.{name.split('/')[1]}", column))
        for name, base in self.catalogue.bases.items():
            for column, kept in base.columns.items():
                found[kept.element].append(Field(f"base.{name}", column))
        for name, model in self.themes.items():
            for column in model["columns"]:
                if (element := column.get("meta", {}).get("element")) in found:
                    found[element].append(Field(f"theme.{name}", column["name"]))
        return found

    def users_of(self, code_list: str) -> list[str]:
        """The elements whose values are codes of a list, or contain one."""
        return [name for name, element in self.catalogue.elements.items() if element.code_list == code_list]

    def items_of(self, element: str) -> list[tuple[Base, str]]:
        """The items of the base libraries that are this element."""
        bases = self.catalogue.bases.values()
        return [(base, name) for base in bases for name, column in base.columns.items() if column.element == element]

    @cached_property
    def _claims(self) -> list[tuple[Base, str, Claim]]:
        found = [(base, name, claims) for base in self.catalogue.bases.values() for name, _, claims in items(base)]
        return [(base, name, claim) for base, name, claims in found for claim in claims]

    def claims(self, base: Base, column: str) -> list[Claim]:
        """Who is, was, will be or wants to be the authority for an item, by scope and start."""
        return [claim for of, name, claim in self._claims if of.id == base.id and name == column]

    def authority_of(self, sources: Iterable[str]) -> list[tuple[Base, str, str, list[str]]]:
        """What sources are the authority for: (base, source, since when and on what basis, columns), alike together."""
        found: dict[tuple[str, str, str], list[str]] = {}
        for base, name, claim in self._claims:
            if claim.confirmed and claim.source in sources:
                of = found.setdefault((base.id, claim.source, said(claim)), [])
                of += [name] if name not in of else []
        return [(self.catalogue.bases[base], source, when, names) for (base, source, when), names in found.items()]

    def origins(self, theme: str, column: str) -> list[tuple[Field, list[str]]]:
        """The columns below the themes that a theme's column is made of, each with the departments that answer for it.

        A column of `standard` is what a department reported; one of a base is what its authorities say today.
        """
        return [(at, self._answering(at)) for at in self.lineage.origins(Field(f"theme.{theme}", column))]

    def _answering(self, at: Field) -> list[str]:
        schema, _, table = at.table.partition(".")
        if schema == "base":
            base = self.catalogue.bases[table.removesuffix("_history")]
            sources = [claim.source for claim in self.claims(base, at.column) if claim.confirmed]
        else:
            sources = [name for name in self.catalogue.sources if f"standard.{name.split('/')[1]}" == at.table]
        return [self.catalogue.departments[it].label for it in dict.fromkeys(name.split("/")[0] for name in sources)]

    def label_of(self, base: Base, column: str) -> str:
        """The Chinese name of an item."""
        declared = base.columns[column]
        return declared.label or self.catalogue.elements[declared.element].label

    def said(self, claim: Claim) -> str:
        """Since when, until when, on what basis, in Chinese; what is not confirmed says so."""
        return (STATUS[claim.declared.status] if not claim.confirmed else "") + said(claim)

    def has(self, codes: Iterable[Code], field: str) -> bool:
        """Whether any code of a list says something in a field."""
        return any(getattr(code, field) for code in codes)
