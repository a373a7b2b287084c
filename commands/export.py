"""The catalogue in the forms of others: JSON Schema, DCAT, DDL."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from commands.app import app, opened, require

export = typer.Typer(no_args_is_help=True, help="The catalogue as JSON Schema, DCAT or DDL.")
app.add_typer(export, name="export")


@export.command("json-schema")
def json_schema(source: Annotated[str, typer.Argument(help="DEPT/SOURCE")]) -> None:
    """The standard row of a source as JSON Schema, draft 2020-12."""
    from spark_jobs.exports.json_schema import row_schema

    catalogue = opened()
    require("source", source, catalogue.sources.keys())
    _print(row_schema(catalogue, source))


@export.command()
def dcat(department: Annotated[str | None, typer.Option(help="one department only")] = None) -> None:
    """The datasets as a DCAT 3 catalogue, JSON-LD."""
    from spark_jobs.exports.dcat import catalogue_of

    catalogue = opened()
    if department is not None:
        require("department", department, catalogue.departments.keys())
    _print(catalogue_of(catalogue, department))


@export.command()
def ddl(table: Annotated[str, typer.Argument(help="SCHEMA.TABLE")]) -> None:
    """CREATE TABLE with a comment on every column."""
    from spark_jobs.exports.ddl import create_table, declared

    catalogue = opened()
    require("table", table, declared(catalogue))
    print(create_table(catalogue, table))


def _print(told: object) -> None:
    print(json.dumps(told, ensure_ascii=False, indent=2))
