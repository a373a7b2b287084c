"""What the lanes came to, as tables for a terminal: what was judged, on how many rows, and what could not be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tests.agreement.tally import Lane, WhyNot

WIDTH = 120


def figures(lanes: Sequence[Lane]) -> Table:
    """One line for each lane. `unbreakable`: judged, but the column's type can hold no value that breaks them.

    Rows and verdicts are those of values; an empty one (MISSING) is not counted among them.
    """
    table = Table(title=f"{len(lanes[0].rules)} rules against the oracle: judged, or not expressible")
    table.add_column("lane", no_wrap=True)
    for name in ("judged", "not", "rows each", "verdicts", "broken", "unbreakable", "differ", "s"):
        table.add_column(name, justify="right")
    for lane in lanes:
        counts = [count for rule, count in lane.counts.items() if not rule.endswith(".MISSING")]
        numbers = (
            len(lane.counts),
            len(lane.rules) - len(lane.counts),
            f"{min(count.rows for count in counts):,}",
            f"{sum(count.rows for count in counts):,}",
            f"{sum(count.broken for count in counts):,}",
            len(lane.unseen),
            len(lane.disagreements),
            f"{lane.seconds:.0f}",
        )
        table.add_row(lane.name, *map(str, numbers))
    return table


def not_expressible(lanes: Sequence[Lane]) -> Table:
    """How many rules each lane leaves out, by reason, whatever the engine."""
    table = Table(title="not expressible")
    table.add_column("why", no_wrap=True)
    left_out: dict[str, dict[WhyNot, set[str]]] = {}
    for lane in lanes:
        reasons = left_out.setdefault(lane.name.partition(" on ")[0], {why: set() for why in WhyNot})
        for rule, cell in lane.cells.items():
            if isinstance(cell, WhyNot):
                reasons[cell].add(rule)
    for name in left_out:
        table.add_column(name, justify="right")
    for why in WhyNot:
        if any(reasons[why] for reasons in left_out.values()):
            table.add_row(why.value, *(str(len(reasons[why]) or "") for reasons in left_out.values()))
    return table


def by_name(lanes: Sequence[Lane]) -> list[str]:
    """Each reason with the lanes that have it and the rules that it concerns, whatever the engine."""
    lacking: dict[tuple[WhyNot, str], dict[str, None]] = defaultdict(dict)
    for lane in lanes:
        for rule, cell in lane.cells.items():
            if isinstance(cell, WhyNot):
                lacking[cell, rule][lane.name.partition(" on ")[0]] = None
    grouped: dict[tuple[WhyNot, tuple[str, ...]], list[str]] = defaultdict(list)
    for (why, rule), names in lacking.items():
        grouped[why, tuple(names)].append(rule)
    return [f"{', '.join(names)}: {why}: {', '.join(sorted(rules))}" for (why, names), rules in grouped.items()]


def text(lanes: Sequence[Lane]) -> str:
    """Both tables."""
    console = Console(width=WIDTH, color_system=None)
    with console.capture() as said:
        console.print(figures(lanes))
        console.print(not_expressible(lanes))
    return said.get()
