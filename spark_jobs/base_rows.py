"""The rows of a base library as SQL, each column from the authority in force: the merge runs it, lineage reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from catalog.authority import Claim, in_force
from catalog.model import Base, Catalogue, Scope
from spark_jobs.elements import family


def column_types(catalogue: Catalogue, base: Base) -> dict[str, str]:
    """Column → Spark SQL type, by its element."""
    elements = {column.element for column in base.columns.values()}
    types = {element: family(catalogue.elements[element], catalogue.code_lists).type for element in elements}
    return {name: types[column.element] for name, column in base.columns.items()}


def select(base: Base, on: date, types: Mapping[str, str]) -> str:
    """The rows of a base by the authorities in force on a day, with `_source`, `_line`, `_delivery`, `_received_at`.

    `types` are those of `column_types`. The text is empty if no scope has begun.
    """
    return " UNION ALL ".join(_scope(base, scope, types, on) for scope in begun(base, on))


def begun(base: Base, on: date) -> list[Scope]:
    """The scopes that have records on a day; one that begins later has none yet."""
    return [scope for scope in base.scopes if (scope.since or date.min) <= on]


def _scope(base: Base, scope: Scope, types: Mapping[str, str], on: date) -> str:
    joins: list[str] = []
    fields: list[str] = []
    for name in base.columns:
        claim = in_force(base, name, scope, on)
        if claim is None:
            fields.append(f"CAST(NULL AS {types[name]}) AS {name}")
        elif claim.via:
            joins.append(_via(claim, alias := f"j{len(joins)}", _key(base, scope, on)))
            fields.append(f"{alias}.value AS {name}")
        else:
            fields.append(f"CAST({_value(claim)} AS {types[name]}) AS {name}")
    table = scope.source.split("/")[1]
    meta = f"'{scope.source}' AS _source, a._line, a._delivery, a._received_at"
    return f"SELECT {', '.join(fields)}, {meta} FROM standard.{table} a {' '.join(joins)} WHERE {scope.when}"


def _value(claim: Claim) -> str:
    return claim.declared.sql.replace("{x}", f"a.{claim.field}")


def _key(base: Base, scope: Scope, on: date) -> str:
    claim = in_force(base, base.key[0], scope, on)
    return _value(claim) if claim else "NULL"


def _via(claim: Claim, alias: str, key: str) -> str:
    """The latest value that another source gives for the key, under any of its key columns."""
    table, order = claim.source.split("/")[1], claim.latest or "_received_at"
    value = claim.declared.sql.replace("{x}", claim.field)
    holders = " UNION ALL ".join(
        f"SELECT {holder} AS k, {value} AS value, {order} AS o, _received_at AS r, _line AS l FROM standard.{table}"
        for holder in claim.via
    )
    ranked = f"SELECT *, row_number() OVER (PARTITION BY k ORDER BY o DESC, r DESC, l DESC) AS n FROM ({holders})"
    newest = f"SELECT k, value FROM ({ranked}) WHERE n = 1 AND k IS NOT NULL"
    return f"LEFT JOIN ({newest}) {alias} ON {alias}.k = {key}"
