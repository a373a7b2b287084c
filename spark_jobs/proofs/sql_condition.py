"""The reading of one SQL condition for `rule_sql`: only what both engines can do, with the same answer every day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.spark import Spark
from sqlglot.errors import ParseError, SqlglotError

from spark_jobs.proofs import rule_pattern
from spark_jobs.proofs.rule_functions import FUNCTIONS, MANY
from spark_jobs.proofs.rule_sql import TODAY, VALUE, Condition

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ)
PREDICATES = (*COMPARED, exp.Between, exp.In, exp.Is, exp.Like, exp.RegexpLike)
#: What a condition may be made of, functions and names apart.
PARTS = (
    *(exp.Paren, exp.And, exp.Or, exp.Not, exp.Boolean, exp.Null, exp.Literal, exp.Case, exp.If, exp.Lambda),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg, exp.DPipe, exp.Cast, exp.TryCast, exp.DataType),
    *(exp.DataTypeParam, exp.Column, exp.Identifier, exp.Anonymous),
)
MANY_ROWS = "looks at more than one row; write what holds for one"
NO_CONDITION = "is not a condition; write what is true of a good row"


class _Plain(Spark):
    """Spark's SQL with every function as it is written: sqlglot would turn one into another and add arguments."""

    class Parser(Spark.Parser):  # type: ignore[misc, valid-type]
        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS = {name: Spark.Parser.FUNCTION_PARSERS[name] for name in ("CAST", "TRY_CAST")}  # noqa: RUF012
        NO_PAREN_FUNCTION_PARSERS = {"CASE": Spark.Parser.NO_PAREN_FUNCTION_PARSERS["CASE"]}  # noqa: RUF012
        NO_PAREN_FUNCTIONS: ClassVar[dict[Any, Any]] = {}


def read(sql: str) -> Condition:
    """The names that it reads, or its fault with what to do about it."""
    text = sql.replace(VALUE, f"`{VALUE}`").replace(TODAY, f"`{TODAY}`")
    try:
        tokens = sqlglot.tokenize(text, dialect="spark")
        if any(token.comments for token in tokens):
            return Condition(fault="holds a comment; move it to `english`")
        if any(token.token_type.name == "SEMICOLON" for token in tokens):
            return Condition(fault="holds a semicolon; write one condition")
        known = sqlglot.parse_one(text, dialect="spark")
        if known.find(exp.Query, exp.AggFunc, exp.Window):
            return Condition(fault=MANY_ROWS)
        if not isinstance(known, exp.Condition):
            return Condition(fault=NO_CONDITION)
        root = sqlglot.parse_one(text, dialect=_Plain)
    except ParseError as error:
        first = error.errors[0]
        return Condition(fault=f"is not SQL near `{first['highlight']}`; correct it")
    except (SqlglotError, RecursionError):
        return Condition(fault="is not SQL; correct it")
    if fault := next(_faults(sql, root), None):
        return Condition(fault=fault)
    return Condition(tuple(sorted(_names(root) - {TODAY})))


def _names(root: exp.Expr) -> set[str]:
    return {".".join(part.name for part in column.parts) for column in root.find_all(exp.Column)}


def _faults(sql: str, root: exp.Expr) -> Iterator[str]:
    """Everything wrong, what explains most first."""
    if "\\" in sql:
        yield r"holds a backslash, which the engines read differently; write [0-9] for \d, [.] for \."
    for part in root.walk():
        if isinstance(part, exp.Anonymous):
            yield from _call(part)
        elif isinstance(part, exp.RegexpLike):
            yield from _pattern(part.expression)
        elif isinstance(part, exp.Literal):
            yield from _literal(part)
        elif not isinstance(part, PREDICATES + PARTS):
            yield f"holds `{part.sql('spark')}`, which a rule may not; write it with what standard SQL has"
    if not all(map(_is_condition, _decisive(root))):
        yield NO_CONDITION
    for part in root.find_all(exp.Boolean, *PREDICATES):
        yield from _constant(part)


def _call(call: exp.Anonymous) -> Iterator[str]:
    name, given = call.name.lower(), call.expressions
    if (function := FUNCTIONS.get(name)) is None:
        yield f"calls `{name}`, which is none of the functions of rules; spark_jobs/proofs/rule_functions.py has them"
        return
    if not function.least <= len(given) <= function.most:
        numbers = (
            f"{function.least} or more"
            if function.most == MANY
            else " to ".join(map(str, sorted({function.least, function.most})))
        )
        yield f"calls `{name}` with {len(given)} arguments; it takes {numbers}"
    elif function.pattern is not None:
        yield from _pattern(given[function.pattern])


def _pattern(pattern: exp.Expr) -> Iterator[str]:
    if not isinstance(pattern, exp.Literal) or not pattern.is_string:
        yield "has a regular expression that is not written out; write it in quotes"
    elif fault := rule_pattern.fault(pattern.name):
        yield f"has the regular expression `{pattern.name}`, which {fault}; correct it"


def _literal(literal: exp.Literal) -> Iterator[str]:
    """A text that looks like a day is one; a text that is cast to a day is one too."""
    cast = literal.parent.to.this.name if isinstance(literal.parent, exp.Cast | exp.TryCast) else ""
    if literal.is_string and (DAY.fullmatch(literal.name) or cast == "DATE"):
        try:
            date.fromisoformat(literal.name)
        except ValueError:
            yield f"has the day `{literal.name}`, which no calendar has; correct it"


def _decisive(root: exp.Expr) -> Iterator[exp.Expr]:
    """Every part that has to be true or false: the whole, what is joined or negated, what a choice depends on."""
    yield root
    for part in root.find_all(exp.And, exp.Or, exp.Not, exp.If):
        yield part.this
        if isinstance(part, exp.Connector):
            yield part.expression
    yield from (it.expressions[0] for it in root.find_all(exp.Anonymous) if it.name.lower() == "if")


def _is_condition(part: exp.Expr) -> bool:
    """Whether it is true or false of a row, by how it is written; no column of a delivery is."""
    match part:
        case exp.Paren():
            return _is_condition(part.this)
        case exp.Case():
            results = [it.args["true"] for it in part.args["ifs"]] + [part.args.get("default") or exp.Null()]
            return all(isinstance(it, exp.Null) or _is_condition(it) for it in results)
        case exp.Anonymous() if part.name.lower() in ("if", "coalesce"):
            return all(map(_is_condition, part.expressions[part.name.lower() == "if" :]))
        case exp.Anonymous():
            return FUNCTIONS[part.name.lower()].condition
    return isinstance(part, (exp.Boolean, exp.Connector, exp.Not, *PREDICATES))


def _constant(part: exp.Expr) -> Iterator[str]:
    """What is the same for every row decides nothing; a truth value may be the result of a CASE or a function."""
    if isinstance(part, exp.Boolean):
        alone = not isinstance(part.parent, exp.Case | exp.If | exp.Anonymous)
    elif part.find_ancestor(exp.Lambda):
        alone = False  # of the value that the function hands over
    else:
        alone = not _names(part) - {TODAY} or (isinstance(part, COMPARED) and part.left == part.right)
    if alone:
        yield f"has `{part.sql(_Plain)}`, which is the same for every row; write what a good row must have"
