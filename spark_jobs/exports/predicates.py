"""A rule's SQL predicate as JSON Schema, as far as JSON Schema can say it: the same definition, not a second one."""

from __future__ import annotations

from typing import Any

from sqlglot import exp, parse_one

Schema = dict[str, Any]
SHAPE_ONLY = "the list is too long for an enum: this is only the shape of its codes"
#: A list longer than this becomes a pattern of its shapes: an enum of thousands helps nobody.
LONGEST_ENUM = 256


class UnsaidError(Exception):
    """JSON Schema has no words for this."""


def holds(fails: str, *, number: bool = False) -> Schema | None:
    """The schema of the values for which a check's `fails`, SQL over {x}, is false; None where it cannot be said.

    `number`: the value is a JSON number, and only what compares it with numbers can be said.
    """
    if "{as_of}" in fails:
        return None
    tree = parse_one(fails.replace("{x}", "x"), dialect="spark")
    try:
        schema = _negated(_said(tree, number))
    except UnsaidError:
        return None
    # A shape is less than the rule; what is built on it would say neither less nor more.
    return None if SHAPE_ONLY in str(schema) and "$comment" not in schema else schema


def whole(schema: Schema | None) -> bool:
    """Whether a schema says all that its rule says."""
    return schema is not None and "$comment" not in schema


#: Word → word for the opposite, and what is added to its number.
OPPOSITE = {
    "minLength": ("maxLength", -1), "maxLength": ("minLength", 1),
    "minimum": ("exclusiveMaximum", 0), "exclusiveMaximum": ("minimum", 0),
    "maximum": ("exclusiveMinimum", 0), "exclusiveMinimum": ("maximum", 0),
}  # fmt: skip


def _negated(schema: Schema) -> Schema:
    """The opposite, in the plainest words: no double `not`, and a length that is not at most n is at least n + 1."""
    if len(schema) > 1:
        return {"not": schema}
    match schema:
        case {"not": inner}:
            return dict(inner)
        case {"anyOf": parts}:
            return {"allOf": [_negated(part) for part in parts]}
        case {"allOf": parts}:
            return {"anyOf": [_negated(part) for part in parts]}
    (word, number), *_ = schema.items()
    if word not in OPPOSITE:
        return {"not": schema}
    opposite, added = OPPOSITE[word]
    return {opposite: number + added}


def _said(node: exp.Expr, number: bool) -> Schema:
    """A schema that exactly the values satisfy for which the predicate is true."""
    if node.args.get("negate"):  # how the parser keeps NOT LIKE
        positive = node.copy()
        positive.set("negate", None)
        return _negated(_said(positive, number))
    match node:
        case exp.Paren():
            return _said(node.this, number)
        case exp.Not():
            return _negated(_said(node.this, number))
        case exp.And():
            return {"allOf": [_said(part, number) for part in node.flatten()]}
        case exp.Or():
            return {"anyOf": [_said(part, number) for part in node.flatten()]}
    return _number(node) if number else _text(node)


def _text(node: exp.Expr) -> Schema:
    match node:
        case exp.RegexpLike() if _is_x(node.this):
            return {"pattern": _literal(node.expression)}
        case exp.In() if _is_x(node.this):
            return _listed([_literal(item) for item in node.expressions])
        case exp.In() if isinstance(node.this, exp.Left | exp.Substring):
            return _part(node.this, [_literal(item) for item in node.expressions])
        case exp.EQ() if isinstance(node.this, exp.Left | exp.Substring):
            return _part(node.this, [_literal(node.expression)])
        case exp.StartsWith() if _is_x(node.this):
            return {"pattern": f"^{_plain(_literal(node.expression))}"}
        case exp.GT() if isinstance(node.this, exp.StrPosition) and _is_x(node.this.this):
            return {"pattern": _plain(_literal(node.this.args["substr"]))}
        case exp.In() if isinstance(node.this, exp.Length) and _is_x(node.this.this):
            lengths = sorted(int(_literal(item)) for item in node.expressions)
            return {"anyOf": [{"minLength": length, "maxLength": length} for length in lengths]}
        case exp.Between() if isinstance(node.this, exp.Length) and _is_x(node.this.this):
            return {"minLength": int(_literal(node.args["low"])), "maxLength": int(_literal(node.args["high"]))}
        case exp.EQ() | exp.NEQ() | exp.GT() | exp.LT() if isinstance(node.this, exp.Length) and _is_x(node.this.this):
            return _length(node, int(_literal(node.expression)))
    raise UnsaidError


def _part(node: exp.Expr, values: list[str]) -> Schema:
    """A stretch of the text, of a fixed place and length, that is one of some values of that length."""
    start = 1 if isinstance(node, exp.Left) else int(_literal(node.args["start"]))
    length = int(_literal(node.expression if isinstance(node, exp.Left) else node.args["length"]))
    if not _is_x(node.this) or {len(value) for value in values} != {length}:
        raise UnsaidError
    before = f".{{{start - 1}}}" if start > 1 else ""
    return {"pattern": f"^{before}({'|'.join(sorted(map(_plain, values)))})"}


def _length(node: exp.Expr, length: int) -> Schema:
    match node:
        case exp.GT():
            return {"minLength": length + 1}
        case exp.LT():
            return {"maxLength": length - 1}
        case exp.NEQ():
            return {"not": {"minLength": length, "maxLength": length}}
    return {"minLength": length, "maxLength": length}


def _number(node: exp.Expr) -> Schema:
    match node:
        case exp.Between() if _is_x(node.this):
            return {"minimum": _numeral(node.args["low"]), "maximum": _numeral(node.args["high"])}
        case exp.GT() if _is_x(node.this):
            return {"exclusiveMinimum": _numeral(node.expression)}
        case exp.LT() if _is_x(node.this):
            return {"exclusiveMaximum": _numeral(node.expression)}
        case exp.Like() if _is_x(node.this) and _literal(node.expression) == "-%":
            return {"exclusiveMaximum": 0}
        case exp.RegexpLike() if _is_x(node.this) and _literal(node.expression) == "^-.*[1-9]":
            return {"exclusiveMaximum": 0}
    raise UnsaidError


def _listed(values: list[str]) -> Schema:
    if len(values) <= LONGEST_ENUM:
        return {"enum": sorted(values)}
    shapes = {"".join("9" if c.isdigit() else "A" if c.isalpha() else _plain(c) for c in value) for value in values}
    words = "|".join(sorted(shapes)).replace("9", "[0-9]").replace("A", "[A-Z]")
    return {"pattern": f"^({words})$", "$comment": SHAPE_ONLY}


def _is_x(node: exp.Expr) -> bool:
    """The value itself, or the value read as a number."""
    while isinstance(node, exp.Cast | exp.TryCast | exp.Paren):
        node = node.this
    if isinstance(node, exp.Func) and node.sql_name() == "REPLACE":
        node = node.this
    return isinstance(node, exp.Column) and node.name == "x"


def _literal(node: exp.Expr) -> str:
    if not isinstance(node, exp.Literal):
        raise UnsaidError
    return str(node.this)


def _numeral(node: exp.Expr) -> int:
    text = _literal(node)
    if not text.isdigit():
        raise UnsaidError
    return int(text)


def _plain(text: str) -> str:
    return "".join(f"\\{c}" if c in "^$\\.*+?()[]{}|/" else c for c in text)
