"""A table of the catalogue as CREATE TABLE with a comment on every column."""

from __future__ import annotations

from catalog.model import Catalogue
from spark_jobs import base_rows, tables
from spark_jobs.comments import commented, split
from spark_jobs.rules import compile_source

#: What settle adds to the columns of a source.
BESIDE = ("_line BIGINT", "_row_hash STRING", "_faults INT", "_received_at TIMESTAMP", "_delivery STRING")


def create_table(catalogue: Catalogue, table: str) -> str:
    """The statement, without a place. Raises KeyError for a table that the catalogue does not declare."""
    columns, partition = tables.FIXED.get(table) or (_columns(catalogue, table), None)
    lines = ",\n  ".join(column.strip() for column in split(commented(table, columns)))
    by = f" PARTITIONED BY ({partition})" if partition else ""
    return f"CREATE TABLE {table} (\n  {lines}\n) USING delta{by};"


def declared(catalogue: Catalogue) -> list[str]:
    """Every table there is a statement for."""
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
        own = [f"{column.name} {column.family.type}" for column in compile_source(catalogue, source).columns]
        return ", ".join([*own, *BESIDE])
    base = catalogue.bases[name.removesuffix("_history")]
    own = [f"{column} {kind}" for column, kind in base_rows.column_types(catalogue, base).items()]
    return ", ".join(own + ["valid_from DATE", "valid_to DATE"] * (name != base.id))
