"""What `yiyuan check` proves beyond the files themselves: each proof gives its problems, all are told at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from catalog import partial
from catalog.load import Loaded, examine, folder, without_collection
from catalog.model import Catalogue
from catalog.problem import CatalogueError, Problem
from spark_jobs import duties, elements
from spark_jobs.flow.lineage import lineage
from spark_jobs.internal import ended
from spark_jobs.proofs import coverage, one_source, rule_sql, sound, theme_elements
from spark_jobs.proofs.relevant import relevant
from spark_jobs.register import resources
from spark_jobs.remembered import remembering


def prove(root: Path | None = None) -> Catalogue:
    """Load and compile a catalogue and hold every proof against it. Raises CatalogueError with every problem."""
    with without_collection():
        catalogue, loaded = examine(root or folder())
        with remembering(loaded.pack):
            found = [*loaded.errors, *_basic(catalogue, loaded)]
            found += _of_the_rest(catalogue, loaded, found) if found else proved(catalogue, loaded)
    if found:
        raise CatalogueError([*loaded.problems, *found])
    return catalogue


def _basic(catalogue: Catalogue, loaded: Loaded) -> Iterator[Problem]:
    """What the proofs rest on; it may meet names that do not resolve."""
    yield from ended(lambda: elements.problems(catalogue, loaded.documents))
    yield from ended(lambda: rule_sql.problems(catalogue, loaded.documents))


def _of_the_rest(catalogue: Catalogue, loaded: Loaded, found: list[Problem]) -> Iterator[Problem]:
    """The proofs over the part of a catalogue that no error touches.

    Where something had to be left out, nobody is told that he names what is not there. What is measured against the
    whole (duties, coverage) waits until there is one.
    """
    rest, is_less = partial.sound(catalogue, loaded.documents, loaded.broken, loaded.told, found)
    documents = partial.documents_of(loaded.documents, loaded.broken)
    known = lineage(some := relevant(rest))
    again = one_source.problems(some, documents, known)
    if partial.knows_levels(loaded.broken, loaded.told):
        again += sound.problems(some, documents, known)
    yield from (it for it in again if it not in found and not (is_less and it.code.startswith("UNKNOWN_")))


def proved(catalogue: Catalogue, loaded: Loaded) -> Iterator[Problem]:
    """A new proof is one line here. One that follows values looks at `some` only, the others at `catalogue`."""
    yield from ended(lambda: _followed(catalogue, loaded))
    yield from ended(lambda: resources.theme_problems(catalogue))
    yield from ended(lambda: theme_elements.problems(catalogue))
    yield from ended(lambda: coverage.problems(catalogue, loaded.documents))


def _followed(catalogue: Catalogue, loaded: Loaded) -> Iterator[Problem]:
    known = lineage(some := relevant(catalogue))
    yield from ended(lambda: one_source.problems(some, loaded.documents, known))
    yield from ended(lambda: sound.problems(some, loaded.documents, known))
    yield from ended(lambda: duties.problems(catalogue, loaded.documents, known))
