"""Every business system, from the two places that name one: the sources exported from it, and the surveys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.model import Catalogue, Source
from catalog.survey import SurveyedDataset, SurveyedDuty


@dataclass(frozen=True)
class System:
    """A system of a department. Without a survey there is no status, no duty and no dataset."""

    department: str
    label: str
    status: str | None
    duties: tuple[SurveyedDuty, ...]
    datasets: Mapping[str, SurveyedDataset]
    sources: Mapping[str, Source]


def systems(catalogue: Catalogue) -> dict[str, System]:
    """`<department>/<system>` → system, sorted."""
    labels = {f"{name.split('/')[0]}/{it.system.id}": it.system.label for name, it in catalogue.sources.items()}
    for department, survey in catalogue.surveys.items():
        labels |= {f"{department}/{name}": it.label for name, it in survey.systems.items()}
    return {name: _system(catalogue, name, label) for name, label in sorted(labels.items())}


def _system(catalogue: Catalogue, named: str, label: str) -> System:
    department, name = named.split("/")
    survey = catalogue.surveys.get(department)
    surveyed = survey.systems.get(name) if survey else None
    return System(
        department,
        label,
        surveyed.status if surveyed else None,
        tuple(survey.duties[duty] for duty in surveyed.duties) if survey and surveyed else (),
        {at: it for at, it in survey.datasets.items() if it.system == name} if survey else {},
        {at: it for at, it in catalogue.sources.items() if (at.split("/")[0], it.system.id) == (department, name)},
    )
