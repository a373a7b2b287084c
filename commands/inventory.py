"""What exists: the catalogue against the lake, and the departments' surveys."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.app import Form, app, opened, require


@app.command()
def inventory(
    department: Annotated[str | None, typer.Option(help="one department only")] = None,
    format_: Form = "table",
) -> None:
    """Coverage per department, what hangs in the air, and tables nobody registered. Needs no engine."""
    from spark_jobs.register.inventory import take
    from spark_jobs.register.inventory_shown import as_json, as_tables

    catalogue = opened()
    if department is not None:
        require("department", department, catalogue.departments.keys())
    (as_json if format_ == "json" else as_tables)(catalogue, take(catalogue), department)
