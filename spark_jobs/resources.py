"""Every resource that is registered, each with its code: sources, base libraries, and the models of the themes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from catalog.document import Document, parse
from catalog.model import Catalogue
from catalog.problem import Problem
from catalog.resource import fault_of
from spark_jobs import dbt_models
from spark_jobs.dbt_models import PROJECT
from spark_jobs.fixed_tables import FIXED


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


def resources(catalogue: Catalogue, project: Path = PROJECT) -> list[Resource]:
    """All of them, sources first, each kind by id."""
    return [*_sources(catalogue), *_bases(catalogue), *_themes(catalogue, project)]


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


def _themes(catalogue: Catalogue, project: Path) -> Iterator[Resource]:
    left_out = _left_out(catalogue, project)
    for document in documents(project):
        for model in document.value["models"]:
            if f"theme.{model['name']}" in left_out:
                continue
            about = model.get("config", {}).get("meta", {})
            metas = [column["meta"] for column in model["columns"]]
            levels = [catalogue.elements[m["element"]].level if "element" in m else m["level"] for m in metas]
            columns = tuple(column["name"] for column in model["columns"])
            name, code, label = model["name"], about.get("code", ""), about.get("label", model["name"])
            yield Resource("theme", name, code, label, f"theme.{name}", columns, max(levels))


def _left_out(catalogue: Catalogue, project: Path) -> set[str]:
    """Tables of the models that read what this catalogue does not have, or another such model: dbt leaves them out."""
    models = dbt_models.read(project).models
    there = {f"standard.{name.split('/')[1]}" for name in catalogue.sources} | FIXED.keys()
    there |= {f"base.{name}{suffix}" for name in catalogue.bases for suffix in ("", "_history")}
    built = set(models)
    while lost := {table for table in built if not models[table].reads <= there | built}:
        built -= lost
    return models.keys() - built


def documents(project: Path = PROJECT) -> Iterator[Document]:
    """The YAML of every model. Raises CatalogueError for one that cannot be read."""
    for path in sorted(project.glob("models/*/*__*.yml")):
        yield parse(path, f"{project.name}/{path.relative_to(project)}")


def theme_problems(catalogue: Catalogue, project: Path = PROJECT) -> list[Problem]:
    """What is wrong with the codes of the themes' models, which stand in dbt's YAML and not in the catalogue."""
    taken = {source.code: name for name, source in catalogue.sources.items()}
    taken |= {base.code: name for name, base in catalogue.bases.items()}
    return [problem for document in documents(project) for problem in _theme_problems(document, taken)]


def _theme_problems(document: Document, taken: dict[str, str]) -> Iterator[Problem]:
    for position, model in enumerate(document.value["models"]):
        place, meta = ("models", position, "config"), model.get("config", {}).get("meta", {})
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
