"""The rows of a base library as SQL: each column from its authority. The merge runs this text, lineage reads it."""

from __future__ import annotations

from catalog.model import Base, BaseColumn, Catalogue, Scope
from spark_jobs.elements import family


def column_types(catalogue: Catalogue, base: Base) -> dict[str, str]:
    """Column → Spark SQL type, by its element."""
    return {
        name: family(catalogue.elements[column.element], catalogue.code_lists).type
        for name, column in base.columns.items()
    }


def select(catalogue: Catalogue, base: Base) -> str:
    """The rows of a base as its authorities say now, with `_source`, `_line`, `_delivery`, `_received_at` of each."""
    types = column_types(catalogue, base)
    return " UNION ALL ".join(_scope(base, scope, types) for scope in base.scopes)


def _scope(base: Base, scope: Scope, types: dict[str, str]) -> str:
    joins: list[str] = []
    fields: list[str] = []
    for name, column in base.columns.items():
        if scope.id in column.absent_in:
            fields.append(f"CAST(NULL AS {types[name]}) AS {name}")
        elif column.via:
            joins.append(_via(base, column, alias := f"j{len(joins)}"))
            fields.append(f"{alias}.value AS {name}")
        else:
            fields.append(f"CAST({_own(column, scope)} AS {types[name]}) AS {name}")
    table = scope.source.split("/")[1]
    meta = f"'{scope.source}' AS _source, a._line, a._delivery, a._received_at"
    return f"SELECT {', '.join(fields)}, {meta} FROM standard.{table} a {' '.join(joins)} WHERE {scope.when}"


def _own(column: BaseColumn, scope: Scope) -> str:
    """The authority's column in the scope's own source; the compiler has proved that there is exactly one."""
    [(reference, sql)] = [(r, sql) for r, sql in column.authority.items() if r.split(".")[0] == scope.source]
    return sql.replace("{x}", f"a.{reference.split('.')[1]}")


def _via(base: Base, column: BaseColumn, alias: str) -> str:
    """The latest value that another source gives for the key, under any of its key columns."""
    [(reference, sql)] = column.authority.items()
    source, field = reference.split(".")
    table, order = source.split("/")[1], column.latest or "_received_at"
    value = sql.replace("{x}", field)
    holders = " UNION ALL ".join(
        f"SELECT {key} AS k, {value} AS value, {order} AS o, _received_at AS r, _line AS l FROM standard.{table}"
        for key in column.via
    )
    ranked = f"SELECT *, row_number() OVER (PARTITION BY k ORDER BY o DESC, r DESC, l DESC) AS n FROM ({holders})"
    newest = f"SELECT k, value FROM ({ranked}) WHERE n = 1 AND k IS NOT NULL"
    return f"LEFT JOIN ({newest}) {alias} ON {alias}.k = a.{base.key[0]}"
