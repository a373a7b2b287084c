"""The way of the data around one table, as an SVG: sources on the left, bases in the middle, themes on the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

Edges = Set[tuple[str, str]]
LAYERS = ("standard", "base", "theme", "share", "open")
WIDTH, HEIGHT, GAP_X, GAP_Y = 210, 30, 70, 12


@dataclass(frozen=True)
class Box:
    """One table in the picture. `x`, `y`: its upper left corner in pixels."""

    table: str
    label: str
    href: str
    x: int
    y: int
    here: bool


@dataclass(frozen=True)
class Picture:
    """Boxes and the curves between them, in pixels."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    curves: tuple[str, ...]


def picture(table: str, edges: Edges, labels: Mapping[str, str], links: Mapping[str, str]) -> Picture:
    """Everything upstream and downstream of a table. `edges`: (made from, made); tables without a link are left out."""
    shown = sorted({table} | set(_reached(table, edges)) | set(_reached(table, {(b, a) for a, b in edges})))
    columns = [[name for name in shown if name.split(".")[0] == layer and name in links] for layer in LAYERS]
    columns = [column for column in columns if column]
    rows = max((len(column) for column in columns), default=0)
    boxes = {box.table: box for box in _boxes(table, columns, rows, labels, links)}
    curves = tuple(_curve(boxes[a], boxes[b]) for a, b in sorted(edges) if a in boxes and b in boxes)
    width = len(columns) * (WIDTH + GAP_X) - GAP_X + 2
    return Picture(width, rows * (HEIGHT + GAP_Y) + 2, tuple(boxes.values()), curves)


def _reached(start: str, edges: Edges) -> Iterator[str]:
    seen, waiting = {start}, [start]
    while waiting:
        at = waiting.pop()
        for made in sorted(b for a, b in edges if a == at and b not in seen):
            seen.add(made)
            waiting.append(made)
            yield made


def _boxes(
    table: str, columns: list[list[str]], rows: int, labels: Mapping[str, str], links: Mapping[str, str]
) -> Iterator[Box]:
    for at, column in enumerate(columns):
        top = (rows - len(column)) * (HEIGHT + GAP_Y) // 2
        for row, name in enumerate(column):
            x, y = at * (WIDTH + GAP_X) + 1, top + row * (HEIGHT + GAP_Y) + 1
            yield Box(name, labels.get(name, name), links[name], x, y, name == table)


def _curve(a: Box, b: Box) -> str:
    middle, start, end = (a.x + WIDTH + b.x) // 2, a.y + HEIGHT // 2, b.y + HEIGHT // 2
    return f"M{a.x + WIDTH},{start} C{middle},{start} {middle},{end} {b.x},{end}"
