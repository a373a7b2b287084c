"""What pydantic finds, in words that say what to change."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from catalog.document import Document
from catalog.problem import Problem
from catalog.terms import SEEN, SEEN_LINES

UNSEEN = "holds a character that is not seen, or a line break; remove it"
#: Types that YAML itself tells apart.
TYPES = {
    "int_type": "a whole number; write it in digits, without quotes",
    "float_type": "a number; write it in digits, without quotes",
    "bool_type": "true or false, without quotes",
    "date_type": "a day; write it as 2010-01-31, without quotes",
}
#: Patterns of `catalog.model` that a message explains better than it quotes.
EXPLAINED = {
    "^[a-z][a-z0-9_]*$": "write it with a–z, 0–9 and _, beginning with a letter",
    "^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*$": "write it as `<department>/<source>`",
    r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$": "write it as `<department>/<source>.<column>`",
    r"^(standard|base|theme)\.[a-z][a-z0-9_]*$": "name a table, such as base.person",
    r"^(standard|base|theme)\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$": "name a column, such as base.person.name",
    r"^(standard|base|theme)\.[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$": "name a table or column, such as base.person.name",
    "^[a-z0-9]+$": "write the suffix of the files without its dot, such as csv",
    "^[A-Z][A-Z0-9_]*$": "write it with A–Z, 0–9 and _, beginning with a letter",
    SEEN: UNSEEN,
    SEEN_LINES: UNSEEN,
    r"^[^@\s]+@[^@\s]+$": "is not an e-mail address; correct it",
}


def problems_of(document: Document, error: ValidationError) -> list[Problem]:
    """Every validation error as a problem at its line. A list whose items are wrong is not empty for that."""
    found: list[dict[str, Any]] = [dict(item) for item in error.errors(include_url=False)]
    places = {item["loc"][:length] for item in found for length in range(len(item["loc"]))}
    return [_problem(document, item) for item in found if item["type"] != "too_short" or item["loc"] not in places]


def _problem(document: Document, error: dict[str, Any]) -> Problem:
    place = tuple(error["loc"])
    dotted = ".".join(str(part) for part in place if part != "[key]")
    match error["type"]:
        case "extra_forbidden":
            return document.problem(place, "UNKNOWN_FIELD", f"`{dotted}` is not a field here; correct or remove it")
        case "missing":
            return document.problem(place, "MISSING_FIELD", f"`{dotted}` is required; add it")
        case kind:
            return document.problem(place, "INVALID_VALUE", f"`{dotted}`{_reason(kind, error)}")


def _reason(kind: str, error: dict[str, Any]) -> str:
    match kind:
        case _ if wanted := TYPES.get(kind):
            return f" must be {wanted}"
        case "string_type":
            return " must be text; put it in quotes if that is what it is"
        case "string_pattern_mismatch" if explained := EXPLAINED.get(error["ctx"]["pattern"]):
            return f": {explained}"
        case "value_error":
            return f" {error['ctx']['error']}"
        case "string_too_short":
            return " is empty; fill it in"
        case "too_short":
            return " holds nothing; name at least one"
        case "dict_type" | "model_type" | "model_attributes_type":
            return " must hold `field: value` lines"
        case "tuple_type" | "list_type":
            return " must be a list; write [a, b]"
        case _:
            return f": {error['msg']}"
