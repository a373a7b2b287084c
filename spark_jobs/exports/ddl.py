"""A table of the catalogue as CREATE TABLE with a comment on every column."""

from __future__ import annotations

from catalog.model import Catalogue
from spark_jobs import constraints, tables
from spark_jobs.comments import commented, split
from spark_jobs.rules import compile_source


def create_table(catalogue: Catalogue, table: str) -> str:
    """The statement, without a place and without CHECK. Raises KeyError for a table that the catalogue has not."""
    columns, partition = tables.FIXED.get(table) or (_columns(catalogue, table), None)
    lines = ",\n  ".join(split(commented(table, columns)))
    by = f" PARTITIONED BY ({partition})" if partition else ""
    return f"CREATE TABLE {table} (\n  {lines}\n) USING delta{by};"


def declared(catalogue: Catalogue) -> list[str]:
    """Every table there is a statement for: fixed ones, those of accepted rows, bases and histories."""
    bases = [f"base.{name}" for name in catalogue.bases]
    histories = [f"base.{name}_history" for name, base in catalogue.bases.items() if base.history]
    standard = [f"standard.{name.split('/')[1]}" for name in catalogue.sources]
    return sorted([*bases, *histories, *standard, *tables.FIXED])


def _columns(catalogue: Catalogue, table: str) -> str:
    if table not in declared(catalogue):
        raise KeyError(table)
    schema, name = table.split(".")
    if schema == "standard":
        source = next(id_ for id_ in catalogue.sources if id_.split("/")[1] == name)
        return constraints.of_source(compile_source(catalogue, source)).ddl
    base = catalogue.bases[name.removesuffix("_history")]
    return constraints.of_base(catalogue, base, history=name != base.id).ddl
