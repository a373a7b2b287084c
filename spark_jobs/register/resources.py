"""Every resource that is registered, each with its code: sources, base libraries, and the models of the themes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from catalog.document import Document
from catalog.model import Catalogue
from catalog.problem import Problem
from catalog.resource import fault_of
from spark_jobs.flow.dbt_models import PROJECT, described, documents
from spark_jobs.flow.lineage import Lineage, lineage
from spark_jobs.proofs.relevant import relevant


@dataclass(frozen=True)
class Resource:
    """One entry of the ledger of resources: the columns it declares, and the highest level among them."""

    kind: Literal["source", "base", "theme"]
    id: str
    code: str
    label: str
    table: str
    columns: tuple[str, ...]
    level: int | None
    department: str | None = None
    cycle: str | None = None
    share_type: str | None = None
    open_type: str | None = None


def resources(catalogue: Catalogue, project: Path = PROJECT, known: Lineage | None = None) -> list[Resource]:
    """All of them, sources first, each kind by id. A model that is left out (`known`: the lineage) is none."""
    known = known or lineage(relevant(catalogue, project), project)
    models = {name: model for name, model in described(project).items() if f"theme.{name}" not in known.left_out}
    return [*_sources(catalogue), *_bases(catalogue), *_themes(catalogue, models)]


def _sources(catalogue: Catalogue) -> Iterator[Resource]:
    for name, source in sorted(catalogue.sources.items()):
        department, table = name.split("/")
        yield Resource(
            "source",
            name,
            source.code,
            source.label,
            f"standard.{table}",
            tuple(source.columns),
            max(catalogue.elements[column.element].level for column in source.columns.values()),
            department,
            source.cycle,
            source.share.type,
            source.open.type,
        )


def _bases(catalogue: Catalogue) -> Iterator[Resource]:
    for name, base in sorted(catalogue.bases.items()):
        level = max(catalogue.elements[column.element].level for column in base.columns.values())
        yield Resource("base", name, base.code, base.label, f"base.{name}", tuple(base.columns), level)


def _themes(catalogue: Catalogue, models: dict[str, dict[str, Any]]) -> Iterator[Resource]:
    for name, model in models.items():
        about, columns = model["meta"], tuple(column["name"] for column in model["columns"])
        levels = [_level(catalogue, column["meta"]) for column in model["columns"]]
        highest = max((level for level in levels if isinstance(level, int)), default=None)
        code, label = about.get("code", ""), about.get("label", name)
        yield Resource("theme", name, code, label, f"theme.{name}", columns, highest)


def _level(catalogue: Catalogue, meta: dict[str, Any]) -> object:
    """That of its element, or what a count states; whether it may is another proof's."""
    element = catalogue.elements.get(meta.get("element", ""))
    return element.level if element else meta.get("level")


def theme_problems(catalogue: Catalogue, project: Path = PROJECT) -> list[Problem]:
    """What is wrong with the codes of the themes' models, which stand in dbt's YAML and not in the catalogue."""
    taken = {source.code: name for name, source in catalogue.sources.items()}
    taken |= {base.code: name for name, base in catalogue.bases.items()}
    return [problem for document in documents(project)[0] for problem in _theme_problems(document, taken)]


def _theme_problems(document: Document, taken: dict[str, str]) -> Iterator[Problem]:
    for position, model in enumerate(document.value["models"]):
        place, meta = ("models", position, "config"), model["meta"]
        if missing := [field for field in ("code", "label") if not meta.get(field)]:
            message = f"`config.meta.{missing[0]}` is required of {model['name']}; add it"
            yield document.problem(place, "MISSING_FIELD", message)
            continue
        if fault := fault_of("theme", meta["code"]):
            yield document.problem(place, "RESOURCE_CODE", fault)
        if other := taken.get(meta["code"]):
            message = f"`{meta['code']}` is the code of {other} too; give each its own, and never an old one again"
            yield document.problem(place, "CODE_TWICE", message)
        taken[meta["code"]] = model["name"]
