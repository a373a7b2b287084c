"""Closed, typed models of every kind of catalogue file. An unknown field is an error; nothing here does any work."""

from __future__ import annotations

import codecs
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from catalog import uscc
from catalog.duties import Duty
from catalog.indicators import Dimension as Dimension
from catalog.indicators import Indicator
from catalog.lists import Barred, Demand, Open, Share
from catalog.survey import Survey
from catalog.terms import Cycle, Day, Id, Lines, Real, SourceId, Text, Truth, Whole
from catalog.terms import Mask as Mask
from catalog.terms import Sharing as Sharing
from catalog.terms import Strict as Strict

ColumnRef = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]
Severity = Literal["error", "warn"]


class Rule(Strict):
    """A row rule that an element family cannot say by itself.

    `holds` is a Spark SQL boolean that is true for a good row; it may name the columns of the source, or `{x}` for the
    element's own normalised value. A NULL result counts as "does not apply".
    """

    name: Id
    reason: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
    severity: Severity
    indicator: Indicator
    holds: Lines
    columns: tuple[Id, ...] = ()
    sentence: Text = Field(description="what is wrong, for a clerk, in Chinese")
    english: Text = Field(description="what is wrong, for an engineer, in terms of the standard's structure")
    fix: Text = Field(description="how to fix it, for a clerk, in Chinese")
    basis: Text

    @property
    def dimension(self) -> Dimension:
        """The quality dimension, which the indicator decides."""
        return self.indicator.dimension


class Element(Strict):
    """A standard data element 数据元 (GB/T 19488.1). Its `kind` brings a whole family of rules with it."""

    id: Id
    label: Text
    definition: Text
    basis: Text
    kind: Id
    format: Text = Field(description="GB/T 19488.1 notation, such as an18 or n8")
    level: Whole = Field(ge=1, le=4, description="1 public … 4 highly sensitive")
    mask: Mask
    code_list: Id | None = None
    max_length: Whole | None = None
    rules: tuple[Rule, ...] = ()
    waivers: dict[Dimension, Text] = Field(default={}, description="dimension that applies but has no rule → why not")


class Successor(Strict):
    """What became of a code, or of a part of it: at the end of its validity, or on a day before that."""

    code: Text
    on: date | None = None


class Code(Strict):
    """One row of a code list; `aliases` are texts that local systems write instead of the code.

    Valid from `valid_from` up to, not including, `valid_to`; without them, always.
    """

    code: Text
    name: Text
    aliases: tuple[Text, ...] = ()
    parent: Text | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[Successor, ...] = ()


class AboutList(Strict):
    """What a code list is: the YAML beside its CSV."""

    id: Id
    label: Text
    standard: Text = Field(description="the standard that fixes the codes, or whose own list this is")
    version: Text = Field(description="the edition that was read; a new edition is a new version")
    origin: Text = Field(description="where the rows were taken from, and what was repaired")
    precision: Literal["day", "year"] = Field(default="day", description="how exact valid_from and valid_to are")


class CodeList(AboutList):
    """A versioned code list: codes/<id>.yml says what it is, codes/<id>.csv holds its rows."""

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
    uscc: Annotated[str, AfterValidator(uscc.checked)]
    steward: Steward
    copy_to: tuple[Email, ...] = ()


class System(Strict):
    """The business system that a delivery is exported from."""

    id: Id
    label: Text


def _encoding(name: str) -> str:
    try:
        known = codecs.lookup(name)
    except LookupError:
        raise ValueError("is not an encoding; write utf-8 or gb18030") from None
    if not known._is_text_encoding:
        raise ValueError("does not encode text; write utf-8 or gb18030")
    return name


class Reader(Strict):
    """How to read one file format of a source. The key in `readers` is the file suffix without its dot."""

    kind: Literal["csv", "xlsx", "json", "jsonl", "geojson"]
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8"
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    title_rows: Whole = Field(default=0, ge=0, description="rows above the header in a workbook")
    header_rows: Whole = Field(default=1, ge=1, le=3, description="2 where a merged header spans two rows")
    records: Text | None = Field(default=None, description="name of the array inside a JSON object")


class Column(Strict):
    """One column of a source: the header texts it arrives under, and the element it carries.

    A second element carried by the same text (the currency in `300(万美元)`) names the first column in `of` instead.
    """

    element: Id
    headers: tuple[Lines, ...] = ()
    of: Id | None = None
    label: Text | None = None
    required: Truth = False
    in_letter: Truth = Field(default=True, description="false: no letter to the department quotes a value of it")


class Volume(Strict):
    """Blocking limits. A delivery outside them is quarantined as a whole, never published in silence."""

    min_rows: Whole = Field(default=0, ge=0)
    min_accepted_share: Real = Field(default=0.5, ge=0, le=1)
    max_drop_share: Real = Field(default=0.5, ge=0, le=1, description="against the previous published snapshot")


class Source(Strict):
    """One departmental dataset. Its id is `<department>/<file name>`.

    The second to sixth field are core metadata that nothing else says (发改高技术〔2017〕1272号).
    """

    label: Text
    code: Text = Field(description="信息资源代码, never changed and never given again")
    abstract: Text
    office: Text = Field(description="内设机构 of the department that provides it")
    published_on: Day
    classified: Truth = Field(description="涉密; this platform takes none")
    system: System
    readers: dict[Annotated[str, StringConstraints(pattern="^[a-z0-9]+$")], Reader] = Field(min_length=1)
    cycle: Cycle
    grace_days: Whole = Field(ge=0, le=366)
    mode: Literal["snapshot", "increment"]
    parts: Truth = Field(default=False, description="a delivery may be a folder of files")
    key: tuple[Id, ...] = Field(min_length=1)
    columns: dict[Id, Column] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()
    volume: Volume = Volume()
    share: Sharing
    open: Sharing
    upstream: Text | None = Field(
        default=None,
        description="`<department>/<source>`, or the name of a system: what the source is fed from",
    )
    steward: Steward | None = Field(default=None, description="dataset steward, if not the department's")


class Scope(Strict):
    """A part of a base library whose records exist because one source says so.

    `from` and `basis` hold for every authority in the scope that does not say otherwise.
    """

    id: Id
    source: SourceId
    when: Lines = Field(default="true", description="SQL over the source's columns")
    since: Day | None = Field(default=None, alias="from", description="before it the scope has no records")
    basis: Text | None = None


class Authority(Strict):
    """That a source column is the authority for an item, from when until when, and on what basis.

    Only a confirmed one counts. `to` is the first day on which it no longer is, so that its successor's `from` is the
    same day, as an act ends on the day the next takes effect.
    """

    sql: Lines = Field(default="{x}", description="SQL over {x}, mostly {x} itself")
    since: Day | None = Field(default=None, alias="from", description="default: as long as the item or scope exists")
    until: Day | None = Field(default=None, alias="to")
    basis: Text | None = Field(default=None, description="the act or standard that says so; default: the scope's")
    status: Literal["candidate", "confirmed", "disputed", "retired"] = "confirmed"
    scopes: tuple[Id, ...] = Field(default=(), description="default: those of its own source, else all")
    via: tuple[Id, ...] = Field(default=(), description="its key columns, if it is not a scope's own source")
    latest: Id | None = Field(default=None, description="with via: the column whose greatest value wins")


def _authorities(declared: Any) -> Any:
    """An authority is written as its SQL alone, as a mapping, or as a list of mappings (one column, two periods)."""
    if isinstance(declared, str):
        return [{"sql": declared}]
    return [declared] if isinstance(declared, dict) else declared


class BaseColumn(Strict):
    """One item of a base library and its authorities: exactly one confirmed in each scope at each instant."""

    element: Id
    authority: dict[ColumnRef, Annotated[tuple[Authority, ...], BeforeValidator(_authorities), Field(min_length=1)]] = (
        Field(min_length=1, description="source column → SQL over {x}, or its period, basis and status too")
    )
    since: Day | None = Field(default=None, alias="from", description="when the item began to be kept, if not always")
    basis: Text | None = Field(default=None, description="what says that it is kept; default: the scope's")
    absent_in: tuple[Id, ...] = Field(default=(), description="scopes in which nobody collects this")
    via: tuple[Id, ...] = Field(default=(), description="default of its authorities' `via`")
    latest: Id | None = Field(default=None, description="default of its authorities' `latest`")
    verified_by: dict[ColumnRef, Id] = Field(default={}, description="other holder → its key column")
    label: Text | None = None


class Reference(Strict):
    """A base row whose value must exist as a key in one of other bases."""

    columns: tuple[Id, ...] = Field(min_length=1)
    in_bases: tuple[Id, ...] = Field(min_length=1)
    rule: Rule


class Base(Strict):
    """A base library 基础库."""

    id: Id
    label: Text
    code: Text = Field(description="信息资源代码, never changed and never given again")
    key: tuple[Id, ...] = Field(min_length=1)
    scopes: tuple[Scope, ...] = Field(min_length=1)
    columns: dict[Id, BaseColumn]
    history: Truth = True
    references: tuple[Reference, ...] = ()


class Catalogue(Strict):
    """Everything declared, by id. `sources` is keyed `<department>/<source>`."""

    elements: dict[str, Element]
    code_lists: dict[str, CodeList]
    departments: dict[str, Department]
    sources: dict[str, Source]
    bases: dict[str, Base]
    shares: dict[str, Share] = Field(default={})
    opens: dict[str, Open] = Field(default={})
    demands: dict[str, Demand] = Field(default={})
    barred: dict[str, Barred] = Field(default={})
    duties: dict[str, Duty] = Field(default={})
    surveys: dict[str, Survey] = Field(default={})
