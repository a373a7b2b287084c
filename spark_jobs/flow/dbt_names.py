"""Which names a template of a dbt project may use, so that what is rendered here is what dbt renders.

The theorem is static: a template that asks what only a run knows (`execute`, `target`, `env_var`, a table's rows by
`run_query`) could read one thing when it is checked and another when it runs. So a template may use what is listed
here and the macros of its own project, nothing else; and what dbt gives as an object may be called or printed, not
looked into, as it is a text here. What is not seen: the body of `spark__get_merge_sql` in `macros/merge.sql`, which is
ours and writes each theme table; it is tested, not proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from re import findall

from jinja2 import Environment, meta, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from catalog.problem import Problem

CODE = "DBT_UNPROVED"
#: What a model may call. A test reads only and is not rendered here; it has no `config` of its own.
TABLES = frozenset({"source", "ref"})
CALLED = TABLES | {"config", "var", "is_incremental"}
#: What Jinja itself gives, as far as it is the same every time.
JINJA = frozenset({"range", "dict", "namespace"})
#: The one macro of dbt that this project replaces, and where.
REPLACED = ("spark__get_merge_sql", "macros/merge.sql")


class UnprovedError(Exception):
    """A template does what dbt may do otherwise than here; `lineno` 0 if only the frame that raised it tells the line.

    Not a TemplateSyntaxError: of one that is raised while rendering, Jinja forgets the line.
    """

    def __init__(self, message: str, lineno: int = 0) -> None:
        super().__init__(message)
        self.lineno = lineno


class DbtBlocks(Extension):
    """The blocks that only dbt knows. A test is read like a macro, a text for the documentation is skipped."""

    tags = {"test", "data_test", "materialization", "snapshot", "docs"}  # noqa: RUF012 - as the base class has it

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """The block as a macro; raises UnprovedError for one that makes tables in a way of its own."""
        start = next(parser.stream)
        if start.value in ("materialization", "snapshot"):
            raise UnprovedError(
                f"`{{% {start.value} %}}` makes a table in a way that is not proved; remove it", start.lineno
            )
        if start.value == "docs":
            while parser.stream.current.type != "block_end":
                next(parser.stream)
            parser.parse_statements((f"name:end{start.value}",), drop_needle=True)
            return []
        test = nodes.Macro(lineno=start.lineno)
        test.name = f"test_{parser.parse_assign_target(name_only=True).name}"
        parser.parse_signature(test)
        test.body = parser.parse_statements((f"name:end{start.value}",), drop_needle=True)
        return test


Templates = Mapping[str, nodes.Template]


def problems(macros: Templates, models: Templates, tests: Templates) -> Iterator[Problem]:
    """What is wrong with the names that templates use and that macros have; each by file."""
    defined = {macro.name for template in macros.values() for macro in template.find_all(nodes.Macro)}
    for file, template in macros.items():
        yield from _taken(file, template)
        for macro in [it for it in template.body if isinstance(it, nodes.Macro)]:
            if not (macro.name == REPLACED[0] and file.endswith(REPLACED[1])):
                yield from _unknown(file, _template([macro]), defined | CALLED | {"this"})
        yield from _others(file, template)
    for file, template in {**models, **tests}.items():
        for macro in template.find_all(nodes.Macro):
            # dbt would call the one of that name in macros/.
            yield Problem(file, macro.lineno, CODE, f"`{macro.name}` is for a file of its own; move it to `macros/`")
    for file, template in models.items():
        yield from _unknown(file, template, defined | CALLED | {"this"})
    for file, template in tests.items():
        yield from _unknown(file, template, defined | TABLES | {"var"})


def _others(file: str, template: nodes.Template) -> Iterator[Problem]:
    """What stands between the macros of a file: dbt cuts out each macro and runs nothing else."""
    for part in template.body:
        plain = isinstance(part, nodes.Output) and all(isinstance(it, nodes.TemplateData) for it in part.nodes)
        if not plain and not isinstance(part, nodes.Macro):
            yield Problem(file, part.lineno, CODE, "dbt runs nothing between the macros of a file; put it into a macro")


def _template(body: list[nodes.Node]) -> nodes.Template:
    template = nodes.Template(body, lineno=1)
    template.set_environment(environment())
    return template


def _taken(file: str, template: nodes.Template) -> Iterator[Problem]:
    """Macros that dbt would use instead of its own."""
    for macro in template.find_all(nodes.Macro):
        ours = macro.name == REPLACED[0] and file.endswith(REPLACED[1])
        if not ours and (macro.name in of_dbt() or macro.name.startswith(("spark__", "default__"))):
            message = f"dbt would use the macro `{macro.name}` instead of its own, which is not proved; rename it"
            yield Problem(file, macro.lineno, CODE, message)


def _unknown(file: str, template: nodes.Template, known: Set[str]) -> Iterator[Problem]:
    free = meta.find_undeclared_variables(template)
    called = {id(call.node) for call in template.find_all(nodes.Call)}
    printed = [part for output in template.find_all(nodes.Output) for part in output.nodes]
    tables = {id(part.node) for part in printed if isinstance(part, nodes.Call)}
    printed_names = {id(part) for part in printed}
    for name in template.find_all(nodes.Name):
        if name.name in CALLED | {"this"} and name.ctx != "load":
            yield Problem(file, name.lineno, CODE, f"`{name.name}` is dbt's own name; take another")
        elif name.ctx != "load" or name.name not in free | CALLED | {"this"}:
            continue
        elif name.name not in known | JINJA:
            yield Problem(file, name.lineno, CODE, _unknown_name(name.name))
        elif name.name == "this" and id(name) not in printed_names:
            yield Problem(file, name.lineno, CODE, "write `{{ this }}` where the table is read, and nothing else of it")
        elif name.name in TABLES and id(name) not in tables:
            message = f"write `{{{{ {name.name}(…) }}}}` where the table is read, and nothing else of it"
            yield Problem(file, name.lineno, CODE, message)
        elif name.name not in JINJA | {"this"} and id(name) not in called:
            yield Problem(file, name.lineno, CODE, f"`{name.name}` may only be called, as `{name.name}(…)`")


def _unknown_name(name: str) -> str:
    if name in CALLED | {"this"}:
        return f"`{name}` may not be used here; remove it"
    if name == "dbt":
        return "dbt's own macros are not known to the proof; write the SQL itself (`||` for `dbt.concat`)"
    return (
        f"`{name}` is no macro of this project, and what dbt gives under it is known only when it runs; "
        "write what does not depend on the run"
    )


@cache
def of_dbt() -> frozenset[str]:
    """The macros of dbt and its adapter, and what it gives to templates."""
    found = {
        *CALLED,
        "this",
        "return",
        "log",
        "adapter",
        "execute",
        "target",
        "env_var",
        "run_query",
        "statement",
        "dbt",
    }
    spec = find_spec("dbt.include")
    for place in spec.submodule_search_locations or () if spec else ():
        for path in Path(place).glob("*/macros/**/*.sql"):
            found |= set(findall(r"\bmacro\s+(\w+)", path.read_text(encoding="utf-8")))
    return frozenset(found)


def environment() -> Environment:
    """Jinja that knows dbt's blocks and no name, to parse with."""
    made = Environment(extensions=["jinja2.ext.do", DbtBlocks])  # noqa: S701 SQL, not HTML
    made.globals.clear()
    made.filters.pop("random")
    return made
