"""The command line of Yiyuan 一源: every file of commands/ brings its own."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import typer

import commands
from commands.app import app


def application() -> typer.Typer:
    """The commands of every file there."""
    for module in pkgutil.iter_modules(commands.__path__):
        import_module(f"commands.{module.name}")
    return app


def main() -> None:
    """Entry point. A known refusal is one sentence and exit 1, never a traceback."""
    from catalog.problem import CatalogueError
    from spark_jobs.session import EngineUnreachableError

    try:
        application()()
    except CatalogueError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        sys.exit(1)
    except EngineUnreachableError as error:
        sys.exit(str(error))
    except OSError as error:  # a file or folder that cannot be read or written; the user named it
        sys.exit(f"{error.filename}: {error.strerror}" if error.filename else str(error))


if __name__ == "__main__":
    main()
