"""The reading of one SQL condition for `rule_sql`."""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from spark_jobs.proofs.rule_sql import TODAY, VALUE, Condition


def read(sql: str) -> Condition:
    """The names that it reads, or its fault with what to do about it."""
    text = sql.replace(VALUE, f"`{VALUE}`").replace(TODAY, "current_date()")
    try:
        tokens = sqlglot.tokenize(text, dialect="spark")
        if any(token.comments for token in tokens):
            return Condition(fault="holds a comment; move it to `english`")
        if any(token.token_type.name == "SEMICOLON" for token in tokens):
            return Condition(fault="holds a semicolon; write one condition")
        root = sqlglot.parse_one(text, dialect="spark")
    except ParseError as error:
        first = error.errors[0]
        return Condition(fault=f"is not SQL near `{first['highlight']}`; correct it")
    except (SqlglotError, RecursionError):
        return Condition(fault="is not SQL; correct it")
    if fault := _fault(root):
        return Condition(fault=fault)
    names = {".".join(part.name for part in column.parts) for column in root.find_all(exp.Column)}
    return Condition(tuple(sorted(names)))


def _fault(root: exp.Expr) -> str | None:
    if root.find(exp.Query, exp.AggFunc, exp.Window):
        return "looks at more than one row; write what holds for one"
    arithmetic = isinstance(root, exp.Binary) and not isinstance(root, exp.Predicate | exp.Connector)
    if not isinstance(root, exp.Condition) or isinstance(root, exp.Literal | exp.Null) or arithmetic:
        return "is not a condition; write what is true of a good row"
    return None
