"""The templates of a dbt project, rendered as dbt would, for `dbt_models`: each model both ways that dbt may run it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from catalog.problem import Problem
from spark_jobs.flow import dbt_names
from spark_jobs.flow.dbt_files import CONFIG
from spark_jobs.flow.dbt_models import Rendered
from spark_jobs.flow.dbt_names import CODE, DbtBlocks, UnprovedError
from spark_jobs.masks import mask_sql

#: What spark_jobs/themes.py hands over on the command line: `scrub` is known here, the checks are for tests only.
HANDED_OVER = {"scrub": mask_sql("scrub", "{x}")}


@dataclass
class _Dbt:
    """What dbt offers to the model that is rendered now. Reading a table is noted in `reads`."""

    variables: Mapping[str, Any]
    table: str = ""
    incremental: bool = False
    reads: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        return self.table

    def source(self, schema: str, name: str) -> str:
        self.reads.add(f"{schema}.{name}")
        return f"{schema}.{name}"

    def ref(self, *names: str) -> str:
        return self.source("theme", names[-1])

    def is_incremental(self) -> bool:
        return self.incremental

    def var(self, name: str, *_: object) -> Any:
        if name not in self.variables:
            raise UnprovedError(f"`var('{name}')` has no value in `vars` of dbt_project.yml; give it one there")
        return self.variables[name]

    def config(self, *given: Mapping[str, Any], **named: Any) -> str:
        for key in sorted({*named, *(key for it in given for key in it)} - CONFIG.keys()):
            raise UnprovedError(f"`config({key}=…)` lets dbt do more than the query says; remove it")
        for key, value in {**named, **{k: v for it in given for k, v in it.items()}}.items():
            if CONFIG[key] is not None and value not in CONFIG[key]:  # type: ignore[operator]
                raise UnprovedError(f"`config({key}=…)` is {' or '.join(CONFIG[key] or ())} here; correct it")
        return ""


def render(
    variables: Mapping[str, Any], macros: Mapping[str, str], models: Mapping[str, str], tests: Mapping[str, str]
) -> tuple[dict[str, tuple[Rendered, ...]], list[Problem]]:
    """File → what its template renders to, and a problem for each that does not. All by file → text.

    A model is rendered as for its first run and as for every later one (`is_incremental()`); one text if they agree.
    """
    found: list[Problem] = []
    parsed = {file: _parsed(file, text, found) for file, text in {**macros, **models, **tests}.items()}
    usable = {file: template for file, template in parsed.items() if template is not None}
    of_macros, of_models, of_tests = (
        {file: template for file, template in usable.items() if file in part} for part in (macros, models, tests)
    )
    found += dbt_names.problems(of_macros, of_models, of_tests)
    refused = {problem.file for problem in found}
    dbt = _Dbt({**variables, **HANDED_OVER})
    environment = _environment(dbt, {file: macros[file] for file in of_macros}, of_macros, found)
    rendered = {
        file: both
        for file, text in models.items()
        if file not in refused and (both := _both(environment, dbt, file, text, found))
    }
    return rendered, found


def _parsed(file: str, text: str, found: list[Problem]) -> nodes.Template | None:
    try:
        return dbt_names.environment().parse(text)
    except (TemplateSyntaxError, UnprovedError, RecursionError) as error:
        found.append(_problem(file, error))
        return None


def _both(environment: Environment, dbt: _Dbt, file: str, text: str, found: list[Problem]) -> tuple[Rendered, ...]:
    try:
        plain, marked = environment.from_string(text), environment.from_string(_marked(environment, text))
        made = []
        for dbt.incremental in (False, True):
            dbt.table, dbt.reads = f"theme.{file.rpartition('/')[2].removesuffix('.sql')}", set()
            sql, (alike, origin) = plain.render(), _unmarked(marked.render())
            # A mark keeps a line break that `{{-` takes away; what is proved is the text without any mark.
            made.append(Rendered(sql, origin if sql == alike else _nearest(text, sql), frozenset(dbt.reads)))
        return tuple(dict.fromkeys(made))
    except Exception as error:  # a template may do anything, and nothing that it does may stop the others
        found.append(_problem(file, error))
        return ()


def _problem(file: str, error: Exception) -> Problem:
    known = isinstance(error, TemplateSyntaxError | UnprovedError)
    line = (error.lineno if known else 0) or _line_of(error)  # type: ignore[attr-defined]
    said = (error.message if isinstance(error, TemplateSyntaxError) else "") or str(error) or type(error).__name__
    return Problem(file, line, CODE if isinstance(error, UnprovedError) else "MODEL_TEMPLATE", said.splitlines()[0])


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


def _nearest(template: str, rendered: str) -> tuple[int, ...]:
    """For each line of a text, the line of the template that holds the same, else that of the line before."""
    origin, line, known = [], 1, template.split("\n")
    for text in (line.strip() for line in rendered.split("\n")):
        line = next((n for n, it in enumerate(known, 1) if text and text in it), line)
        origin.append(line)
    return tuple(origin)


def _environment(
    dbt: _Dbt, macros: Mapping[str, str], parsed: Mapping[str, nodes.Template], problems: list[Problem]
) -> Environment:
    """Jinja as dbt has it. A macro is looked up when it is called, so that it may stand in any file."""
    environment = SandboxedEnvironment(undefined=StrictUndefined, extensions=["jinja2.ext.do", DbtBlocks])
    environment.filters.pop("random")
    found: dict[str, Callable[..., Any]] = {}

    def late(name: str) -> Callable[..., Any]:
        return lambda *given, **named: found[name](*given, **named)

    names = {macro.name for template in parsed.values() for macro in template.find_all(nodes.Macro)}
    known = {name: getattr(dbt, name) for name in dbt_names.CALLED}
    environment.globals |= {name: late(name) for name in names} | known | {"this": dbt}
    for file, text in macros.items():
        try:
            module = vars(environment.from_string(text).module)
        except Exception as error:  # as above
            problems.append(_problem(file, error))
            continue
        found |= {name: module[name] for name in names & module.keys()}
    return environment


def _line_of(error: BaseException) -> int:
    """The line of a template in which rendering stopped: the innermost frame that Jinja made from one."""
    line, frame = 1, error.__traceback__
    while frame:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return line
