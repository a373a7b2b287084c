"""Read somebody's contract: strict YAML, then the standard's own model."""

from __future__ import annotations

from pathlib import Path

from open_data_contract_standard.model import OpenDataContractStandard
from pydantic import ValidationError

from catalog.document import parse
from catalog.problem import CatalogueError, Problem


class ContractError(ValueError):
    """The file is no contract that can be read; one `file:line: CODE message` per line."""


def read(path: Path) -> OpenDataContractStandard:
    """The contract in a file. Raises ContractError with every problem."""
    try:
        document = parse(path, path.name)
    except CatalogueError as error:
        raise ContractError(str(error)) from None
    value = document.value
    if (
        not isinstance(value, dict)
        or value.get("kind") != "DataContract"
        or not str(value.get("apiVersion")).startswith("v3")
    ):
        message = "this is no data contract of version 3: `kind: DataContract` and `apiVersion: v3…` are required"
        raise ContractError(str(document.problem((), "NOT_A_CONTRACT", message)))
    try:
        return OpenDataContractStandard.model_validate(value)
    except ValidationError as error:
        told = [_problem(document.line(tuple(it["loc"])), path.name, it["loc"], it["msg"]) for it in error.errors()]
        raise ContractError("\n".join(map(str, sorted(told)))) from None


def _problem(line: int, file: str, place: tuple[str | int, ...], message: str) -> Problem:
    return Problem(file, line, "INVALID_VALUE", f"`{'.'.join(map(str, place))}`: {message}")
