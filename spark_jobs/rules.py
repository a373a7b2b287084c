"""A source of the catalogue, compiled: its columns, its row rules, and the bit of each rule in the row's masks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from catalog.indicators import Indicator
from catalog.load import folder, load
from catalog.model import Base, Catalogue, Column, Element, Reference, Rule, Source
from catalog.once import once
from catalog.version import version_of
from spark_jobs.elements import check_of, family
from spark_jobs.elements.family import Check, Family

#: Bits used of a 64-bit mask: with more, generated methods of the Spark JVM grow too large to be compiled.
MASK_BITS = 60
#: Kinds whose value is a long number, which a spreadsheet may have cut to fifteen digits.
NUMBER_KINDS = frozenset({"resident_id", "uscc", "business_reg_15", "parcel_19", "bdc_unit_28", "stat_division_12"})


@dataclass(frozen=True)
class RowRule:
    """One rule as it stands in a source: where its bit is, and what to say when it fails."""

    rule_id: str
    version: str
    mask: int
    bit: int
    column: str
    element: str
    reason: str
    severity: str
    dimension: str
    indicator: str
    sentence: str
    english: str
    fix: str
    basis: str

    @property
    def flag(self) -> int:
        """The bit as a number."""
        return 1 << self.bit


@dataclass(frozen=True)
class CompiledColumn:
    """One column with its family and its rules: missing, digits lost in a spreadsheet, then the family's checks."""

    name: str
    declared: Column
    element: Element
    family: Family
    sent_as: str
    missing: RowRule | None
    excel: RowRule | None
    checks: tuple[RowRule, ...]

    @property
    def rules(self) -> tuple[RowRule, ...]:
        """Every rule of this column, in order of bits."""
        return tuple(rule for rule in (self.missing, self.excel, *self.checks) if rule)

    @property
    def errors(self) -> int:
        """The bits of the rules that withhold the value."""
        return sum(rule.flag for rule in self.rules if rule.severity == "error")

    @property
    def mask(self) -> int:
        """The number of the mask that holds this column's bits."""
        return self.rules[0].mask if self.rules else 0


@dataclass(frozen=True)
class CompiledSource:
    """Everything the conform pass needs to know about a source."""

    name: str
    source: Source
    columns: tuple[CompiledColumn, ...]
    table_rules: tuple[tuple[RowRule, Rule], ...]

    @property
    def table(self) -> str:
        """The table name: the source part of `<department>/<source>`."""
        return self.name.split("/")[1]

    @property
    def department(self) -> str:
        """The department part of `<department>/<source>`."""
        return self.name.split("/")[0]

    @property
    def sent(self) -> tuple[str, ...]:
        """Names of the columns that arrive in the file, in order."""
        return tuple(column.name for column in self.columns if not column.declared.of)

    @property
    def rules(self) -> tuple[RowRule, ...]:
        """Every row rule."""
        columns = (rule for column in self.columns for rule in column.rules)
        return (*columns, *(rule for rule, _ in self.table_rules))

    @property
    def masks(self) -> int:
        """How many masks a row has, at least one."""
        return max((rule.mask for rule in self.rules), default=0) + 1


def compiled(name: str) -> CompiledSource:
    """A source of this installation's catalogue, compiled once in a process."""
    return _compiled(folder(), name)


@once
def _compiled(root: Path, name: str) -> CompiledSource:
    return compile_source(load(root), name)


def compile_source(catalogue: Catalogue, name: str) -> CompiledSource:
    """Give every rule of a source its place. A column's rules never straddle two masks."""
    source, table = catalogue.sources[name], name.split("/")[1]
    seats = _Seats(table)
    columns = tuple(_column(catalogue, source, column, seats) for column in source.columns)
    rules = tuple((seats.table_rule(rule, columns), rule) for rule in source.rules)
    return CompiledSource(name, source, columns, rules)


def count(catalogue: Catalogue) -> int:
    """How many row rules all sources have, without giving each its place."""
    excel = {name: int(element.kind in NUMBER_KINDS) for name, element in catalogue.elements.items()}
    full = {name: excel[name] + len(family(it, catalogue.code_lists).checks) for name, it in catalogue.elements.items()}
    found = 0
    for source in catalogue.sources.values():
        columns = source.columns.values()
        found += len(source.rules) + sum(not source.columns[name].required for name in set(source.key))
        found += sum(column.required + (excel if column.of else full)[column.element] for column in columns)
    return found


class _Seats:
    """Hands out bits."""

    def __init__(self, table: str) -> None:
        self.table, self.mask, self.next = table, 0, 0

    def room_for(self, count: int) -> None:
        if self.next + count > MASK_BITS:
            self.mask, self.next = self.mask + 1, 0

    def seat(self, column: str, element: str, check: Check, reads: str) -> RowRule:
        """`reads`: SQL of the clean values that the rule looks at; a rule is another one where they are made anew."""
        rule = RowRule(
            rule_id=f"{self.table}.{column}.{check.reason}",
            version=_version(check.reason, check.severity, check.fails, reads),
            mask=self.mask,
            bit=self.next,
            column=column,
            element=element,
            reason=check.reason,
            severity=check.severity,
            dimension=check.dimension,
            indicator=check.indicator,
            sentence=check.sentence,
            english=check.english,
            fix=check.fix,
            basis=check.basis,
        )
        self.next += 1
        return rule

    def table_rule(self, rule: Rule, columns: tuple[CompiledColumn, ...]) -> RowRule:
        self.room_for(1)
        reads = [f"{c.name}={c.family.normalise};{c.family.value}" for c in columns if c.name in names_in(rule.holds)]
        return self.seat(rule.columns[0], "", check_of(rule), "\n".join(sorted(reads)))


@lru_cache(maxsize=1 << 14)
def _version(reason: str, severity: str, fails: str, reads: str) -> str:
    """The texts of an element are long, and the same in every column that uses it."""
    return version_of(reason, severity, fails, reads)


def reference_id(base: Base, reference: Reference) -> str:
    """The id of a rule between bases: `base.<base>.<column>.<REASON>`."""
    return f"base.{base.id}.{reference.columns[0]}.{reference.rule.reason}"


def reference_version(base: Base, reference: Reference) -> str:
    """By what decides: reason, severity, the column, and the bases that are looked into."""
    rule = reference.rule
    return version_of(rule.reason, rule.severity, base.id, reference.columns, sorted(reference.in_bases))


def names_in(sql: str) -> set[str]:
    """Every word of an SQL text: the columns it reads are among them."""
    return set(re.findall(r"\w+", sql))


def _column(catalogue: Catalogue, source: Source, name: str, seats: _Seats) -> CompiledColumn:
    declared = source.columns[name]
    element = catalogue.elements[declared.element]
    compiled_family = family(element, catalogue.code_lists)
    seats.room_for(len(compiled_family.checks) + 2)
    required = declared.required or name in source.key
    reads = compiled_family.normalise
    absent = seats.seat(name, element.id, missing(element), reads) if required else None
    excel = seats.seat(name, element.id, EXCEL_PRECISION, reads) if element.kind in NUMBER_KINDS else None
    # A second element of the same text has its faults already recorded on the first.
    checks = () if declared.of else tuple(_seated(seats, name, element, compiled_family))
    return CompiledColumn(name, declared, element, compiled_family, declared.of or name, absent, excel, checks)


def _seated(seats: _Seats, name: str, element: Element, compiled_family: Family) -> Iterator[RowRule]:
    return (seats.seat(name, element.id, check, compiled_family.normalise) for check in compiled_family.checks)


def missing(element: Element) -> Check:
    """No value in a column that must have one."""
    return Check(
        "MISSING",
        "error",
        Indicator.VALUE_PRESENT,
        "{x} IS NULL",
        f"{element.label}为空，或填写了“无”“不详”之类的占位内容",
        "The value is empty or a placeholder, in a column that must be filled.",
        f"请补填{element.label}",
        "GB/T 36344-2018 数据元素完整性",
    )


EXCEL_PRECISION = Check(
    "EXCEL_PRECISION",
    "error",
    Indicator.TYPE,
    "spreadsheet",
    "号码在电子表格中被当作数字，第15位以后已丢失",
    "The number was stored as a floating-point number; its digits after the fifteenth are lost.",
    "请把该列设为文本格式，从业务系统重新导出，不要手工补零",
    "GB/T 36344-2018 数据标准（类型）",
)
