"""Which tables a query really reads: every one must be known by name, and what is not followed is said."""

from __future__ import annotations

from collections.abc import Collection

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

from spark_jobs.flow.column_flow import SqlError

RECURSIVE = "a recursive WITH is not followed by the proof; write the levels out as joins, one per level"
PIVOT = "PIVOT is not followed by the proof; write `max(CASE WHEN kind = 'a' THEN value END) AS a` for each column"
UNPIVOT = "UNPIVOT is not followed by the proof; write a UNION ALL of one SELECT for each column"


def check_comments(sql: str) -> None:
    """Raises SqlError for a comment whose end one engine sees elsewhere than another, and so another query."""
    for token in sqlglot.tokenize(sql, dialect="spark"):
        for comment in token.comments:
            if "/*" in comment or comment.rstrip("\r").endswith("\\"):
                message = "a comment with `/*` in it, or with a backslash at its end, ends elsewhere for another engine"
                raise SqlError(token.line, f"{message}; take that out of the comment")


def check(query: exp.Expr, tables: Collection[str]) -> None:
    """Raises SqlError for a table that is not one of `tables`, `schema.table`, and for what cannot be followed."""
    known = {name.lower() for name in tables}
    for part in query.find_all(exp.With, exp.Pivot):
        if isinstance(part, exp.With) and part.recursive:
            raise SqlError(_line(part), RECURSIVE)
        if isinstance(part, exp.Pivot):
            raise SqlError(_line(part.parent or part), UNPIVOT if part.args.get("unpivot") else PIVOT)
    for table in query.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            message = f"`{table.this.sql('spark')}` in FROM is not followed; write `LATERAL VIEW explode(…)` or VALUES"
            raise SqlError(_line(table), message)
        name = ".".join(part.name for part in table.parts)
        if table.db and name.lower() not in known:
            raise SqlError(_line(table), _unnamed(name))
    for scope in traverse_scope(query):
        for source in scope.sources.values():
            if isinstance(source, exp.Table) and not source.db:
                raise SqlError(_line(source), _unnamed(source.name))


def _unnamed(name: str) -> str:
    return f"`{name}` is read by its plain name; name a table with `source()` or `ref()` only, so that it is proved"


def _line(part: exp.Expr) -> int:
    """The line of the first name in a part of a query."""
    lines = (name.meta.get("line") for name in part.find_all(exp.Identifier))
    return next((line for line in lines if line), 1)
