"""What an output may carry: its columns exist, their levels fit, and every source they come from lets them go.

Levels are those of GB/T 43697-2024, annex H; what each lets out is this platform's own rule: level 1 may be opened to
all, level 2 on a condition, 3 and 4 not at all; what is shared without condition may hold no level 4, and level 3 only
as an item of a base library. A column that an output's `filter` names counts as carried, since it says of every row
what the filter asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.document import Place
from catalog.lists import Open, Output, OutputColumn, Share
from catalog.problem import Problem
from catalog.terms import Mask, SharingType
from spark_jobs.flow.column_flow import SqlError, flows
from spark_jobs.flow.lineage import Field
from spark_jobs.proofs.declared import Declared, file_of
from spark_jobs.proofs.levels import LOWEST, Levels, derivation

#: From this level on a value leaves whole only for a stated reason.
PERSONAL_LEVEL = 3
OPEN_TO_ALL, OPEN_ON_CONDITION = 1, 2


@dataclass(frozen=True)
class Carried:
    """A column that leaves: where it is declared, where it comes from, under which mask, and how it is classified."""

    table: str
    name: str
    place: Place
    of: Field
    mask: Mask
    column: OutputColumn

    @property
    def to(self) -> Field:
        """The column of the output; for a column of the filter, `<table>.filter`."""
        return Field(self.table, self.name)

    def level(self, levels: Levels) -> int:
        """The level it leaves at: what is hidden has nothing left to protect."""
        if self.mask == "hide":
            return LOWEST
        return self.column.declassify.level if self.column.declassify else levels.get(self.of, LOWEST)


def carried(declared: Declared, table: str, output: Output) -> list[Carried]:
    """The columns of an output that come from a column there is, then those of its filter."""
    columns = [
        Carried(table, name, ("columns", name), Field(output.table, column.column or name), "none", column)
        for name, column in output.columns.items()
    ]
    found = [
        Carried(it.table, it.name, it.place, it.of, mask_of(declared, it.of, it.column), it.column)
        for it in columns
        if it.of in declared.known.flows
    ]
    try:
        filtered = _filter(declared, output)
    except SqlError:
        filtered = []
    return found + [Carried(table, "filter", ("filter",), of, "none", OutputColumn()) for of in filtered]


def mask_of(declared: Declared, of: Field, column: OutputColumn) -> Mask:
    """The mask that a column leaves under: the declared one, none where whole values are needed, or its element's."""
    if column.mask or column.clear:
        return column.mask or "none"
    return _element_mask(declared, of)


def _element_mask(declared: Declared, of: Field) -> Mask:
    element = declared.elements.get(of)
    return declared.catalogue.elements[element].mask if element else "none"


def _filter(declared: Declared, output: Output) -> list[Field]:
    """The columns that a filter names; none of a table that is not there. Raises SqlError."""
    if not output.filter or output.table not in declared.columns:
        return []
    sql = f"SELECT 1 AS one FROM {output.table} WHERE {output.filter}"
    return sorted(flows(sql, {output.table: declared.columns[output.table]})["one"].decides)


def problems(declared: Declared, levels: Levels) -> Iterator[Problem]:
    """Everything that is wrong with what the outputs carry."""
    for table, output in declared.outputs():
        if output.table not in declared.columns:
            message = f"there is no table {output.table}; correct `from`"
            yield declared.problem(file_of(table), ("from",), "UNKNOWN_TABLE", message)
            continue
        yield from _declaration(declared, table, output)
        for column in carried(declared, table, output):
            yield from _level(declared, levels, output, column)
            yield from _origin(declared, levels, output, column)


def _declaration(declared: Declared, table: str, output: Output) -> Iterator[Problem]:
    for name, column in output.columns.items():
        of, place = Field(output.table, column.column or name), ("columns", name)
        if of not in declared.known.flows:
            message = f"`{of.column}` is not a column of {of.table}; correct it"
            yield declared.problem(file_of(table), place, "UNKNOWN_COLUMN", message)
        if (
            column.mask
            and (usual := _element_mask(declared, of)) not in ("none", column.mask)
            and column.mask != "hide"
        ):
            message = f"the element's mask is {usual}; {column.mask} is not stricter, only `hide` is"
            yield declared.problem(file_of(table), (*place, "mask"), "MASK_NOT_STRICTER", message)
    try:
        _filter(declared, output)
    except SqlError as error:
        message = f"`{output.filter}` is no SQL condition ({error}); correct it"
        yield declared.problem(file_of(table), ("filter",), "FILTER_SQL", message)


def _level(declared: Declared, levels: Levels, output: Output, carried: Carried) -> Iterator[Problem]:
    inherited, level = levels.get(carried.of, LOWEST), carried.level(levels)
    if carried.column.declassify and level >= inherited:
        message = f"{carried.to} inherits level {inherited}: nothing is lowered; remove `declassify`"
        yield declared.problem(file_of(carried.table), carried.place, "NOTHING_LOWERED", message)
    way = f"{derivation(declared, levels, carried.of, inherited)} ({inherited}) → {carried.to}"
    if isinstance(output, Open):
        most = OPEN_ON_CONDITION if output.access == "conditional" else OPEN_TO_ALL
        if level > most:
            kind = "on a condition" if output.access == "conditional" else "to all"
            message = f"level {level} may not be opened {kind}, only up to {most}: {way}"
            yield declared.problem(file_of(carried.table), carried.place, "OPEN_TOO_WIDE", message)
    elif level >= PERSONAL_LEVEL and carried.mask == "none" and not carried.column.clear and carried.name != "filter":
        message = f"level {level} would leave whole: {way}; give a mask, or in `clear` why whole values are needed"
        yield declared.problem(file_of(carried.table), carried.place, "NOT_MASKED", message)


def _origin(declared: Declared, levels: Levels, output: Output, carried: Carried) -> Iterator[Problem]:
    """Each source must allow the output, by its share or open type."""
    if carried.mask == "hide":
        return
    for leaf in sorted(declared.known.sources(carried.of)):
        if (name := declared.source_of(leaf)) is None:
            continue
        source, way = declared.catalogue.sources[name], declared.path(carried.of, leaf, carried.to)
        if isinstance(output, Share):
            found = _not_shared(source.share.type, carried.level(levels), "→ base." in way or carried.of == leaf, way)
        else:
            found = _not_opened(source.open.type, output)
        if found:
            message = f"{found[1]}: {way}; see sources/{name}.yml"
            yield declared.problem(file_of(carried.table), carried.place, found[0], message)


def _not_shared(kind: SharingType, level: int, base_item: bool, way: str) -> tuple[str, str] | None:
    if kind == "none":
        return "NOT_SHARED", "the source is 不予共享"
    if kind == "unconditional" and (level > PERSONAL_LEVEL or (level == PERSONAL_LEVEL and not base_item)):
        return "SHARE_TOO_WIDE", f"level {level} needs a source that is shared on a condition"
    return None


def _not_opened(kind: SharingType, output: Output) -> tuple[str, str] | None:
    if kind == "none":
        return "NOT_OPEN", "the source is 不予开放"
    if kind == "conditional" and isinstance(output, Open) and output.access != "conditional":
        return "NOT_OPEN", "the source is opened on a condition only"
    return None
