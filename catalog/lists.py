"""The lists that execute: demands 需求清单, the negative list 负面清单, and the outputs that leave the house.

The responsibility list 责任清单 and the supply list 供给清单 are derived from these and from the sources; nobody writes
them. A share is the table `share.<file name>`, an opening `open.<file name>`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from catalog.terms import Cycle, Day, Id, Lines, Mask, Strict, Text, Whole

#: A table that something may be drawn from, or one column of it, by its name in the lake.
Table = Annotated[str, StringConstraints(pattern=r"^(standard|base|theme)\.[a-z][a-z0-9_]*$")]
TableColumn = Annotated[str, StringConstraints(pattern=r"^(standard|base|theme)\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
Wanted = Annotated[str, StringConstraints(pattern=r"^(standard|base|theme)\.[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
Way = Literal["theme", "share", "open", "letter"]
Status = Literal["submitted", "accepted", "granted", "refused", "confirmed", "withdrawn"]
#: What may follow. `confirmed`: the department that asked says that it has what it asked for.
NEXT: dict[Status | None, tuple[Status, ...]] = {
    None: ("submitted",),
    "submitted": ("accepted", "granted", "refused", "withdrawn"),
    "accepted": ("granted", "refused", "withdrawn"),
    "granted": ("confirmed", "refused", "withdrawn"),
    "confirmed": ("submitted", "refused", "withdrawn"),
    "refused": ("submitted", "withdrawn"),
    "withdrawn": (),
}


class Declassified(Strict):
    """A lower level than that of the inputs, and why it is right (GB/T 43697-2024, annex J)."""

    level: Whole = Field(ge=1, le=3)
    reason: Text


class OutputColumn(Strict):
    """One column of an output. It leaves under the mask of its element unless something else is said here."""

    column: Id | None = Field(default=None, description="its name in the table it comes from, if that is another")
    mask: Mask | None = Field(default=None, description="a stricter mask than the element's")
    clear: Text | None = Field(default=None, description="why the recipient needs whole values; in shares only")
    declassify: Declassified | None = None


class Output(Strict):
    """What every table that leaves the house declares."""

    id: Id
    label: Text
    table: Table = Field(alias="from")
    columns: dict[Id, OutputColumn] = Field(min_length=1)
    filter: Lines | None = Field(default=None, description="SQL over the columns of the table")
    basis: Text
    cycle: Cycle


class Share(Output):
    """A table for one department, for one purpose, until a day. It answers one demand."""

    to: Id
    demand: Id
    purpose: Text
    expires: Day


class Open(Output):
    """A table for the public; `conditional` ones for whoever meets the condition."""

    access: Literal["unconditional", "conditional"]
    condition: Text | None = None
    licence: Text


class Step(Strict):
    """One entry in the history of a demand. Entries are only ever added."""

    on: Day
    status: Status
    note: Text | None = Field(default=None, description="required of a refusal: its reason")


class Demand(Strict):
    """What a department asks for: columns or whole tables of the lake, or in words what nothing here fits."""

    id: Id
    label: Text
    department: Id
    wanted: tuple[Wanted, ...] = ()
    description: Text | None = None
    purpose: Text
    frequency: Cycle
    history: tuple[Step, ...] = Field(min_length=1)

    @property
    def status(self) -> Status:
        """Where the demand stands."""
        return self.history[-1].status


class Barred(Strict):
    """An entry of the negative list: what may not leave on which ways, and the clause that says so."""

    id: Id
    label: Text
    elements: tuple[Id, ...] = ()
    columns: tuple[TableColumn, ...] = ()
    outputs: tuple[Way, ...] = Field(min_length=1)
    basis: Text
    reason: Text
