"""Closed, typed models of every kind of catalogue file. An unknown field is an error; nothing here does any work."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from catalog.duties import Duty
from catalog.strict import Strict, Text

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
SourceId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*$")]
ColumnRef = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]
Severity = Literal["error", "warn"]
Dimension = Literal["规范性", "完整性", "准确性", "一致性", "时效性", "可访问性"]
Mask = Literal["none", "identifier", "name", "phone", "address", "scrub", "hide"]
Cycle = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "irregular"]


class Rule(Strict):
    """A row rule that an element family cannot say by itself.

    `holds` is a Spark SQL boolean that is true for a good row; it may name the columns of the source, or `{x}` for the
    element's own normalised value. A NULL result counts as "does not apply".
    """

    name: Id
    reason: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
    severity: Severity
    dimension: Dimension
    holds: Text
    columns: tuple[Id, ...] = ()
    sentence: Text = Field(description="what is wrong, for a clerk, in Chinese")
    fix: Text = Field(description="how to fix it, for a clerk, in Chinese")
    basis: Text


class Element(Strict):
    """A standard data element 数据元 (GB/T 19488.1). Its `kind` brings a whole family of rules with it."""

    id: Id
    label: Text
    definition: Text
    basis: Text
    kind: Id
    format: Text = Field(description="GB/T 19488.1 notation, such as an18 or n8")
    level: int = Field(ge=1, le=4, description="1 public … 4 highly sensitive")
    mask: Mask
    code_list: Id | None = None
    max_length: int | None = None
    rules: tuple[Rule, ...] = ()


class Code(Strict):
    """One row of a code list; `aliases` are texts that local systems write instead of the code."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


class CodeList(Strict):
    """A versioned code list, one CSV under codes/."""

    id: Id
    codes: tuple[Code, ...]


class Steward(Strict):
    """Who answers for the data, and receives the letter."""

    name: Text
    email: Email
    phone: Text


class Department(Strict):
    """A department of the city. `uscc` is its own unified social credit code."""

    id: Id
    label: Text
    uscc: Text
    steward: Steward
    copy_to: tuple[Email, ...] = ()


class System(Strict):
    """The business system that a delivery is exported from."""

    id: Id
    label: Text


class Reader(Strict):
    """How to read one file format of a source. The key in `readers` is the file suffix without its dot."""

    kind: Literal["csv", "xlsx", "json", "jsonl", "geojson"]
    encoding: str = "utf-8"
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    title_rows: int = Field(default=0, ge=0, description="rows above the header in a workbook")
    header_rows: int = Field(default=1, ge=1, le=3, description="2 where a merged header spans two rows")
    records: str | None = Field(default=None, description="name of the array inside a JSON object")


class Column(Strict):
    """One column of a source: the header texts it arrives under, and the element it carries.

    A second element carried by the same text (the currency in `300(万美元)`) names the first column in `of` instead.
    """

    element: Id
    headers: tuple[Text, ...] = ()
    of: Id | None = None
    label: str | None = None
    required: bool = False


class Volume(Strict):
    """Blocking limits. A delivery outside them is quarantined as a whole, never published in silence."""

    min_rows: int = Field(default=0, ge=0)
    min_accepted_share: float = Field(default=0.5, ge=0, le=1)
    max_drop_share: float = Field(default=0.5, ge=0, le=1, description="against the previous published snapshot")


class Sharing(Strict):
    """Share or open type with its condition and legal basis (发改高技术〔2017〕1272号)."""

    type: Literal["unconditional", "conditional", "none"]
    condition: Text | None = None
    basis: Text


class Source(Strict):
    """One departmental dataset. Its id is `<department>/<file name>`."""

    label: Text
    system: System
    readers: dict[str, Reader] = Field(min_length=1)
    cycle: Cycle
    grace_days: int = Field(ge=0)
    mode: Literal["snapshot", "increment"]
    parts: bool = Field(default=False, description="a delivery may be a folder of files")
    key: tuple[Id, ...] = Field(min_length=1)
    columns: dict[Id, Column] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()
    volume: Volume = Volume()
    share: Sharing
    open: Sharing
    steward: Steward | None = Field(default=None, description="dataset steward, if not the department's")


class Scope(Strict):
    """A part of a base library whose records exist because one source says so."""

    id: Id
    source: SourceId
    when: Text = Field(default="true", description="SQL over the source's columns")


class BaseColumn(Strict):
    """One column of a base library and the one authority for it in each scope."""

    element: Id
    authority: dict[ColumnRef, Text] = Field(
        min_length=1, description="source column → SQL over {x}, mostly {x} itself"
    )
    absent_in: tuple[Id, ...] = Field(default=(), description="scopes in which nobody collects this")
    via: tuple[Id, ...] = Field(default=(), description="key columns in an authority that is not a scope's own source")
    latest: Id | None = Field(default=None, description="with via: the column whose greatest value wins")
    verified_by: dict[ColumnRef, Id] = Field(default={}, description="other holder → its key column")
    label: str | None = None


class Reference(Strict):
    """A base row whose value must exist as a key in one of other bases."""

    columns: tuple[Id, ...] = Field(min_length=1)
    in_bases: tuple[Id, ...] = Field(min_length=1)
    rule: Rule


class Base(Strict):
    """A base library 基础库."""

    id: Id
    label: Text
    key: tuple[Id, ...] = Field(min_length=1)
    scopes: tuple[Scope, ...] = Field(min_length=1)
    columns: dict[Id, BaseColumn]
    history: bool = True
    references: tuple[Reference, ...] = ()


class Catalogue(Strict):
    """Everything declared, by id. `sources` is keyed `<department>/<source>`."""

    elements: dict[str, Element]
    code_lists: dict[str, CodeList]
    departments: dict[str, Department]
    sources: dict[str, Source]
    bases: dict[str, Base]
    duties: dict[str, Duty] = Field(default={})
