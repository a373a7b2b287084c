"""Whether the lists hold: levels, what outputs carry, what is barred, what is wanted. One proof for `yiyuan check`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalog.document import Document
from catalog.model import Catalogue
from catalog.problem import Problem
from spark_jobs.flow.lineage import Field, Lineage
from spark_jobs.lists import responsibility
from spark_jobs.proofs import allowed, barred
from spark_jobs.proofs.declared import Declared, declared
from spark_jobs.proofs.levels import levels


def problems(catalogue: Catalogue, documents: Mapping[str, Document], lineage: Lineage) -> Iterator[Problem]:
    """Every problem of the lists that needs lineage. What the lineage itself says is another proof's."""
    known = declared(catalogue, documents, lineage)
    found, raised = levels(known)
    yield from raised
    yield from allowed.problems(known, found)
    yield from barred.problems(known)
    yield from _wanted(known)
    yield from responsibility.problems(catalogue, documents)


def _wanted(known: Declared) -> Iterator[Problem]:
    for name, demand in known.catalogue.demands.items():
        for position, wanted in enumerate(demand.wanted):
            table, _, column = wanted.rpartition(".")
            if wanted not in known.columns and Field(table, column) not in known.known.flows:
                message = f"there is no {wanted}; name what there is, or say in `description` what is missing"
                yield known.problem(f"lists/demand/{name}", ("wanted", position), "UNKNOWN_WANTED", message)
