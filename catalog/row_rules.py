"""What must hold for the row rules of one element or source, whatever their SQL says."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.document import Document
from catalog.model import Element, Rule, Source
from catalog.problem import Problem


def of_element(element: Element, document: Document) -> Iterator[Problem]:
    """A reason names one rule."""
    yield from _twice(element.rules, document)


def of_source(source: Source, document: Document) -> Iterator[Problem]:
    """A rule of a table names the columns that a clerk must look at; the first one gives it its id."""
    for position, rule in enumerate(source.rules):
        if not rule.columns:
            message = f"`{rule.name}` must name in `columns` what a clerk has to look at; add it"
            yield document.problem(("rules", position), "NO_COLUMNS", message)
        for at, column in enumerate(rule.columns):
            if column not in source.columns:
                message = f"`{column}` is not a column of this source; correct it or add the column"
                yield document.problem(("rules", position, "columns", at), "UNKNOWN_COLUMN", message)
    yield from _twice(source.rules, document)


def _twice(rules: tuple[Rule, ...], document: Document) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], str] = {}
    for position, rule in enumerate(rules):
        if (other := seen.setdefault((*rule.columns[:1], rule.reason), rule.name)) != rule.name or any(
            rule.name == before.name for before in rules[:position]
        ):
            message = f"`{other}` has this name, or this reason for the same first column; give each its own"
            yield document.problem(("rules", position), "RULE_TWICE", message)
