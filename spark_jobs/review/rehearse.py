"""Rehearse: what would a new catalogue have said of the rows that were delivered? Reads `raw`, writes nothing.

Exactly the rules whose version differs are replayed, over exactly the sources that have one, on the columns these
rules need. Each row is judged as on the day it was received, with the same plan as `conform`. A rule that stays as it
is may still speak less or more often, because another one speaks before it: such a rule is `shifted`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from catalog.model import Catalogue, Rule
from spark_jobs import conform, tables
from spark_jobs.review.rule_changes import Pair, changed_rules
from spark_jobs.rules import CompiledSource, RowRule, compile_source, names_in

if TYPE_CHECKING:
    from pyspark.sql import Row, SparkSession

Kind = Literal["added", "removed", "changed", "shifted"]
#: The instant a row was received, in China, where days and months are counted.
IN_CHINA = "(_received_at + INTERVAL 8 HOURS)"


@dataclass(frozen=True, order=True)
class Finding:
    """How many rows of one month one rule would find anew, or no longer. `source`: `<department>/<source>`."""

    source: str
    month: str
    rule_id: str
    newly_failing: int
    newly_passing: int


@dataclass(frozen=True, order=True)
class Month:
    """Rows of one source and month: read, and with at least one finding more, or one less."""

    source: str
    month: str
    rows: int
    newly_failing: int
    newly_passing: int


@dataclass(frozen=True)
class Replayed:
    """One rule that was replayed, as it stands in the new catalogue, or stood in the old one."""

    rule_id: str
    kind: Kind
    severity: str
    sentence: str


@dataclass
class Rehearsal:
    """Everything a rehearsal found. `notes` says what was not replayed, and why."""

    rules: list[Replayed] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def rehearse(spark: SparkSession, old: Catalogue, new: Catalogue, since: date | None = None) -> Rehearsal:
    """Replay every rule that differs, on what was received since a day in China (default: on everything)."""
    changed, seen = changed_rules(old, new), Rehearsal()
    by_owner: dict[str, dict[str, Pair]] = {}
    for rule_id, pair in changed.items():
        owner = next(rule.owner for rule in pair if rule)
        by_owner.setdefault(owner, {})[rule_id] = pair
    there = set(tables.existing())
    for owner, pairs in sorted(by_owner.items()):
        if reason := _not_replayed(owner, old, new, there):
            seen.notes.append(f"{owner}: {reason}; not replayed: {', '.join(pairs)}")
            continue
        _replay(spark, seen, (compile_source(old, owner), compile_source(new, owner)), pairs, since)
    seen.findings.sort()
    seen.months.sort()
    return seen


def _not_replayed(owner: str, old: Catalogue, new: Catalogue, there: set[str]) -> str | None:
    if owner.startswith("base/"):
        return "a reference between bases is no rule of delivered rows"
    if owner not in old.sources:
        return "a new source, it has no history"
    if owner not in new.sources:
        return "the new catalogue does not have this source"
    if f"raw.{owner.split('/')[1]}" not in there:
        return "nothing was delivered yet"
    return None


def _replay(
    spark: SparkSession,
    seen: Rehearsal,
    both: tuple[CompiledSource, CompiledSource],
    pairs: dict[str, Pair],
    since: date | None,
) -> None:
    needed = [_needed(source, pairs) for source in both]
    before, after = (narrowed(source, needed[0] | needed[1]) for source in both)
    sent = set(spark.table(f"raw.{after.table}").columns)
    if absent := [column.sent_as for column in after.columns if column.sent_as not in sent]:
        seen.notes.append(f"{after.name}: no delivery had {', '.join(absent)}; each row counts as without a value")
    rules = _rules(before, after)
    plans = [_judged(source, _rows(source, sent, since)) for source in (before, after)]
    found = spark.sql(_compared(plans[0], plans[1], [pair for _, pair in sorted(rules.items())])).collect()
    if not found:
        seen.notes.append(f"{after.name}: nothing was delivered since {since}")
    seen.months += [Month(after.name, row.month, row.n, row.failing, row.passing) for row in found]
    findings = list(_findings(after.name, sorted(rules), found))
    seen.findings += findings
    shown = {finding.rule_id for finding in findings} | pairs.keys()
    seen.rules += [_replayed(rule_id, rules[rule_id], pairs) for rule_id in sorted(shown & rules.keys())]


def _needed(source: CompiledSource, changed: Iterable[str]) -> set[str]:
    """The columns without which the changed rules, or the verdict on the row, cannot be said."""
    ids, names = set(changed), set(source.source.columns)
    deciding = {rule.column for rule in source.rules if rule.rule_id in ids} | set(source.source.key)
    needed = set(deciding)
    # A rule over several columns sees no value that a changed rule withholds, so it is judged anew as well.
    for rule, told in source.table_rules:
        reads = (names_in(told.holds) | set(told.columns)) & names
        if rule.rule_id in ids or reads & deciding:
            needed |= reads
    return needed


def narrowed(source: CompiledSource, columns: set[str]) -> CompiledSource:
    """The source with only these columns, and the rules that need no other."""

    def inside(told: Rule) -> bool:
        return (names_in(told.holds) | set(told.columns)) & set(source.source.columns) <= columns

    return replace(
        source,
        columns=tuple(column for column in source.columns if column.name in columns),
        table_rules=tuple((rule, told) for rule, told in source.table_rules if inside(told)),
    )


def _rules(before: CompiledSource, after: CompiledSource) -> dict[str, tuple[RowRule | None, RowRule | None]]:
    then, now = ({rule.rule_id: rule for rule in source.rules} for source in (before, after))
    return {rule_id: (then.get(rule_id), now.get(rule_id)) for rule_id in then.keys() | now.keys()}


def _rows(source: CompiledSource, sent: set[str], since: date | None) -> str:
    """Everything delivered since a day; a column that no delivery had is empty."""
    names = sorted({column.sent_as for column in source.columns})
    texts = ", ".join(name if name in sent else f"CAST(NULL AS STRING) AS {name}" for name in names)
    where = f" WHERE {IN_CHINA} >= TIMESTAMP'{since} 00:00:00'" if since else ""
    return f"SELECT {texts}, {conform.META} FROM raw.{source.table}{where}"


def _judged(source: CompiledSource, rows: str) -> str:
    """Per row the bits of its findings; a line that was refused, and a repeat, have none, as in `quality.fault`."""
    masks = ", ".join(
        f"CASE WHEN _verdict IN ('accepted', 'quarantined') THEN _mask{n} ELSE 0L END AS _mask{n}"
        for n in range(source.masks)
    )
    plan = conform.conformed(source, rows, f"cast({IN_CHINA} AS DATE)")
    return f"SELECT _delivery, _line, date_format({IN_CHINA}, 'yyyy-MM') AS month, {masks} FROM ({plan})"


def _compared(before: str, after: str, rules: list[tuple[RowRule | None, RowRule | None]]) -> str:
    """Rows per month, and per rule those found now and not then (f), then and not now (p)."""
    then = [_bit("b", was) for was, _ in rules]
    now = [_bit("a", is_) for _, is_ in rules]
    flags = ", ".join(
        f"{b} AND NOT {a} AS p{n}, {a} AND NOT {b} AS f{n}" for n, (b, a) in enumerate(zip(then, now, strict=True))
    )
    rows = f"""SELECT a.month, {flags}
        FROM ({before}) b JOIN ({after}) a ON a._delivery = b._delivery AND a._line = b._line"""
    sums = ", ".join(f"sum(cast({side}{n} AS INT)) AS {side}{n}" for n in range(len(rules)) for side in "fp")
    any_ = {side: " OR ".join(f"{side}{n}" for n in range(len(rules))) for side in "fp"}
    return f"""SELECT month, count(*) AS n, sum(cast({any_["f"]} AS INT)) AS failing,
        sum(cast({any_["p"]} AS INT)) AS passing, {sums} FROM ({rows}) GROUP BY month ORDER BY month"""


def _bit(side: str, rule: RowRule | None) -> str:
    return f"({side}._mask{rule.mask} & {rule.flag}L <> 0)" if rule else "false"


def _findings(source: str, rule_ids: list[str], found: list[Row]) -> Iterator[Finding]:
    for row in found:
        for number, rule_id in enumerate(rule_ids):
            if row[f"f{number}"] or row[f"p{number}"]:
                yield Finding(source, row.month, rule_id, row[f"f{number}"], row[f"p{number}"])


def _replayed(rule_id: str, both: tuple[RowRule | None, RowRule | None], changed: dict[str, Pair]) -> Replayed:
    [told, *_] = [rule for rule in reversed(both) if rule]
    kind: Kind = "shifted" if rule_id not in changed else "changed" if all(both) else "added" if both[1] else "removed"
    return Replayed(rule_id, kind, told.severity, told.sentence)
