"""The way of the data around some tables, as an SVG: every table stands to the right of all that it is made from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass
from graphlib import TopologicalSorter

Edges = Set[tuple[str, str]]
WIDTH, HEIGHT, GAP_X, GAP_Y = 210, 30, 60, 12
#: Characters of a name that fit into a box.
FITTING = 15


@dataclass(frozen=True)
class Box:
    """One table in the picture. `x`, `y`: its upper left corner in pixels; `label` is its whole name."""

    table: str
    label: str
    href: str
    x: int
    y: int
    here: bool

    @property
    def short(self) -> str:
        """As much of the name as fits."""
        return self.label if len(self.label) <= FITTING + 1 else f"{self.label[:FITTING]}…"


@dataclass(frozen=True)
class Picture:
    """Boxes and the curves between them, in pixels; and in words what comes before and after."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    curves: tuple[str, ...]
    before: tuple[Box, ...]
    after: tuple[Box, ...]


def picture(here: Set[str], edges: Edges, labels: Mapping[str, str], links: Mapping[str, str]) -> Picture:
    """Tables with all that is upstream and downstream of them. `edges`: (made from, made); all of them have links."""
    upstream = set(_reached(here, {(b, a) for a, b in edges}))
    downstream = set(_reached(here, edges))
    shown = here | upstream | downstream
    inside = frozenset((a, b) for a, b in edges if a in shown and b in shown)
    columns = _columns(shown, inside)
    rows = max(map(len, columns), default=0)
    boxes = {name: _box(name, at, columns, rows, here, labels, links) for name, at in _places(columns)}
    return Picture(
        max(len(columns) * (WIDTH + GAP_X) - GAP_X, 0) + 2,
        rows * (HEIGHT + GAP_Y) + 2,
        tuple(boxes.values()),
        tuple(_curve(boxes[a], boxes[b]) for a, b in sorted(inside)),
        tuple(box for name, box in boxes.items() if name in upstream),
        tuple(box for name, box in boxes.items() if name in downstream),
    )


def _reached(start: Set[str], edges: Edges) -> Iterator[str]:
    """Every table on the way from `start`, those of `start` left out."""
    seen, waiting = set(start), sorted(start)
    while waiting:
        at = waiting.pop()
        for made in sorted(b for a, b in edges if a == at and b not in seen):
            seen.add(made)
            waiting.append(made)
            yield made


def _columns(shown: Set[str], edges: Edges) -> list[list[str]]:
    """Column by column from the left; in a column, beside what it is made from, so that few curves cross.

    What something is made from stands in the column before it where it can, so that few curves pass behind a box.
    """
    inputs = {name: {a for a, b in edges if b == name} for name in sorted(shown)}
    depth: dict[str, int] = {}
    for name in (order := list(TopologicalSorter(inputs).static_order())):
        depth[name] = max((depth[a] + 1 for a in inputs[name]), default=0)
    for name in reversed(order):
        depth[name] = min((depth[b] - 1 for a, b in edges if a == name), default=depth[name])
    columns: list[list[str]] = []
    row: dict[str, int] = {}
    for at in range(max(depth.values(), default=-1) + 1):
        columns.append([name for _, name in sorted((_beside(inputs[it], row), it) for it in depth if depth[it] == at)])
        row |= {name: number for number, name in enumerate(columns[-1])}
    return columns


def _beside(inputs: Collection[str], row: Mapping[str, int]) -> float:
    return sum(row[a] for a in inputs) / max(len(inputs), 1)


def _places(columns: list[list[str]]) -> Iterator[tuple[str, tuple[int, int]]]:
    return ((name, (at, row)) for at, column in enumerate(columns) for row, name in enumerate(column))


def _box(
    name: str,
    at: tuple[int, int],
    columns: list[list[str]],
    rows: int,
    here: Set[str],
    labels: Mapping[str, str],
    links: Mapping[str, str],
) -> Box:
    top = (rows - len(columns[at[0]])) * (HEIGHT + GAP_Y) // 2
    x, y = at[0] * (WIDTH + GAP_X) + 1, top + at[1] * (HEIGHT + GAP_Y) + 1
    return Box(name, labels[name], links[name], x, y, name in here)


def _curve(a: Box, b: Box) -> str:
    middle, start, end = (a.x + WIDTH + b.x) // 2, a.y + HEIGHT // 2, b.y + HEIGHT // 2
    return f"M{a.x + WIDTH},{start} C{middle},{start} {middle},{end} {b.x},{end}"
