"""The models of a dbt project as plain SQL, rendered without dbt and without an engine, in milliseconds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from catalog.document import Document, parse
from catalog.problem import CatalogueError, Problem
from spark_jobs.masks import mask_sql

PROJECT = Path(__file__).parents[1] / "dbt_project"


@dataclass(frozen=True)
class Model:
    """One model: its table, its SQL with every `source` and `ref` as `schema.table`, and what its YAML declares.

    `origin`: for each line of `sql`, the line of `file` that it was rendered from. `columns`: column → its `meta`.
    `lines`: column → its line in `yaml_file`, the table's own line under "".
    """

    table: str
    file: str
    sql: str = field(repr=False)
    origin: tuple[int, ...] = field(repr=False)
    reads: frozenset[str] = frozenset()
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    yaml_file: str = ""
    lines: dict[str, int] = field(default_factory=dict, repr=False)

    def problem(self, code: str, message: str, line: int = 1) -> Problem:
        """A problem at a line of `sql`, named by the line of the file."""
        return Problem(self.file, self.origin[min(line, len(self.origin)) - 1], code, message)

    def line_of(self, word: str) -> int:
        """The first line of `sql` that mentions a word, else 1."""
        return next((n for n, line in enumerate(self.sql.splitlines(), 1) if word in line), 1)

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


def read(folder: Path) -> Project:
    """Render every model of a project. Never raises for what stands in it: `problems` names file and line."""
    project = Project()
    environment = _environment(folder, project)
    found, project.problems = documents(folder)
    declared = {model["name"]: _declared(it, at, model) for it in found for at, model in enumerate(it.value["models"])}
    for path in sorted(folder.glob("models/**/*.sql")):
        table, file, text = f"theme.{path.stem}", _name(folder, path), path.read_text(encoding="utf-8")
        reads: set[str] = set()
        try:
            template = environment.from_string(_marked(environment, text), _calls(table, reads))
            sql, origin = _unmarked(template.render())
        except Exception as error:  # a template may do anything, and nothing that it does may stop the others
            line = error.lineno if isinstance(error, TemplateSyntaxError) else _line_of(error)
            project.problems.append(Problem(file, line, "MODEL_TEMPLATE", str(error).splitlines()[0]))
            continue
        given = declared.get(path.stem, ({}, "", {}))
        project.models[table] = Model(table, file, sql, origin, frozenset(reads), *given)
    return project


def _marked(environment: Environment, text: str) -> str:
    """A template that says in comments which of its lines the text between two tags is from."""
    marked = []
    for line, kind, value in environment.lex(text):
        first, *rest = value.split("\n") if kind == "data" else [value]
        marked += [first, *(f"\n/*@{line + n}*/{part}" for n, part in enumerate(rest, 1))]
    return "".join(marked)


def _unmarked(rendered: str) -> tuple[str, tuple[int, ...]]:
    """The text without those comments, and for each of its lines the line of the template."""
    origin, line = [], 1
    for text in rendered.split("\n"):
        if found := re.match(r"/\*@(\d+)\*/", text):
            line = int(found[1])
        origin.append(line)
    return re.sub(r"/\*@\d+\*/", "", rendered), tuple(origin)


def _name(folder: Path, path: Path) -> str:
    return f"{folder.name}/{path.relative_to(folder)}"


def _calls(table: str, reads: set[str]) -> dict[str, Any]:
    """What dbt offers to a model, as far as it shapes a query. Reading a table is noted in `reads`."""

    def source(schema: str, name: str) -> str:
        reads.add(f"{schema}.{name}")
        return f"{schema}.{name}"

    def ref(*names: str, **_: object) -> str:
        return source("theme", names[-1])

    return {"source": source, "ref": ref, "this": table}


def _environment(folder: Path, project: Project) -> Environment:
    """Jinja as dbt has it, with the project's variables and macros. Variables set on the command line come from us."""
    environment = Environment(undefined=StrictUndefined, extensions=["jinja2.ext.do", _DbtBlocks])  # noqa: S701 SQL, not HTML
    path = folder / "dbt_project.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    known = (settings.get("vars") or {}) | {"scrub": mask_sql("scrub", "{x}")}
    environment.globals |= {
        "config": lambda *_, **__: "",
        "var": lambda name, default="": known.get(name, default),
        "env_var": lambda name, default="": default or name,
        "is_incremental": lambda: False,
        "execute": False,
        "target": {"name": "lake", "schema": "theme", "type": "spark"},
        "return": lambda value: value,
        "adapter": None,
    }
    for path in sorted(folder.glob("macros/**/*.sql")):
        try:
            module = environment.from_string(path.read_text(encoding="utf-8")).module
        except TemplateSyntaxError as error:
            problem = Problem(_name(folder, path), error.lineno, "MODEL_TEMPLATE", str(error.message))
            project.problems.append(problem)
            continue
        environment.globals |= {name: value for name, value in vars(module).items() if not name.startswith("_")}
    return environment


class _DbtBlocks(Extension):
    """The blocks that only dbt knows: read over, as none of them is part of a model's query."""

    tags = {"test", "data_test", "materialization", "snapshot", "docs"}  # noqa: RUF012 - as the base class has it

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Skip to the end of the block."""
        name = next(parser.stream).value
        while parser.stream.current.type != "block_end":
            next(parser.stream)
        parser.parse_statements((f"name:end{name}",), drop_needle=True)
        return []


def _line_of(error: BaseException) -> int:
    """The line of a template in which rendering stopped: the innermost frame that Jinja made from one."""
    line, frame = 1, error.__traceback__
    while frame:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def documents(folder: Path) -> tuple[list[Document], list[Problem]]:
    """The YAML beside the models, as strict as the catalogue's, and what is wrong with the files that are left out.

    Each has `models`, each of these `columns`, and both `name` and `meta`, which dbt also takes under `config`.
    """
    found: list[Document] = []
    problems: list[Problem] = []
    for path in sorted([*folder.glob("models/**/*.yml"), *folder.glob("models/**/*.yaml")]):
        if path.name.startswith("_"):
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
