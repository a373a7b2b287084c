"""The catalogue as a site for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.app import app, opened, out


@app.command()
def docs(
    output: Annotated[Path | None, typer.Option(help="folder to write to; default: docs/ in YIYUAN_HOME")] = None,
) -> None:
    """Build the static site of departments, sources, elements, code lists, bases, themes and duties."""
    from expectations.site.build import build
    from spark_jobs.home import Home

    page = build(opened(), output or Home.of_environment().root / "docs")
    out.print(f"open {page}", soft_wrap=True)
