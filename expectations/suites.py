"""The catalogue compiled into the gate of one source: a plain list of rules that every accepted row must satisfy.

Two opinions on every value. The first is the predicate of the conform pass itself, run again over what was kept. The
second is written here independently of it, from the standards, in the terms Great Expectations has natively.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from catalog.model import Catalogue, Dimension, Element, Rule, Severity, Source
from catalog.version import version_of

if TYPE_CHECKING:
    from spark_jobs.elements.family import Check, Family

Kind = Literal[
    "columns", "of_type", "row_count", "not_null", "unique", "in_set", "regex", "length", "between", "no_rows"
]

#: Columns that the conform pass adds to those of the source.
BESIDE = {"_delivery": "STRING", "_line": "BIGINT", "_row_hash": "STRING", "_faults": "INT"}
#: Letters and digits of GB 32100-2015, §1.3 of the standards: no I, O, S, V, Z.
USCC = "[0-9A-HJ-NP-RTUWXY]"
#: What a good value of a kind looks like, whole. Written from the standards' tables, not from the rule families.
FORMATS: dict[str, tuple[str, str]] = {
    "resident_id": (r"^[1-9]\d{5}(18|19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dX]$", "GB 11643-1999"),
    "uscc": (rf"^[1-9ANY][1-9]\d{{6}}{USCC}{{10}}$", "GB 32100-2015"),
    "org_code": (r"^[0-9A-Z]{8}[0-9X]$", "GB 11714-1997"),
    "division_code": (r"^[1-9]\d{5}$", "GB/T 2260"),
    "stat_division_12": (r"^[1-9]\d{11}$", "GB/T 10114"),
    "elicence_id": (
        rf"^1\.2\.156\.3005\.2\.{USCC}{{18}}\d{{3}}\.{USCC}{{18}}\.[0-9A-Z]+\.\d{{3}}\.[0-9A-Z]$",
        "GB/T 36904-2018",
    ),
    "parcel_19": (r"^\d{12}[GJZ][A-Y]\d{5}$", "GB/T 37346-2019"),
    "bdc_unit_28": (r"^\d{12}[GJZ][A-Y]\d{5}[FLQW]\d{8}$", "GB/T 37346-2019"),
    "month": (r"^\d{4}-(0[1-9]|1[0-2])$", "GB/T 7408-2005"),
}
#: Kinds whose kept value is a code of the element's list; others only look the list up.
CODES = ("code", "capital_currency")
#: The oldest year any register of the city can hold.
EARLIEST = 1840
#: The last year of four digits.
LATEST = 9999


@dataclass(frozen=True)
class Expected:
    """One rule of the gate. `arguments` are those of its kind; `sentence` says what holds, for people.

    `version` is that of the rule, not of one run: the number of rows and the day of a delivery are not in it.
    """

    rule_id: str
    kind: Kind
    columns: tuple[str, ...]
    arguments: Mapping[str, Any]
    sentence: str
    dimension: Dimension
    severity: Severity = "error"
    version: str = ""


def suite(
    source_id: str,
    source: Source,
    families: Mapping[str, Family],
    catalogue: Catalogue,
    *,
    accepted: int | None = None,
    as_of: date | None = None,
) -> tuple[Expected, ...]:
    """The gate of one delivery of `source_id`.

    `families`: the rule family of each column, by column id. `accepted`: how many rows conform says it accepted.
    `as_of`: the day the delivery was received, in China; without it, dates are held against the engine's own day.
    """
    return tuple(_Suite(source_id, source, families, catalogue, as_of).rules(accepted))


@dataclass(frozen=True)
class _Suite:
    source_id: str
    source: Source
    families: Mapping[str, Family]
    catalogue: Catalogue
    as_of: date | None

    def rules(self, accepted: int | None) -> Iterator[Expected]:
        yield from self._shape()
        if accepted is not None:
            arguments = {"value": accepted}
            sentence = f"行数等于入库判定通过的{accepted}行"
            yield self._rule("row_count", (), "row_count", arguments, sentence, "一致性", says="accepted")
        yield from self._keys()
        for name in self.source.columns:
            yield from self._native(name)
            yield from self._compiled(name)
        for rule in self.source.rules:
            if rule.severity == "error":
                yield self._table_rule(rule)

    def _rule(
        self,
        kind: Kind,
        columns: tuple[str, ...],
        name: str,
        arguments: Mapping[str, Any],
        sentence: str,
        dimension: Dimension,
        says: object = None,
    ) -> Expected:
        """`says`: what stays the same from run to run of the arguments, where they do not."""
        version = version_of(kind, columns, sorted(arguments.items()) if says is None else says)
        rule_id = ".".join(part for part in (self.source_id.split("/")[1], "-".join(columns), name) if part)
        return Expected(rule_id, kind, columns, arguments, sentence, dimension, version=version)

    def _element(self, column: str) -> Element:
        return self.catalogue.elements[self.source.columns[column].element]

    def _shape(self) -> Iterator[Expected]:
        """Exactly the declared columns, of exactly the declared types: nothing undeclared is ever published."""
        types = {name: self.families[name].type for name in self.source.columns} | BESIDE
        yield self._rule("columns", (), "columns", {"names": tuple(types)}, "列与目录声明完全一致", "规范性")
        for name, type_ in types.items():
            yield self._rule("of_type", (name,), "of_type", {"type": type_}, f"类型为{type_}", "规范性")

    def _keys(self) -> Iterator[Expected]:
        for name in (*self.source.key, "_delivery", "_line", "_row_hash"):
            yield self._rule("not_null", (name,), "not_null", {}, f"{self._label(name)}不为空", "完整性")
        labels = "、".join(self._label(name) for name in self.source.key)
        yield self._rule("unique", self.source.key, "unique", {}, f"每个{labels}只有一行", "准确性")
        yield self._rule("unique", ("_line",), "unique", {}, "来源文件的每一行至多出现一次", "准确性")

    def _label(self, name: str) -> str:
        return name if name in BESIDE else self.source.columns[name].label or self._element(name).label

    def _native(self, name: str) -> Iterator[Expected]:
        """The second opinion on one column."""
        element, label = self._element(name), self._label(name)
        if element.code_list and element.kind in CODES:
            codes = tuple(sorted({code.code for code in self.catalogue.code_lists[element.code_list].codes}))
            sentence = f"{label}取自代码表{element.code_list}"
            yield self._rule("in_set", (name,), "in_set", {"values": codes}, sentence, "规范性")
        if element.kind in FORMATS and self.families[name].type == "STRING":
            pattern, basis = FORMATS[element.kind]
            yield self._rule("regex", (name,), "regex", {"pattern": pattern}, f"{label}符合{basis}的构成", "规范性")
        if element.max_length:
            arguments = {"min": 1, "max": element.max_length}
            yield self._rule("length", (name,), "length", arguments, f"{label}长1至{element.max_length}字", "规范性")
        yield from self._bounds(name, element, label)

    def _bounds(self, name: str, element: Element, label: str) -> Iterator[Expected]:
        """What the kind itself promises. An element's own bounds are its rules, which `_compiled` holds."""
        bounds: dict[str, tuple[date | int, int | None]] = {
            "date": (date(EARLIEST, 1, 1), None),
            "plan_date": (date(EARLIEST, 1, 1), None),
            "year": (EARLIEST, LATEST),
        }
        if element.kind not in bounds:
            return
        low, high = bounds[element.kind]
        sentence = f"{label}不小于{low}" + (f"，不大于{high}" if high else "")
        yield self._rule("between", (name,), "between", {"min": low, "max": high}, sentence, "准确性")

    def _compiled(self, name: str) -> Iterator[Expected]:
        """The first opinion: every error predicate of the family, over the text of the value that was kept.

        A second element of one text is judged by its first.
        """
        family, column = self.families[name], self.source.columns[name]
        for check in family.errors if not column.of else ():
            yield self._check(name, family.text.replace("{x}", name), check)

    def _check(self, name: str, text: str, check: Check) -> Expected:
        today = f"DATE'{self.as_of}'" if self.as_of else "current_date()"
        fails = check.fails.replace("{x}", text).replace("{as_of}", today)
        arguments = {"fails": f"{name} IS NOT NULL AND ({fails})", "applies": f"{name} IS NOT NULL"}
        sentence = f"没有“{check.sentence}”的行"
        return self._rule("no_rows", (name,), check.reason, arguments, sentence, check.dimension, (text, check.fails))

    def _table_rule(self, rule: Rule) -> Expected:
        arguments = {"fails": f"NOT ({rule.holds})", "applies": f"({rule.holds}) IS NOT NULL"}
        return self._rule("no_rows", rule.columns, rule.reason, arguments, f"没有“{rule.sentence}”的行", rule.dimension)
