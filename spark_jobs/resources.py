"""Every resource that is registered, each with its code: sources, base libraries, and the models of the themes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from catalog.document import Document
from catalog.model import Catalogue
from catalog.problem import Problem
from catalog.resource import fault_of
from catalog.yaml_file import read

MODELS = Path(__file__).parents[1] / "dbt_project" / "models"


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


def resources(catalogue: Catalogue, models: Path = MODELS) -> list[Resource]:
    """All of them, sources first, each kind by id."""
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


def _themes(catalogue: Catalogue, models: Path) -> Iterator[Resource]:
    built = _built(catalogue, models)
    for _, document in _documents(models):
        for model in document.value["models"]:
            if model["name"] not in built:
                continue
            about = model.get("config", {}).get("meta", {})
            metas = [column["meta"] for column in model["columns"]]
            levels = [catalogue.elements[m["element"]].level if "element" in m else m["level"] for m in metas]
            columns = tuple(column["name"] for column in model["columns"])
            name, code, label = model["name"], about.get("code", ""), about.get("label", model["name"])
            yield Resource("theme", name, code, label, f"theme.{name}", columns, max(levels))


def _built(catalogue: Catalogue, models: Path) -> set[str]:
    """Names of the models whose inputs the catalogue has; dbt leaves out the others, and those that read them."""
    texts = {path.stem: path.with_suffix(".sql") for path in sorted(models.glob("*/*__*.yml"))}
    read = {name: path.read_text(encoding="utf-8") if path.exists() else "" for name, path in texts.items()}
    known = {f"standard.{name.split('/')[1]}" for name in catalogue.sources} | {
        f"base.{name}" for name in catalogue.bases
    }
    inputs = {
        name: {".".join(found) for found in re.findall(r"source\('(\w+)', '(\w+)'\)", text)}
        for name, text in read.items()
    }
    built = {name for name, tables in inputs.items() if {it for it in tables if not it.startswith("ledger.")} <= known}
    refs = {name: set(re.findall(r"ref\('(\w+)'\)", text)) for name, text in read.items()}
    while lost := {name for name in built if not refs[name] <= built}:
        built -= lost
    return built


def _documents(models: Path) -> Iterator[tuple[str, Document]]:
    for path in sorted(models.glob("*/*__*.yml")):
        yield path.stem, read(path, f"{models.name}/{path.relative_to(models)}")


def theme_problems(catalogue: Catalogue, models: Path = MODELS) -> list[Problem]:
    """What is wrong with the codes of the themes' models, which stand in dbt's YAML and not in the catalogue."""
    taken = {it.code: it.id for it in (*_sources(catalogue), *_bases(catalogue))}
    return [problem for _, document in _documents(models) for problem in _theme_problems(document, taken)]


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
