"""The models of a dbt project as plain SQL, rendered without dbt and without an engine, in milliseconds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from catalog.document import Document, parse
from catalog.file import MIB, content, text_of
from catalog.problem import CatalogueError, Problem
from spark_jobs.flow import dbt_files
from spark_jobs.remembered import remembered

PROJECT = Path(__file__).parents[2] / "dbt_project"


class Rendered(NamedTuple):
    """A template as SQL, for each line of it the line of the template, and the tables it reads, `schema.table`."""

    sql: str
    origin: tuple[int, ...]
    reads: frozenset[str]

    def line(self, line: int) -> int:
        """The line of the template that a line of the SQL was rendered from."""
        return self.origin[min(line, len(self.origin)) - 1]


@dataclass(frozen=True)
class Model:
    """One model: its table, its SQL with every `source` and `ref` as `schema.table`, and what its YAML declares.

    `renderings`: the SQL as it first runs, then, if that is another, as it runs ever after (`is_incremental()`).
    `columns`: column → its `meta`. `lines`: column → its line in `yaml_file`, the table's own line under "".
    """

    table: str
    file: str
    renderings: tuple[Rendered, ...] = field(repr=False)
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    yaml_file: str = ""
    lines: dict[str, int] = field(default_factory=dict, repr=False)

    @property
    def reads(self) -> frozenset[str]:
        """The tables that it reads, either way."""
        return frozenset().union(*(rendered.reads for rendered in self.renderings))

    def problem(self, code: str, message: str, line: int = 1) -> Problem:
        """A problem at a line of the file."""
        return Problem(self.file, line, code, message)

    def line_of(self, word: str) -> int:
        """The line of the file whose SQL first mentions a word, else 1."""
        lines = ((it.line(n), text) for it in self.renderings for n, text in enumerate(it.sql.splitlines(), 1))
        return next((line for line, text in lines if word in text), 1)

    def column_problem(self, column: str, code: str, message: str) -> Problem:
        """A problem of a column, at its line in the YAML, or in the SQL if no YAML declares it."""
        if column not in self.lines:
            return self.problem(code, message, self.line_of(column))
        return Problem(self.yaml_file, self.lines[column], code, message)


@dataclass
class Project:
    """What was read of a dbt project: models by table, and what could not be read."""

    models: dict[str, Model] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


#: File → its template, rendered; and what was wrong with the others.
RENDERED = TypeAdapter(tuple[dict[str, tuple[Rendered, ...]], list[Problem]])


def read(folder: Path) -> Project:
    """Render every model of a project. Never raises for what stands in it: `problems` names file and line."""
    project = Project()
    found, project.problems = documents(folder)
    declared = {model["name"]: _declared(it, at, model) for it in found for at, model in enumerate(it.value["models"])}
    macros, models, tests = (
        dict(_texts(folder, f"{part}/**/*.sql", project)) for part in ("macros", "models", "tests")
    )
    variables = _variables(folder, project)
    asked = [variables, macros, models, tests, version("dbt-adapters"), version("dbt-spark")]
    rendered, problems = remembered(
        "templates",
        lambda: json.dumps(asked, default=str),
        lambda: _render(variables, macros, models, tests),
        RENDERED,
    )
    project.problems += [*problems, *dbt_files.problems(folder)]
    for file, renderings in rendered.items():
        name = Path(file).stem
        about = declared.get(name, ({}, "", {}))
        project.models[f"theme.{name}"] = Model(f"theme.{name}", file, renderings, *about)
    return project


def _texts(folder: Path, pattern: str, project: Project) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob(pattern)):
        name = _name(folder, path)
        try:
            text, problems = text_of(name, content(path, name, MIB))
        except CatalogueError as error:
            project.problems += error.problems
            continue
        if problems:
            project.problems += problems
        else:
            yield name, text


def _variables(folder: Path, project: Project) -> dict[str, Any]:
    """`vars` of dbt_project.yml."""
    path = folder / "dbt_project.yml"
    try:
        return dict(parse(path, _name(folder, path)).value.get("vars") or {}) if path.exists() else {}
    except CatalogueError as error:
        project.problems += error.problems
    except (AttributeError, TypeError, ValueError):
        message = "holds `vars` that are no `name: value` lines; correct them"
        project.problems.append(Problem(_name(folder, path), 1, "MODEL_YAML", message))
    return {}


def _render(
    variables: Mapping[str, Any], macros: Mapping[str, str], models: Mapping[str, str], tests: Mapping[str, str]
) -> tuple[dict[str, tuple[Rendered, ...]], list[Problem]]:
    from spark_jobs.flow.dbt_templates import render  # Jinja takes long to import, and mostly the answer is known

    return render(variables, macros, models, tests)


def _name(folder: Path, path: Path) -> str:
    return f"{folder.name}/{path.relative_to(folder)}"


def documents(folder: Path) -> tuple[list[Document], list[Problem]]:
    """The YAML beside the models, as strict as the catalogue's, and what is wrong with the files that are left out.

    Each has `models`, each of these `columns`, and both `name` and `meta`, which dbt also takes under `config`.
    """
    found: list[Document] = []
    problems: list[Problem] = []
    for path in sorted([*folder.glob("models/**/*.yml"), *folder.glob("models/**/*.yaml")]):
        if path == folder / dbt_files.SOURCES_FILE:
            continue
        try:
            document = parse(path, _name(folder, path))
            _complete(document.value)
            found.append(document)
        except CatalogueError as error:
            problems += error.problems
        except (AttributeError, KeyError, TypeError, ValueError):
            message = "holds `models` that are no list of names with columns; correct them"
            problems.append(Problem(_name(folder, path), 1, "MODEL_YAML", message))
    return found, problems


def described(folder: Path = PROJECT) -> dict[str, dict[str, Any]]:
    """dbt model → what its YAML says: description, columns with types and meta."""
    return {model["name"]: model for document in documents(folder)[0] for model in document.value["models"]}


def _complete(value: dict[str, Any]) -> None:
    value["models"] = value.get("models") or []
    for model in value["models"]:
        model["columns"] = model.get("columns") or []
        for part in (model, *model["columns"]):
            part["name"] = str(part["name"])
            part["meta"] = {**(part.get("meta") or {}), **((part.get("config") or {}).get("meta") or {})}


def _declared(
    document: Document, position: int, model: dict[str, Any]
) -> tuple[dict[str, dict[str, Any]], str, dict[str, int]]:
    """The `meta` of each column, the YAML file, and the line of each column."""
    lines = {c["name"]: document.line(("models", position, "columns", n)) for n, c in enumerate(model["columns"])}
    metas = {column["name"]: column["meta"] for column in model["columns"]}
    return metas, document.file, {"": document.line(("models", position))} | lines
