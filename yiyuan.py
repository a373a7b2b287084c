"""The command line of Yiyuan 一源: every file of commands/ brings its own."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import commands
from commands.app import app


def main() -> None:
    """Entry point. A known refusal is one sentence and exit 1, never a traceback."""
    from catalog.problem import CatalogueError

    for module in pkgutil.iter_modules(commands.__path__):
        import_module(f"commands.{module.name}")
    try:
        app()
    except CatalogueError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
