"""What a theme column that carries a data element owes to it: the element's type, and that its error checks hold.

The types are compared when the catalogue is checked. The checks are SQL text, made here and run by the dbt test
`elements` on every model and on every table that the models read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from catalog.document import Document, Place
from catalog.model import Catalogue
from catalog.problem import Problem
from spark_jobs.elements import family
from spark_jobs.elements.compile import first_error_sql
from spark_jobs.elements.family import Family
from spark_jobs.flow.dbt_models import PROJECT, documents
from spark_jobs.parts import over_columns

#: The dbt test; see dbt_project/macros/elements.sql.
TEST = "elements"


def problems(catalogue: Catalogue) -> list[Problem]:
    """A column of another type than its element, and a model that does not run the test."""
    return [problem for document in documents(PROJECT)[0] for problem in of_document(catalogue, document)]


def of_document(catalogue: Catalogue, document: Document) -> Iterator[Problem]:
    """The same of one YAML of dbt models."""
    for position, model in enumerate(document.value["models"]):
        place, columns = ("models", position), _carrying(catalogue, model)
        for number, _, element in columns:
            yield from _type(catalogue, document, (*place, "columns", number), model["columns"][number], element)
        if any(_family(catalogue, element).errors for _, _, element in columns) and not _tested(model):
            message = f"{model['name']} carries elements that nothing checks; add `data_tests: [{TEST}]` to the model"
            yield document.problem(place, "NO_ELEMENT_TEST", message)


def errors(catalogue: Catalogue, as_of: date) -> dict[str, dict[str, str]]:
    """`schema.table` → column, or rule → SQL over the row: `<column>.<REASON>` of its first error on a day, else NULL.

    Of every theme model, base library and standard table; columns without error checks are left out.
    """
    models = (model for document in documents(PROJECT)[0] for model in document.value["models"])
    carried = {f"theme.{model['name']}": {n: e for _, n, e in _carrying(catalogue, model)} for model in models}
    carried |= {f"base.{name}": _elements(base.columns) for name, base in catalogue.bases.items()}
    carried |= {f"standard.{name.split('/')[1]}": _elements(s.columns) for name, s in catalogue.sources.items()}
    found = {table: dict(_errors(catalogue, columns, as_of)) for table, columns in carried.items()}
    for name, source in catalogue.sources.items():
        found[f"standard.{name.split('/')[1]}"] |= {rule.subject: rule.error for rule in over_columns(source)}
    return found


def _errors(catalogue: Catalogue, columns: Mapping[str, str], as_of: date) -> Iterator[tuple[str, str]]:
    for name, element in columns.items():
        made = _family(catalogue, element)
        if made.errors:
            yield name, first_error_sql(made, name, f"DATE'{as_of}'")


def _elements(columns: Mapping[str, Any]) -> dict[str, str]:
    return {name: column.element for name, column in columns.items()}


def _carrying(catalogue: Catalogue, model: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Position, name and element of each column that carries one; an unknown element is told elsewhere."""
    declared = ((n, c["name"], c.get("meta", {}).get("element")) for n, c in enumerate(model.get("columns", ())))
    return [(n, name, element) for n, name, element in declared if element in catalogue.elements]


def _family(catalogue: Catalogue, element: str) -> Family:
    return family(catalogue.elements[element], catalogue.code_lists)


def _type(
    catalogue: Catalogue, document: Document, place: Place, column: dict[str, Any], element: str
) -> Iterator[Problem]:
    declared, owed = str(column.get("data_type", "")), _family(catalogue, element).type.lower()
    if declared.replace(" ", "").lower() != owed:
        message = f"`{column['name']}` carries {element}, which is {owed}, not {declared or 'untyped'}; correct it"
        yield document.problem((*place, "data_type"), "CONTRACT_TYPE", message)


def _tested(model: dict[str, Any]) -> bool:
    return any(test == TEST or TEST in test for test in model.get("data_tests", ()))
