"""What must hold between the lists and the rest of the catalogue. What needs lineage: `spark_jobs/proofs/sound.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from catalog.document import Document
from catalog.lists import NEXT, Demand, Output, Share
from catalog.model import Catalogue
from catalog.problem import Problem


def problems_of(catalogue: Catalogue, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Every problem of the demands, of the negative list and of the outputs that their own words show."""
    for name, demand in catalogue.demands.items():
        yield from _demand(catalogue, demand, documents[f"lists/demand/{name}"])
    for name, barred in catalogue.barred.items():
        document = documents[f"lists/negative/{name}"]
        if not barred.elements and not barred.columns:
            yield document.problem((), "NOTHING_BARRED", "bars nothing; name `elements` or `columns`")
        for position, element in enumerate(barred.elements):
            if element not in catalogue.elements:
                yield document.unknown(("elements", position), "UNKNOWN_ELEMENT", f"elements/{element}.yml")
    for name, share in catalogue.shares.items():
        yield from _share(catalogue, share, documents[f"outputs/share/{name}"])
        yield from _columns(share, documents[f"outputs/share/{name}"])
    for name, opened in catalogue.opens.items():
        document = documents[f"outputs/open/{name}"]
        if opened.access == "conditional" and not opened.condition:
            yield document.problem(("access",), "NO_CONDITION", "is conditional; add its `condition`")
        yield from _columns(opened, document)


def _demand(catalogue: Catalogue, demand: Demand, document: Document) -> Iterator[Problem]:
    if demand.department not in catalogue.departments:
        yield document.unknown(("department",), "UNKNOWN_DEPARTMENT", f"departments/{demand.department}.yml")
    if bool(demand.wanted) == bool(demand.description):
        message = "give either `wanted`, or a `description` of what no table here holds"
        yield document.problem((), "WANTED_OR_DESCRIPTION", message)
    statuses = [None, *(step.status for step in demand.history)]
    for position, (before, after) in enumerate(pairwise(statuses)):
        if after is not None and after not in NEXT[before]:
            may = " or ".join(NEXT[before]) or "nothing"
            message = f"after {before or 'the beginning'} comes {may}, not {after}; correct it"
            yield document.problem(("history", position, "status"), "STATUS_ORDER", message)
    for position, (earlier, later) in enumerate(pairwise(demand.history), 1):
        if later.on < earlier.on:
            message = f"{later.on} is before {earlier.on}; a history is only ever added to"
            yield document.problem(("history", position, "on"), "HISTORY_ORDER", message)
    for position, step in enumerate(demand.history):
        if step.status == "refused" and not step.note:
            yield document.problem(("history", position), "NO_REASON", "a refusal must give its reason in `note`")


def _share(catalogue: Catalogue, share: Share, document: Document) -> Iterator[Problem]:
    if share.to not in catalogue.departments:
        yield document.unknown(("to",), "UNKNOWN_DEPARTMENT", f"departments/{share.to}.yml")
    demand = catalogue.demands.get(share.demand)
    if demand is None:
        yield document.unknown(("demand",), "UNKNOWN_DEMAND", f"lists/demand/{share.demand}.yml")
    elif demand.department != share.to:
        message = f"`{share.demand}` is a demand of {demand.department}; a share goes to the department that asked"
        yield document.problem(("demand",), "DEMAND_OF_ANOTHER", message)
    elif demand.status not in ("granted", "confirmed"):
        message = f"`{share.demand}` is {demand.status}; only what was granted may be shared"
        yield document.problem(("demand",), "NOT_GRANTED", message)


def _columns(output: Output, document: Document) -> Iterator[Problem]:
    for name, column in output.columns.items():
        place = ("columns", name)
        if column.clear and not isinstance(output, Share):
            yield document.problem(place, "OPEN_IN_CLEAR", "an opening shows no masked value whole; remove `clear`")
        if column.clear and column.mask:
            yield document.problem(place, "MASK_OR_CLEAR", "give either `mask` or `clear`")
