"""业务—系统—数据: the graph duty → system → dataset → column → data element, and what hangs in it by nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.model import Catalogue
from catalog.survey import Survey, SurveyedDataset


@dataclass(frozen=True, order=True)
class Edge:
    """One step. `kind` is `served_by`, `holds`, `catalogued_as`, `has` or `carries`.

    Ids are `<department>/<name>` of duties, systems, datasets and sources, `<department>/<source>.<column>` of columns,
    `<department>/<dataset>#<label>` of items of a dataset that no source describes yet, and the element's own.
    """

    kind: str
    from_kind: str
    from_id: str
    to_kind: str
    to_id: str


@dataclass(frozen=True, order=True)
class Orphan:
    """Something that lacks its other half; `sentence` says so to the department (or to the platform: None)."""

    kind: str
    department: str | None
    id: str
    label: str
    sentence: str


def edges(catalogue: Catalogue) -> list[Edge]:
    """Every edge, sorted."""
    found = set(_of_sources(catalogue))
    for department, survey in catalogue.surveys.items():
        found |= set(_of_survey(catalogue, department, survey))
    return sorted(found)


def _of_survey(catalogue: Catalogue, department: str, survey: Survey) -> Iterator[Edge]:
    for name, system in survey.systems.items():
        for duty in system.duties:
            yield Edge("served_by", "duty", f"{department}/{duty}", "system", f"{department}/{name}")
    for name, dataset in survey.datasets.items():
        id_ = f"{department}/{name}"
        if dataset.system:
            yield Edge("holds", "system", f"{department}/{dataset.system}", "dataset", id_)
        if is_catalogued(catalogue, dataset):
            yield Edge("catalogued_as", "dataset", id_, "source", str(dataset.source))
            continue
        for label, item in dataset.items.items():
            yield Edge("has", "dataset", id_, "item", f"{id_}#{label}")
            if item.element:
                yield Edge("carries", "item", f"{id_}#{label}", "element", item.element)


def _of_sources(catalogue: Catalogue) -> Iterator[Edge]:
    for name, source in catalogue.sources.items():
        for column, declared in source.columns.items():
            yield Edge("has", "source", name, "column", f"{name}.{column}")
            yield Edge("carries", "column", f"{name}.{column}", "element", declared.element)


def is_catalogued(catalogue: Catalogue, dataset: SurveyedDataset) -> bool:
    """Whether a source of the catalogue describes a surveyed dataset."""
    return dataset.source in catalogue.sources


def orphans(catalogue: Catalogue) -> list[Orphan]:
    """What the surveys and the catalogue show by themselves, without a lake; sorted."""
    surveys = catalogue.surveys.items()
    found = [orphan for department, survey in surveys for orphan in _in_survey(catalogue, department, survey)]
    return sorted([*found, *_not_surveyed(catalogue)])


def _in_survey(catalogue: Catalogue, department: str, survey: Survey) -> Iterator[Orphan]:
    served = {duty for system in survey.systems.values() for duty in system.duties}
    holding = {dataset.system for dataset in survey.datasets.values()}
    for name, duty in survey.duties.items():
        if name not in served:
            sentence = "没有业务系统承担这一权责事项"
            yield Orphan("duty_without_system", department, f"{department}/{name}", duty.label, sentence)
    for name, system in survey.systems.items():
        if name not in holding:
            sentence = f"系统（{system.status}）没有登记任何数据集"
            yield Orphan("system_without_dataset", department, f"{department}/{name}", system.label, sentence)
    for name, dataset in survey.datasets.items():
        yield from _in_dataset(catalogue, department, f"{department}/{name}", dataset)


def _in_dataset(catalogue: Catalogue, department: str, id_: str, dataset: SurveyedDataset) -> Iterator[Orphan]:
    if not dataset.system:
        yield Orphan("dataset_without_system", department, id_, dataset.label, "数据集不属于任何业务系统")
    if not is_catalogued(catalogue, dataset):
        sentence = dataset.not_catalogued or f"目录中没有 {dataset.source}"
        yield Orphan("dataset_without_entry", department, id_, dataset.label, sentence)
    for label, item in dataset.items.items():
        if not item.element:
            sentence = f"{dataset.label}的信息项没有对应的数据元"
            yield Orphan("item_without_element", department, f"{id_}#{label}", label, sentence)


def _not_surveyed(catalogue: Catalogue) -> Iterator[Orphan]:
    surveyed = {dataset.source for survey in catalogue.surveys.values() for dataset in survey.datasets.values()}
    for name, source in catalogue.sources.items():
        if name not in surveyed:
            yield Orphan("entry_not_surveyed", name.split("/")[0], name, source.label, "普查表中没有这一数据集")
