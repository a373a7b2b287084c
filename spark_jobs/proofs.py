"""What `yiyuan check` proves beyond the files themselves: each proof gives its problems, all are told at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from catalog.load import Loaded, examine, folder
from catalog.model import Catalogue
from catalog.problem import CatalogueError, Problem
from spark_jobs import duties, one_source, resources, sound
from spark_jobs.lineage import lineage


def prove(root: Path | None = None) -> Catalogue:
    """Load and compile a catalogue and hold every proof against it. Raises CatalogueError with every problem."""
    catalogue, loaded = examine(root or folder())
    if found := loaded.errors or list(proved(catalogue, loaded)):
        raise CatalogueError(found)
    return catalogue


def proved(catalogue: Catalogue, loaded: Loaded) -> Iterator[Problem]:
    """A new proof is one line here."""
    known = lineage(catalogue)
    yield from one_source.problems(catalogue, loaded.root, known)
    yield from sound.problems(catalogue, loaded.documents, known)
    yield from resources.theme_problems(catalogue)
    yield from duties.problems(catalogue, loaded.documents)
