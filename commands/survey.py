"""The departments' surveys of systems and datasets, as workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.app import app, opened, out, require

survey = typer.Typer(no_args_is_help=True, help="The departments' surveys of systems and datasets.")
app.add_typer(survey, name="survey")


@survey.command()
def template(department: str, file: Path) -> None:
    """Write the workbook that DEPARTMENT fills in, with what its last survey said."""
    from spark_jobs.surveys.template import write

    catalogue = opened()
    require("department", department, catalogue.departments.keys())
    write(catalogue, department, file)
    out.print(f"survey of {department}: {file}", soft_wrap=True)


@survey.command("import")
def import_(file: Path, department: Annotated[str, typer.Option(help="whose survey this is")]) -> None:
    """Read a workbook and write it to the catalogue; every bad cell as `file:sheet!cell: CODE message`."""
    from catalog.load import folder, read
    from spark_jobs.surveys.form import to_yaml
    from spark_jobs.surveys.intake import read as read_workbook

    catalogue, loaded = read(folder())
    require("department", department, catalogue.departments.keys())
    survey, problems = read_workbook(file, department, catalogue, loaded)
    for problem in problems:
        print(problem)
    if survey is None:
        raise typer.Exit(1)
    path = folder() / "survey" / f"{department}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(to_yaml(survey), encoding="utf-8")
    out.print(f"{len(survey.systems)} systems, {len(survey.datasets)} datasets: {path}", soft_wrap=True)
