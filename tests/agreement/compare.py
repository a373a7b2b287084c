"""What the oracle says of generated values, and where somebody else says otherwise: in words that show no value."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from catalog.model import Catalogue, CodeList, Element
from tests import oracle
from tests.oracle.generate import rows
from tests.oracle.make_rows import rule_rows

AS_OF = date(2026, 11, 1)
SEED = 3901
#: Rows of each rule in `make test`; `make agree` takes 10,000.
ROWS = int(os.environ.get("AGREE_ROWS", "300"))


@dataclass(frozen=True)
class Judged:
    """The verdict on one raw value. `value` counts only where no error withholds it."""

    outcome: str
    value: Any = None


@dataclass(frozen=True)
class Sample:
    """An element with raw values and the oracle's verdict on each."""

    element: Element
    codes: CodeList | None
    raws: list[str | None]
    expected: list[Judged]


def samples(catalogue: Catalogue, n: int = ROWS, seed: int = SEED) -> dict[str, Sample]:
    """Every element of a catalogue → n generated values, judged."""
    return {name: sample(catalogue, element, n, seed) for name, element in catalogue.elements.items()}


def sample(catalogue: Catalogue, element: Element, n: int = ROWS, seed: int = SEED) -> Sample:
    codes = catalogue.code_lists[element.code_list] if element.code_list else None
    raws = rows(element, codes, n, seed)
    return Sample(element, codes, raws, [expected(element, codes, raw) for raw in raws])


def expected(element: Element, codes: CodeList | None, raw: str | None) -> Judged:
    outcome = oracle.outcome(element, codes, raw, AS_OF)
    withheld = oracle.reasons(element, codes).get(outcome) == "error"
    return Judged(outcome, None if withheld else oracle.typed(element, codes, raw))


@dataclass(frozen=True)
class RuleSample:
    """A rule over several columns, `<department>/<source>.<rule>`, with typed rows and whether each breaks it."""

    rule: str
    rows: list[dict[str, Any]]
    expected: list[bool | None]


def rule_samples(catalogue: Catalogue, n: int = ROWS, seed: int = SEED) -> dict[str, RuleSample]:
    """Every such rule of a catalogue → n generated rows, judged."""
    rules = [f"{name}.{rule.name}" for name, source in catalogue.sources.items() for rule in source.rules]
    return {rule: _rule_sample(rule, n, seed) for rule in rules}


def _rule_sample(rule: str, n: int, seed: int) -> RuleSample:
    generated = rule_rows(rule, n, seed)
    return RuleSample(rule, generated, [oracle.row_rule_fails(rule, row, AS_OF) for row in generated])


def rule_disagreements(engine: str, sample: RuleSample, broken: Sequence[bool]) -> list[str]:
    """How often an engine breaks a rule that holds or does not apply, and how often it misses one that is broken."""
    pairs = list(zip(sample.expected, broken, strict=True))
    wrong = sum(found and not ours for ours, found in pairs)
    missed = sum(bool(ours and not found) for ours, found in pairs)
    return [f"{sample.rule}: {engine} finds {wrong} too many, misses {missed}"] if wrong or missed else []


def disagreements(engine: str, sample: Sample, found: Sequence[Judged]) -> list[str]:
    """One line for each kind of disagreement, most frequent first. Shapes only: no number, phone or name."""
    assert len(found) == len(sample.raws)
    differing = (
        (one.outcome, other.outcome, shape(raw))
        for raw, one, other in zip(sample.raws, sample.expected, found, strict=True)
        if not same(one, other, oracle.reasons(sample.element, sample.codes))
    )
    return [
        f"{sample.element.id}: oracle {ours}, {engine} {theirs}: {len(shapes)} rows such as {', '.join(shapes[:3])}"
        for (ours, theirs), shapes in _grouped(differing)
    ]


def same(one: Judged, other: Judged, reasons: dict[str, str]) -> bool:
    """One outcome and, unless an error withholds it, one value."""
    if one.outcome != other.outcome:
        return False
    return reasons.get(one.outcome) == "error" or one.value == plain(other.value)


def plain(value: Any) -> Any:
    """An engine's value as the oracle has it: every instant in UTC."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def shape(raw: str | None) -> str:
    """9 for a digit, A for a letter, 字 for a character, an escape for what cannot be seen; the rest as it is."""
    if raw is None:
        return "NULL"
    short = "".join(map(_sign, raw[:40]))
    return f"`{short}`" if len(raw) <= 40 else f"`{short}…` ({len(raw)} characters)"


def _sign(sign: str) -> str:
    if sign in "0123456789":
        return "9"
    if sign.isascii() and sign.isalpha():
        return "A"
    if "CJK UNIFIED" in unicodedata.name(sign, "") and sign not in "年月日号时分秒元万亿无转":
        return "字"
    return sign if sign.isprintable() and sign != " " else f"\\u{ord(sign):04x}"


def _grouped(differing: Iterable[tuple[str, str, str]]) -> Iterator[tuple[tuple[str, str], list[str]]]:
    ordered = groupby(sorted(differing), key=lambda item: item[:2])
    groups = [((ours, theirs), [shape for _, _, shape in items]) for (ours, theirs), items in ordered]
    return iter(sorted(groups, key=lambda group: -len(group[1])))
