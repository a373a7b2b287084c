"""What the commands share: the application they register with, two consoles, and the opened catalogue."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

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
#: For commands that print for people or for programs.
Form = Annotated[Literal["table", "json"], typer.Option("--format", help="for people, or for programs")]
#: Names that a refusal lists when none is like the one that was given.
LISTED = 20
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def opened(folder: Path | None = None) -> Catalogue:
    """The catalogue at `folder`, else this installation's. Raises CatalogueError."""
    from catalog.load import load

    return load(folder)


def refuse(sentence: str) -> NoReturn:
    """Say why not, and end with exit 1."""
    err.print(sentence, soft_wrap=True, markup=False)
    raise typer.Exit(1)


def require_month(kind: str, text: str) -> None:
    """Refuse what is no month."""
    from catalog.terms import MONTH

    if not MONTH.fullmatch(text):
        refuse(f"{kind} `{text}` is not YYYY-MM")


def require(kind: str, name: str, known: Collection[str]) -> None:
    """Refuse a name that is not known, with those that are like it."""
    if name in known:
        return
    if close := get_close_matches(name, known):
        refuse(f"there is no {kind} `{name}`; did you mean {' or '.join(close)}?")
    more = f" and {len(known) - LISTED} more" if len(known) > LISTED else ""
    refuse(f"there is no {kind} `{name}`; known: {', '.join(sorted(known)[:LISTED])}{more}")
