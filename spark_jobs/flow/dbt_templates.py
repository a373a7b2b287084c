"""The templates of a dbt project, rendered as dbt would, for `dbt_models`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from catalog.problem import Problem
from spark_jobs.flow.dbt_models import Rendered
from spark_jobs.masks import mask_sql


def render(
    variables: Mapping[str, Any], macros: Mapping[str, str], models: Mapping[str, str]
) -> tuple[dict[str, Rendered], list[Problem]]:
    """File → what its template renders to, and a problem for each that does not. `macros`, `models`: file → text."""
    problems: list[Problem] = []
    rendered: dict[str, Rendered] = {}
    environment = _environment(variables, macros, problems)
    for file, text in models.items():
        reads: set[str] = set()
        try:
            table = f"theme.{file.rpartition('/')[2].removesuffix('.sql')}"
            template = environment.from_string(_marked(environment, text), _calls(table, reads))
            rendered[file] = Rendered(*_unmarked(template.render()), frozenset(reads))
        except Exception as error:  # a template may do anything, and nothing that it does may stop the others
            line = error.lineno if isinstance(error, TemplateSyntaxError) else _line_of(error)
            problems.append(Problem(file, line, "MODEL_TEMPLATE", str(error).splitlines()[0]))
    return rendered, problems


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


def _calls(table: str, reads: set[str]) -> dict[str, Any]:
    """What dbt offers to a model, as far as it shapes a query. Reading a table is noted in `reads`."""

    def source(schema: str, name: str) -> str:
        reads.add(f"{schema}.{name}")
        return f"{schema}.{name}"

    def ref(*names: str, **_: object) -> str:
        return source("theme", names[-1])

    return {"source": source, "ref": ref, "this": table}


def _environment(variables: Mapping[str, Any], macros: Mapping[str, str], problems: list[Problem]) -> Environment:
    """Jinja as dbt has it, with the project's variables and macros. Variables set on the command line come from us."""
    environment = Environment(undefined=StrictUndefined, extensions=["jinja2.ext.do", _DbtBlocks])  # noqa: S701 SQL, not HTML
    known = {**variables, "scrub": mask_sql("scrub", "{x}")}
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
    for file, text in macros.items():
        try:
            module = environment.from_string(text).module
        except TemplateSyntaxError as error:
            problems.append(Problem(file, error.lineno, "MODEL_TEMPLATE", str(error.message)))
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
