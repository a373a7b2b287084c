"""Every data element against the six quality dimensions of GB/T 36344-2018: which apply, and which rules it has.

Which dimension applies follows from what the element is and where it is used:

- 规范性 to every element: each has a format.
- 完整性 where a column that must be filled, or a key, carries it.
- 准确性 to every element whose value is not simply picked from a closed list: a check digit, a range or a calendar
  could refute it. Whether the right code was picked only another source can tell, and that is 一致性.
- 一致性 where the value refers to a code list or a base library, or where another source verifies it.
- 时效性 and 可访问性 where a source delivers it: they are the source's cycle with its grace, and its files.

A dimension that applies and has no rule is a problem of the catalogue, unless the element's `waivers` say why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from catalog.document import Document
from catalog.indicators import DIMENSIONS, Dimension, Indicator
from catalog.model import Catalogue, Element, Severity, Source
from catalog.problem import Problem
from spark_jobs.elements import family
from spark_jobs.rules import EXCEL_PRECISION, NUMBER_KINDS, missing

#: Kinds whose value is one code of the element's list and nothing else.
PICKED = ("code", "capital_currency")


@dataclass(frozen=True)
class Covering:
    """One rule of an element. `where` names what it hangs on; empty: the element itself, so every column of it."""

    reason: str
    severity: Severity
    indicator: Indicator
    sentence: str
    english: str
    basis: str
    where: str = ""


class _Said(Protocol):
    """What a Check and a Rule have in common."""

    @property
    def reason(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def indicator(self) -> Indicator: ...
    @property
    def sentence(self) -> str: ...
    @property
    def english(self) -> str: ...
    @property
    def basis(self) -> str: ...


def rules_of(catalogue: Catalogue, element: Element) -> list[Covering]:
    """Every rule that the values of an element are held against, from the element itself to the sources and bases."""
    checks = family(element, catalogue.code_lists).checks
    excel = (EXCEL_PRECISION,) if element.kind in NUMBER_KINDS else ()
    found = [_covering(check) for check in (*checks, *excel)]
    for name, source in catalogue.sources.items():
        found += _of_source(name, source, element)
    return [*found, *_of_bases(catalogue, element)]


def applying(catalogue: Catalogue, element: Element) -> tuple[Dimension, ...]:
    """The dimensions that apply to an element, by the rules at the head of this file."""
    sources = [source for source in catalogue.sources.values() if _columns(source, element)]
    demands: dict[Dimension, bool] = {
        "规范性": True,
        "完整性": any(_filled(source, element) for source in sources),
        "准确性": element.kind not in PICKED,
        "一致性": _refers(catalogue, element),
        "时效性": any(source.cycle != "irregular" for source in sources),
        "可访问性": bool(sources),
    }
    return tuple(dimension for dimension in DIMENSIONS if demands[dimension])


def problems(catalogue: Catalogue, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """A dimension that applies without rule or waiver, and a waiver of one that needs none."""
    examples = _examples(catalogue)
    for name, element in catalogue.elements.items():
        some = catalogue.model_copy(update={"sources": examples.get(name, {})})
        ruled = {rule.indicator.dimension for rule in rules_of(some, element)}
        bare = set(applying(some, element)) - ruled
        if bare == element.waivers.keys():
            continue
        document = documents[f"elements/{name}"]
        for dimension in DIMENSIONS:
            if dimension in bare - element.waivers.keys():
                message = f"no rule of `{name}` is about {dimension}; add one, or say why not under `waivers`"
                yield document.problem(("kind",), "DIMENSION_WITHOUT_RULE", message)
            elif dimension in element.waivers.keys() - bare:
                why = "has a rule" if dimension in ruled else "does not apply"
                message = f"{dimension} {why} here; remove the waiver"
                yield document.problem(("waivers", dimension), "UNUSED_WAIVER", message)


def _examples(catalogue: Catalogue) -> dict[str, dict[str, Source]]:
    """Element → one source for each way in which a column of it can be ruled: the thousandth like it adds nothing."""
    seen: set[tuple[object, ...]] = set()
    found: dict[str, dict[str, Source]] = {}
    for name, source in catalogue.sources.items():
        late = source.cycle == "irregular"
        for column, declared in source.columns.items():
            rules = tuple(rule.indicator for rule in source.rules if column in rule.columns) if source.rules else ()
            way = (declared.element, declared.required, column in source.key, late, rules)
            if way not in seen:
                seen.add(way)
                found.setdefault(declared.element, {})[name] = source
    return found


def merged(rules: Iterable[Covering]) -> list[Covering]:
    """Rules that say the same of several columns as one, with every `where`."""
    places: dict[Covering, list[str]] = {}
    for rule in rules:
        places.setdefault(replace(rule, where=""), []).append(rule.where)
    return [replace(rule, where="; ".join(sorted(where))) for rule, where in places.items()]


def states(catalogue: Catalogue, element: Element) -> tuple[str, ...]:
    """One cell per dimension: how many rules, 免 waived, 缺 lacking, – not applicable."""
    counts = Counter(rule.indicator.dimension for rule in rules_of(catalogue, element))
    applies = applying(catalogue, element)
    return tuple(
        str(counts[dimension] or ("免" if dimension in element.waivers else "缺" if dimension in applies else "–"))
        for dimension in DIMENSIONS
    )


def _covering(said: _Said, where: str = "") -> Covering:
    return Covering(said.reason, said.severity, said.indicator, said.sentence, said.english, said.basis, where)


def _columns(source: Source, element: Element) -> list[str]:
    return [name for name, column in source.columns.items() if column.element == element.id]


def _filled(source: Source, element: Element) -> list[str]:
    return [name for name in _columns(source, element) if source.columns[name].required or name in source.key]


def _refers(catalogue: Catalogue, element: Element) -> bool:
    """To a list that the value is not simply picked from, to another base, or to what another source says."""
    return (bool(element.code_list) and element.kind not in PICKED) or bool(list(_of_bases(catalogue, element)))


def _of_source(name: str, source: Source, element: Element) -> Iterator[Covering]:
    columns = _columns(source, element)
    if not columns:
        return
    table = name.split("/")[1]
    if filled := _filled(source, element):
        yield _covering(missing(element), ", ".join(f"{table}.{column}" for column in filled))
    if set(source.key) & set(columns):
        yield _unique(element, f"{table}.{', '.join(source.key)}")
    for rule in source.rules:
        if set(rule.columns) & set(columns):
            yield _covering(rule, table)
    if source.cycle != "irregular":
        yield _due(name, source)
    yield _readable(name)


def _of_bases(catalogue: Catalogue, element: Element) -> Iterator[Covering]:
    for base in catalogue.bases.values():
        for name, column in base.columns.items():
            if column.element == element.id and column.verified_by:
                yield _same(f"base.{base.id}.{name}", ", ".join(column.verified_by))
        for reference in base.references:
            if any(base.columns[column].element == element.id for column in reference.columns):
                yield _covering(reference.rule, f"base.{base.id}")


def _unique(element: Element, where: str) -> Covering:
    return Covering(
        "REPEATED", "error", Indicator.UNIQUE, f"每个{element.label}只能有一行",
        "The key stands in more than one row of the delivery; the last one is kept.",
        "GB/T 36344-2018 数据唯一性", where,
    )  # fmt: skip


def _due(name: str, source: Source) -> Covering:
    return Covering(
        "OVERDUE", "warn", Indicator.ON_TIME, "超过约定的报送周期和宽限期仍未报送",
        f"No delivery within the {source.cycle} cycle and {source.grace_days} days of grace.",
        "GB/T 36344-2018 基于时间点的及时性", name,
    )  # fmt: skip


def _readable(name: str) -> Covering:
    return Covering(
        "UNREADABLE", "error", Indicator.ACCESSIBLE, "报送的文件无法读取",
        "The delivered file cannot be read as any of the declared formats.",
        "GB/T 36344-2018 可访问", name,
    )  # fmt: skip


def _same(where: str, others: str) -> Covering:
    return Covering(
        "DISAGREES", "warn", Indicator.SAME_DATUM, "与权威数据源的值不一致",
        f"The value that {others} holds differs from the authority's.",
        "GB/T 36344-2018 相同数据一致性", where,
    )  # fmt: skip
