"""The catalogue as a site for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.app import app, opened, out, refuse


@app.command()
def docs(
    output: Annotated[Path | None, typer.Option(help="folder to write to; default: docs/ in YIYUAN_HOME")] = None,
    models: Annotated[bool, typer.Option(help="with dbt's own page of the themes; needs the engine")] = False,
) -> None:
    """Build the static site: departments, systems, sources, elements, code lists, bases, themes, outputs, lists."""
    from expectations.site.build import NotOurFolderError, build
    from spark_jobs.home import Home
    from spark_jobs.themes import documented

    folder = output or Home.of_environment().root / "docs"
    try:
        page = build(opened(), folder, documented() if models else None)
    except NotOurFolderError as refusal:
        refuse(str(refusal))
    out.print(f"open {page}", soft_wrap=True)
