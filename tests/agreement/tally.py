"""The book of the agreement test: on every lane each rule is judged, on counted rows, or it is said why it cannot be.

A rule that a lane neither judges nor explains is itself a disagreement: nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from catalog.model import Catalogue
from spark_jobs.elements import family
from spark_jobs.rules import NUMBER_KINDS, reference_id


class WhyNot(StrEnum):
    """Why a lane does not express a rule."""

    WARNING = "a warning withholds nothing: no constraint"
    DAY = "looks at the day: a kept row would change its verdict"
    AS_SENT = "about the text as sent, which a typed table no longer has"
    CONFORM = "told of a source's column by the conform pass alone"
    PRESENCE = "about presence: the test is about values"
    COLUMNS = "about a row, not about one value"
    TABLES = "about another table: spark_jobs/proofs/sound.py alone judges it"


@dataclass(frozen=True)
class Count:
    """Rows on which an engine was held against the oracle, and how many of them it found to break the rule."""

    rows: int
    broken: int


@dataclass
class Lane:
    """One way to apply the rules on one engine, and what came of it."""

    name: str
    rules: tuple[str, ...]
    cells: dict[str, Count | WhyNot] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    seconds: float = 0

    def judged(self, rule: str, rows: int, broken: int) -> None:
        """`rule` was judged; further rows add to those before."""
        before = self.cells.get(rule, Count(0, 0))
        assert isinstance(before, Count), rule
        self.cells[rule] = Count(before.rows + rows, before.broken + broken)

    def cannot(self, rule: str, why: WhyNot) -> None:
        """`rule` is not expressible here."""
        assert self.cells.get(rule, why) == why, rule
        self.cells[rule] = why

    def differs(self, lines: Iterable[str]) -> None:
        """Somebody says otherwise than the oracle: one line each, without a value."""
        self.lines += lines

    @property
    def unaccounted(self) -> list[str]:
        """Rules of which the lane says nothing, and those that it made up."""
        return sorted(set(self.rules) ^ set(self.cells))

    @property
    def disagreements(self) -> list[str]:
        """Everything that is wrong."""
        return [f"{self.name}: {line}" for line in self.lines] + [
            f"{self.name}: {rule} is neither judged nor explained" for rule in self.unaccounted
        ]

    @property
    def counts(self) -> dict[str, Count]:
        """The rules that were judged."""
        return {rule: cell for rule, cell in self.cells.items() if isinstance(cell, Count)}

    @property
    def unseen(self) -> list[str]:
        """Rules that were judged, on rows of which none breaks them."""
        return sorted(rule for rule, count in self.counts.items() if not count.broken)


def rules_of(catalogue: Catalogue, elements: Iterable[str], over_columns: Iterable[str]) -> tuple[str, ...]:
    """`<element>.<REASON>` of every check, the given rules over several columns, and those between bases."""
    return (
        *(f"{name}.{reason}" for name in elements for reason in _reasons(catalogue, name)),
        *over_columns,
        *references(catalogue),
    )


def _reasons(catalogue: Catalogue, name: str) -> Iterator[str]:
    element = catalogue.elements[name]
    yield "MISSING"
    if element.kind in NUMBER_KINDS:
        yield "EXCEL_PRECISION"
    yield from (check.reason for check in family(element, catalogue.code_lists).checks)


def references(catalogue: Catalogue) -> list[str]:
    """The rules between bases."""
    return [reference_id(base, one) for base in catalogue.bases.values() for one in base.references]
