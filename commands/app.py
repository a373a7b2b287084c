"""What the commands share: the application they register with, two consoles, and the opened catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

if TYPE_CHECKING:
    from catalog.model import Catalogue

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Yiyuan 一源: the data-governance lakehouse of a city.",
    pretty_exceptions_enable=False,
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def opened(folder: Path | None = None) -> Catalogue:
    """The catalogue at `folder`, else this installation's. Raises CatalogueError."""
    from catalog.load import load

    return load(folder)
