"""What `yiyuan check` proves beyond the files themselves: each proof gives its problems, all are told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from catalog.document import Document
from catalog.load import folder, load, read
from catalog.model import Catalogue
from catalog.problem import CatalogueError, Problem
from spark_jobs import duties, resources, sound

Proof = Callable[[Catalogue, Mapping[str, Document]], Iterable[Problem]]
#: A new proof is one function and one line here.
PROOFS: tuple[Proof, ...] = (
    duties.problems,
    sound.problems,
    lambda catalogue, _: resources.theme_problems(catalogue),
)


def prove(root: Path | None = None) -> Catalogue:
    """Load and compile a catalogue and hold every proof against it. Raises CatalogueError with every problem."""
    catalogue = load(root)
    documents = read(root or folder())[1].documents
    if found := [problem for proof in PROOFS for problem in proof(catalogue, documents)]:
        raise CatalogueError(found)
    return catalogue
