"""What must hold between the departments' surveys and the rest of the catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from catalog.document import Document
from catalog.model import Catalogue
from catalog.problem import Problem
from catalog.resource import NAME_LENGTH, terms_of
from catalog.survey import Survey, SurveyedDataset

Claims = Mapping[str, list[str]]


def problems_of(catalogue: Catalogue, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Every problem of every survey. That a department has no survey, or has forgotten something, is no error."""
    claims: defaultdict[str, list[str]] = defaultdict(list)
    for department, survey in catalogue.surveys.items():
        for name, dataset in survey.datasets.items():
            if dataset.source:
                claims[dataset.source].append(f"{department}/{name}")
    for department, survey in catalogue.surveys.items():
        document = documents[f"survey/{department}"]
        if department not in catalogue.departments:
            yield document.unknown((), "UNKNOWN_DEPARTMENT", f"departments/{department}.yml")
        yield from _systems(survey, document)
        for name, dataset in survey.datasets.items():
            yield from _dataset(catalogue, survey, name, dataset, document)
            yield from _entry(catalogue, department, name, dataset, claims, document)
    yield from _not_surveyed(catalogue, claims, documents)


def _systems(survey: Survey, document: Document) -> Iterator[Problem]:
    for name, system in survey.systems.items():
        for position, duty in enumerate(system.duties):
            if duty not in survey.duties:
                message = f"`{duty}` is not among the duties of this survey; correct it or add the duty"
                yield document.problem(("systems", name, "duties", position), "UNKNOWN_DUTY", message)


def _dataset(
    catalogue: Catalogue, survey: Survey, name: str, dataset: SurveyedDataset, document: Document
) -> Iterator[Problem]:
    place = ("datasets", name)
    if dataset.system and dataset.system not in survey.systems:
        message = f"`{dataset.system}` is not among the systems of this survey; correct it or add the system"
        yield document.problem((*place, "system"), "UNKNOWN_SYSTEM", message)
    if len(dataset.label) > NAME_LENGTH:
        yield document.problem((*place, "label"), "NAME_LENGTH", f"is longer than {NAME_LENGTH} characters; shorten it")
    if dataset.format.kind == "数据库" and not dataset.format.table:
        yield document.problem((*place, "format"), "NO_TABLE", "a database must name its table or view; add `table`")
    for label, item in dataset.items.items():
        if item.element and item.element not in catalogue.elements:
            yield document.unknown((*place, "items", label), "UNKNOWN_ELEMENT", f"elements/{item.element}.yml")
    yield from terms_of(dataset.share, dataset.open, document, place)


def _entry(
    catalogue: Catalogue, department: str, name: str, dataset: SurveyedDataset, claims: Claims, document: Document
) -> Iterator[Problem]:
    """The link from a surveyed dataset to the source that catalogues it."""
    place, source = ("datasets", name, "source"), dataset.source
    if bool(source) == bool(dataset.not_catalogued):
        message = "give either `source`, or in `not_catalogued` the reason why there is none"
        yield document.problem(("datasets", name), "SOURCE_OR_REASON", message)
    if not source:
        return
    if source.split("/")[0] != department:
        message = f"`{source}` belongs to another department; a survey lists what the department itself has"
        yield document.problem(place, "OTHER_DEPARTMENT", message)
    if len(claims[source]) > 1:
        message = f"`{source}` is claimed by {' and '.join(claims[source])}; keep one"
        yield document.problem(place, "SURVEYED_TWICE", message)
    if source not in catalogue.sources:
        message = f"there is no sources/{source}.yml: the dataset counts as not catalogued"
        yield document.warning(place, "NOT_CATALOGUED", message)
        return
    told, entry = dataset, catalogue.sources[source]
    compared = {
        "system": (told.system, entry.system.id),
        "cycle": (told.cycle, entry.cycle),
        "share": (told.share.type, entry.share.type),
        "open": (told.open.type, entry.open.type),
    }
    for field, (surveyed, catalogued) in compared.items():
        if surveyed != catalogued:
            message = f"the survey says {surveyed or 'nothing'}, sources/{source}.yml {catalogued}; correct one"
            yield document.warning(("datasets", name, field), "SURVEY_DIFFERS", message)


def _not_surveyed(catalogue: Catalogue, claims: Claims, documents: Mapping[str, Document]) -> Iterator[Problem]:
    for source in catalogue.sources:
        department = source.split("/")[0]
        if department in catalogue.surveys and source not in claims:
            message = f"survey/{department}.yml has no dataset with this source; add it there"
            yield documents[f"sources/{source}"].warning((), "NOT_SURVEYED", message)
