"""Base libraries are merged after those that they refer to, so their references must not go round in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from catalog.document import Document
from catalog.model import Catalogue
from catalog.problem import Problem


def problems(catalogue: Catalogue, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """One problem for each circle, at the reference that closes it. A base may refer to itself."""
    graph = {
        name: {target for reference in base.references for target in reference.in_bases} - {name}
        for name, base in catalogue.bases.items()
    }
    while circle := _circle(graph):
        # graphlib lists a node after what it is needed by: read from the end it says who refers to whom.
        way = list(reversed(circle))
        start = way.index(min(way[:-1]))
        way = [*way[start:-1], *way[: start + 1]]
        at = next(n for n, it in enumerate(catalogue.bases[way[0]].references) if way[1] in it.in_bases)
        message = f"base libraries refer to each other in a circle: {' → '.join(way)}; remove one reference"
        yield documents[f"bases/{way[0]}"].problem(("references", at), "REFERENCE_CIRCLE", message)
        graph[way[0]].discard(way[1])


def _circle(graph: Mapping[str, set[str]]) -> list[str] | None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return None
