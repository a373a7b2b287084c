"""What an analyst sees of a table: its columns, each under the mask of the element that it carries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.model import Catalogue, Mask
from spark_jobs.flow.dbt_models import PROJECT, described
from spark_jobs.masks import mask_sql

if TYPE_CHECKING:
    from pyspark.sql.types import DataType, StructType

#: Schemas an analyst may read. Everything else holds values as they were sent, or is the platform's own.
READABLE = ("standard", "base", "theme", "open", "quality", "ledger", "meta")
#: The catalogue's files name the stewards with mail address and telephone; quarantined rows stand as they were sent.
WITHHELD = ("quality.quarantine", "meta.catalogue_file")
#: The platform's own tables, in which no element is declared.
OWN = ("quality", "ledger", "meta")
#: Their columns that quote what a department wrote; the others hold ids, tokens and counts.
QUOTING = ("file_name", "sentence", "masked_value", "detail", "reason", "description", "purpose", "note")
#: Their columns that are no analyst's business: addresses of people.
PERSONAL = ("recipients",)


def readable(table: str) -> bool:
    """Whether an analyst may read `schema.table` at all."""
    return table.split(".")[0] in READABLE and table not in WITHHELD


def masked_select(catalogue: Catalogue, table: str, schema: StructType) -> str:
    """SELECT over `schema.table` (columns as the engine knows them) with every column under its mask."""
    declared = declared_masks(catalogue, table)
    columns = [
        f"{_masked(table, field.name, field.dataType, declared)} AS {quoted(field.name)}" for field in schema.fields
    ]
    return f"SELECT {', '.join(columns)} FROM {'.'.join(map(quoted, table.split('.')))}"


def quoted(name: str) -> str:
    """A name in backquotes."""
    return "`" + name.replace("`", "``") + "`"


def declared_masks(catalogue: Catalogue, table: str, project: Path = PROJECT) -> dict[str, Mask]:
    """Column → mask, for the columns whose element is declared in the catalogue or in dbt's models."""
    schema, name = table.split(".")
    elements: Mapping[str, str] = {}
    if schema == "standard":
        found = [source for path, source in catalogue.sources.items() if path.split("/")[1] == name]
        elements = {column: it.element for source in found for column, it in source.columns.items()}
    elif schema == "base" and (base := catalogue.bases.get(name.removesuffix("_history"))):
        elements = {column: it.element for column, it in base.columns.items()}
    elif schema == "theme":
        elements = _model_elements(project).get(name, {})
    known = catalogue.elements
    masks = {column.lower(): known[element].mask for column, element in elements.items() if element in known}
    # Free text as it was sent names people, and only numbers can be taken out of it with certainty.
    return {column: "hide" if schema == "standard" and mask == "scrub" else mask for column, mask in masks.items()}


@cache
def _model_elements(project: Path) -> dict[str, dict[str, str]]:
    """dbt model → column → element (its `meta.element`)."""
    return {
        name: {it["name"]: it["meta"]["element"] for it in model["columns"] if "element" in it["meta"]}
        for name, model in described(project).items()
    }


def _masked(table: str, column: str, kind: DataType, declared: Mapping[str, Mask]) -> str:
    from pyspark.sql.types import StringType

    mask, text = _mask(table, column.lower(), kind, declared), isinstance(kind, StringType)
    name = quoted(column)
    return mask_sql(mask, name if text or mask in ("none", "hide") else f"cast({name} AS STRING)")


def _mask(table: str, column: str, kind: DataType, declared: Mapping[str, Mask]) -> Mask:
    """The declared mask; where none is declared, the safe one for the type."""
    from pyspark.sql.types import ArrayType, BinaryType, MapType, StringType, StructType

    schema = table.split(".")[0]
    if column in declared:
        return declared[column]
    if schema == "open":  # what the public may read was masked when it was published
        return "none"
    if isinstance(kind, ArrayType | BinaryType | MapType | StructType):
        return "none" if schema in OWN and column not in PERSONAL else "hide"
    if not isinstance(kind, StringType) or column == "_delivery":
        return "none"
    if schema in OWN:
        return "scrub" if column in QUOTING else "none"
    # Technical texts (a row's hash) could be tried out against guessed values.
    return "hide" if column.startswith("_") else "scrub"
