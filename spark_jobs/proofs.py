"""What `yiyuan check` proves beyond the files themselves: each proof gives its problems, all are told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from catalog.document import Document
from catalog.load import examine, folder
from catalog.model import Catalogue
from catalog.problem import CatalogueError, Problem
from spark_jobs import duties

Proof = Callable[[Catalogue, Mapping[str, Document]], Iterable[Problem]]
#: A new proof is one function and one line here.
PROOFS: tuple[Proof, ...] = (duties.problems,)


def prove(root: Path | None = None) -> Catalogue:
    """Load and compile a catalogue and hold every proof against it. Raises CatalogueError with every problem."""
    catalogue, loaded = examine(root or folder())
    found = loaded.problems or [problem for proof in PROOFS for problem in proof(catalogue, loaded.documents)]
    if found:
        raise CatalogueError(found)
    return catalogue
