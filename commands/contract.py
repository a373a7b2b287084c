"""Sources as data contracts of the Open Data Contract Standard, and contracts as drafts of sources."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.app import app, opened, out, refuse, require

contract = typer.Typer(no_args_is_help=True, help="Data contracts (Open Data Contract Standard v3).")
app.add_typer(contract, name="contract")


@contract.command()
def export(source: Annotated[str, typer.Argument(help="DEPT/SOURCE")]) -> None:
    """Write the contract of a source to stdout, as YAML that `datacontract lint` accepts."""
    from spark_jobs.contracts.exported import contract as contract_of

    catalogue = opened()
    require("source", source, catalogue.sources.keys())
    print(contract_of(catalogue, source).to_yaml(), end="")


@contract.command("import")
def import_(
    file: Path,
    department: Annotated[str, typer.Option(help="whose source it will be")],
    to: Annotated[Path | None, typer.Option(help="the file to write; default: stdout")] = None,
) -> None:
    """Write the draft of a source, with a `# TODO` for everything that the contract does not say."""
    from spark_jobs.contracts.draft_text import text_of
    from spark_jobs.contracts.drafted import draft
    from spark_jobs.contracts.read import ContractError, read

    catalogue = opened()
    require("department", department, catalogue.departments.keys())
    try:
        made = draft(catalogue, read(file), department)
    except ContractError as error:
        refuse(str(error))
    if to is None:
        print(text_of(made), end="")
        return
    try:
        with to.open("x", encoding="utf-8") as file_:
            file_.write(text_of(made))
    except OSError as error:
        refuse(f"{to} cannot be written: {error.strerror}")
    out.print(f"{to}: {text_of(made).count('# TODO')} things to do", soft_wrap=True)
