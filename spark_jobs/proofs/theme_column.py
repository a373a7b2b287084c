"""One column of a dbt model, judged: does the element that it carries come from where it may?

It takes an element from a base library, or from the authority's own standard table. One that shows what another
department says must say so in its YAML: `meta: {element: date, reported_by: <department>/<source>}`.

A column that shows values of one element, whole or in part, carries that element: a level instead of it is an error,
unless the YAML says why it is no longer that element (`meta: {level: 1, computed: reason}`) or why it may have a lower
level (`declassified`). One put together from several elements may show those of base libraries and authorities freely.
What is not seen: a text rebuilt by arithmetic (`chr(ascii(name))`), or by asking for each value (CASE WHEN name = …).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from catalog.problem import Problem
from spark_jobs.flow.column_flow import Field
from spark_jobs.flow.dbt_models import Model
from spark_jobs.flow.lineage import Lineage
from spark_jobs.proofs.authorities import Facts


@dataclass(frozen=True)
class ThemeColumn:
    """A column of a model, with all that is known about it."""

    facts: Facts
    known: Lineage
    model: Model
    of: Field

    def problems(self) -> Iterator[Problem]:
        """What is wrong with where it comes from."""
        if self.element is None:
            yield from self._undeclared()
        elif self.element not in self.facts.catalogue.elements:
            yield self._problem(
                "UNKNOWN_ELEMENT", f"there is no elements/{self.element}.yml; correct the name or add the file"
            )
        elif not self.origins:
            message = f"{self.of} carries {self.element} but comes from no column; declare `level` instead"
            yield self._problem("FROM_NOTHING", message)
        elif self.reported_by:
            yield from self._reported()
        else:
            yield from (self._foreign(origin) for origin in self.origins if not self._rightful(origin))

    @property
    def meta(self) -> dict[str, object]:
        """What the YAML declares of it."""
        return self.model.columns.get(self.of.column, {})

    @property
    def element(self) -> str | None:
        """The element that it claims to carry."""
        return str(self.meta["element"]) if "element" in self.meta else None

    @property
    def reported_by(self) -> tuple[str, ...]:
        """The sources whose word it is declared to be."""
        declared = self.meta.get("reported_by", ())
        return (declared,) if isinstance(declared, str) else tuple(map(str, declared))  # type: ignore[call-overload]

    @cached_property
    def origins(self) -> list[Field]:
        """The nearest columns below the themes that its values come from."""
        return self.known.origins(self.of)

    def _problem(self, code: str, message: str) -> Problem:
        return self.model.column_problem(self.of.column, code, message)

    def _path(self, origin: Field) -> str:
        return " ← ".join(map(str, self.known.paths(self.of, origin)))

    def _rightful(self, origin: Field) -> bool:
        """Whether a value from there may stand under this element."""
        authorities = self.facts.authorities.get(str(self.element), {})
        if origin in authorities or (origin.table.startswith("base.") and not authorities):
            return True
        told = self.facts.elements.get(origin)
        if origin.table.startswith("base."):
            leaves = self.known.sources(origin)
            return told == self.element or (bool(leaves) and leaves <= authorities.keys())
        return not authorities and told not in self.facts.authorities

    def _foreign(self, origin: Field) -> Problem:
        element = self.element if self.element in self.facts.authorities else self.facts.elements[origin]
        authorities = self.facts.authorities[str(element)]
        holders = sorted({f"base.{item}" for items in authorities.values() for item in items})
        names = " or ".join(holders[:3]) + (" …" if len(holders) > 3 else "")
        role = f", which only verifies {self.facts.verifiers[origin]}" if origin in self.facts.verifiers else ""
        source = self.facts.sources.get(origin.table)
        remedy = f", or declare `reported_by: {source}`" if source else ""
        return self._problem(
            "NOT_AUTHORITY",
            f"{self.of} writes {element} from {origin}{role}: {self._path(origin)}; take it from {names}{remedy}",
        )

    def _reported(self) -> Iterator[Problem]:
        """A reported column holds the word of its sources, not mixed with anybody else's."""
        tables = {f"standard.{source.split('/')[1]}" for source in self.reported_by if "/" in source}
        for unknown in sorted(set(self.reported_by) - self.facts.catalogue.sources.keys()):
            yield self._problem("UNKNOWN_SOURCE", f"`reported_by: {unknown}` is not a source of the catalogue")
        for other in (origin for origin in self.origins if origin.table not in tables):
            message = f"{self.of} is declared as reported by {', '.join(self.reported_by)}, but also takes {other}"
            yield self._problem("MIXED_VOICES", f"{message}: {self._path(other)}; make it two columns")
        for silent in sorted(tables - {origin.table for origin in self.origins}):
            if silent in self.facts.sources:
                message = f"{self.of} takes nothing from {self.facts.sources[silent]}; correct `reported_by`"
                yield self._problem("NOT_REPORTED", message)

    def _undeclared(self) -> Iterator[Problem]:
        """A column that shows the values of an element cannot hide that by declaring a level only."""
        if not isinstance(self.meta.get("computed", ""), str):
            yield self._problem("NO_REASON", "`computed` is the reason, in words")
        shown = [(it, self.facts.elements[it]) for it in self.origins if it in self.facts.elements]
        shown = [(it, element) for it, element in shown if self.known.is_shown(self.of, it)]
        one = len({element for _, element in shown}) == 1
        for origin, element in shown:
            if self.known.is_copy(self.of, origin):
                message = f"{self.of} is {origin} as it stands: declare `element: {element}`"
                yield self._problem("UNDECLARED_ELEMENT", f"{message} ({self._path(origin)})")
            elif self._reasoned:
                continue
            elif one:
                message = f"{self.of} shows values of {origin}: declare `element: {element}`, or in `computed` why not"
                yield self._problem("UNDECLARED_ELEMENT", f"{message} ({self._path(origin)})")
            elif self._is_foreign(origin, element):
                message = (
                    f"{self.of} shows values of {origin}, no authority for {element}: say in `computed` what it is"
                )
                yield self._problem("UNDECLARED_ELEMENT", f"{message} ({self._path(origin)})")

    @property
    def _reasoned(self) -> bool:
        return bool(self.meta.get("computed") or self.meta.get("declassified"))

    def _is_foreign(self, origin: Field, element: str) -> bool:
        """Whether another department than the authority says it."""
        authorities = self.facts.authorities.get(element, {})
        return bool(authorities) and origin not in authorities and not origin.table.startswith("base.")
