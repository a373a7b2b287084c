"""The level of every column 数据分级 (GB/T 43697-2024 就高从严): that of its element, and never below its inputs'.

What is automatic: a column that no other column's value gets into (a literal, `count(*)`) has level 1. Everything else
that lowers a level, also an average or `count(x)`, must say so: `meta: {level: n, declassified: reason}` in the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.problem import Problem
from spark_jobs.fixed_tables import FIXED
from spark_jobs.flow.lineage import Field
from spark_jobs.proofs.declared import Declared

Levels = dict[Field, int]
LOWEST, HIGHEST = 1, 4
#: Tokens and masked values are de-identified, not anonymous; a quarantined row is whole.
QUALITY_LEVEL, WHOLE = 2, frozenset({Field("quality.quarantine", "row")})


def levels(declared: Declared) -> tuple[Levels, list[Problem]]:
    """The level of every column of the lake, and a problem for each that is declared lower without a reason."""
    found: Levels = {}
    problems: list[Problem] = []
    # Every table stands in the lineage after those that it is made from.
    for at in declared.known.flows:
        inherited = max((found.get(value, LOWEST) for value in declared.known.inputs(at)), default=LOWEST)
        match at.table.split(".")[0]:
            case "theme":
                found[at], problem = _theme(declared, found, at, inherited)
            case "base":
                found[at], problem = _base(declared, found, at, inherited)
            case _:
                found[at], problem = _leaf(declared, at), None
        problems += [problem] if problem else []
    return found, problems


def derivation(declared: Declared, found: Mapping[Field, int], at: Field, level: int) -> str:
    """Where a level comes from, as `standard.x.y (4) → … → theme.z.w`."""
    way = [at]
    while inputs := [value for value in sorted(declared.known.inputs(way[-1])) if found.get(value, 1) >= level]:
        way.append(inputs[0])
    return " → ".join([*(f"{step} ({found[step]})" for step in reversed(way[1:])), str(at)])


def _leaf(declared: Declared, at: Field) -> int:
    if at in declared.elements:
        return declared.catalogue.elements[declared.elements[at]].level
    if at.table in FIXED:
        return HIGHEST if at in WHOLE else QUALITY_LEVEL if at.table.startswith("quality.") else LOWEST
    source = declared.source_of(at)
    if at.column == "_row_hash" and source:
        # A hash can be tried out against guessed rows.
        elements = (column.element for column in declared.catalogue.sources[source].columns.values())
        return max(declared.catalogue.elements[element].level for element in elements)
    return LOWEST


def _base(declared: Declared, found: Levels, at: Field, inherited: int) -> tuple[int, Problem | None]:
    if at not in declared.elements:  # valid_from, valid_to
        return max(LOWEST, inherited), None
    level = declared.catalogue.elements[declared.elements[at]].level
    if level >= inherited:
        return level, None
    base = at.table.removeprefix("base.")
    if base not in declared.catalogue.bases:  # a history says no more than its base
        return inherited, None
    message = _lowered(declared, found, at, level, inherited, "take an element of that level")
    return inherited, declared.problem(f"bases/{base}", ("columns", at.column), "LEVEL_LOWERED", message)


def _theme(declared: Declared, found: Levels, at: Field, inherited: int) -> tuple[int, Problem | None]:
    model = declared.known.models[at.table]
    meta: Mapping[str, Any] = model.columns.get(at.column, {})
    level, declassified = _stated(declared, at, meta), meta.get("declassified")
    if isinstance(level, tuple):
        return inherited, model.column_problem(at.column, *level)
    if level >= inherited:
        if not declassified:
            return level, None
        message = f"{at} has level {level}, its inputs have {inherited}: nothing is lowered; remove `declassified`"
        return level, model.column_problem(at.column, "NOTHING_LOWERED", message)
    if declassified:
        return level, None
    message = _lowered(declared, found, at, level, inherited, "declare that level, or the reason in `declassified`")
    return inherited, model.column_problem(at.column, "LEVEL_LOWERED", message)


def _stated(declared: Declared, at: Field, meta: Mapping[str, Any]) -> int | tuple[str, str]:
    """The level that a model states for a column, by number or by element; or what is wrong: code and message."""
    level, element = meta.get("level"), meta.get("element")
    if element and element not in declared.catalogue.elements:
        return "UNKNOWN_ELEMENT", f"there is no elements/{element}.yml; correct the name or add the file"
    if not isinstance(meta.get("declassified", ""), str):
        return "NO_REASON", "`declassified` is the reason, in words"
    if level is None and element:
        return declared.catalogue.elements[element].level
    if not isinstance(level, int) or not LOWEST <= level <= HIGHEST:
        return (
            "NO_LEVEL",
            f"{at} needs `meta: {{element: …}}`, or `meta: {{level: n}}` with n from {LOWEST} to {HIGHEST}",
        )
    return level


def _lowered(declared: Declared, found: Levels, at: Field, level: int, inherited: int, remedy: str) -> str:
    way = derivation(declared, found, at, inherited)
    return f"{at} is declared at level {level}, but inherits {inherited}: {way}; {remedy}"
