"""The negative list, proved: a barred column, or anything derived from it, reaches none of the ways it is barred from.

No mask and no declassification lifts a bar. What an output hides (`mask: hide`) never leaves and is not carried. A
model that asks for a barred column's content (`WHERE name = …`, `CASE WHEN …`) carries it in every column: each says
what was asked. One that only matches it with another column, groups by it or asks whether it is there does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from catalog.lists import Barred, Way
from catalog.problem import Problem
from spark_jobs.flow.lineage import Field
from spark_jobs.in_letter import base_shown, shown
from spark_jobs.proofs.allowed import carried
from spark_jobs.proofs.declared import Declared, file_of


def problems(declared: Declared) -> Iterator[Problem]:
    """Every output, theme column and letter that would carry a barred column, with the clause and the way it takes."""
    for name, entry in declared.catalogue.barred.items():
        unknown = [column for column in entry.columns if _field(column) not in declared.known.flows]
        for column in unknown:
            place = ("columns", entry.columns.index(column))
            message = f"`{column}` is not a column of any table; correct it"
            yield declared.problem(f"lists/negative/{name}", place, "UNKNOWN_COLUMN", message)
        yield from _Bar(declared, entry).problems()


def reached(declared: Declared, entry: Barred) -> frozenset[Field]:
    """The columns of an entry and everything that tells a value of them."""
    origins = _origins(declared, entry)
    return origins.union(*map(declared.known.telling, origins))


def _origins(declared: Declared, entry: Barred) -> frozenset[Field]:
    named = {_field(column) for column in entry.columns} & declared.known.flows.keys()
    return frozenset(named | {at for at, element in declared.elements.items() if element in entry.elements})


def _field(column: str) -> Field:
    table, _, name = column.rpartition(".")
    return Field(table, name)


class _Bar:
    """One entry against every way out."""

    def __init__(self, declared: Declared, entry: Barred) -> None:
        self.declared, self.entry = declared, entry
        self.origins, self.reached = _origins(declared, entry), reached(declared, entry)

    def problems(self) -> Iterator[Problem]:
        if "theme" in self.entry.outputs:
            yield from self._themes()
        yield from self._outputs()
        if "letter" in self.entry.outputs:
            yield from self._letters()

    def _says(self, way: Way, path: str) -> str:
        here = self.declared.problem(f"lists/negative/{self.entry.id}", (), "BARRED", "")
        return (
            f"{path} is barred from {way} by {self.entry.basis} ({self.entry.label}, {here.file}:{here.line}); "
            f"leave the column out"
        )

    def _path(self, at: Field, *then: Field) -> str:
        """The shortest way from where the entry starts."""
        ways = (self.declared.known.paths(at, origin, told=True) for origin in sorted(self.origins))
        nearest = min((way for way in ways if way), key=len)
        return " → ".join(map(str, (*reversed(nearest), *then)))

    def _themes(self) -> Iterator[Problem]:
        for at in sorted(self.reached):
            if model := self.declared.known.models.get(at.table):
                yield model.column_problem(at.column, "BARRED", self._says("theme", self._path(at)))

    def _outputs(self) -> Iterator[Problem]:
        for table, output in self.declared.outputs():
            way: Way = "share" if table.startswith("share.") else "open"
            if way not in self.entry.outputs:
                continue
            for column in carried(self.declared, table, output):
                if column.of in self.reached and column.mask != "hide":
                    message = self._says(way, self._path(column.of, column.to))
                    yield self.declared.problem(file_of(table), column.place, "BARRED", message)

    def _letters(self) -> Iterator[Problem]:
        """Letters quote the columns of a department's own sources, and of bases those that refer to another base."""
        catalogue = self.declared.catalogue
        for name, source in catalogue.sources.items():
            for column, about in source.columns.items():
                element, at = catalogue.elements[about.element], Field(f"standard.{name.split('/')[1]}", column)
                if at in self.reached and shown(source, column, element):
                    message = self._letter(at, f"letter.{name.split('/')[0]}")
                    yield self.declared.problem(f"sources/{name}", ("columns", column), "BARRED", message)
        for base in catalogue.bases.values():
            for position, reference in enumerate(base.references):
                at = Field(f"base.{base.id}", reference.columns[0])
                if at in self.reached and base_shown(catalogue, base, at.column):
                    message = self._letter(at, "letter")
                    yield self.declared.problem(f"bases/{base.id}", ("references", position), "BARRED", message)

    def _letter(self, at: Field, letter: str) -> str:
        says = self._says("letter", self._path(at, Field(letter, at.column)))
        return f"{says.removesuffix('leave the column out')}write `in_letter: false` at the column of the source"
