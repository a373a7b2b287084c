"""What must hold between the files of a catalogue: every name resolves, and each datum has exactly one source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from catalog import authority, listed, resource, surveyed, upstream
from catalog.document import Document
from catalog.model import Base, BaseColumn, Catalogue, Source
from catalog.problem import Problem

Documents = Mapping[str, Document]


def problems_of(catalogue: Catalogue, documents: Documents) -> list[Problem]:
    """Every cross-file problem, unsorted."""
    found = [*_elements(catalogue, documents), *resource.problems_of(catalogue, documents)]
    found += [*surveyed.problems_of(catalogue, documents), *listed.problems_of(catalogue, documents)]
    tables = Counter(name.split("/")[1] for name in catalogue.sources)
    for name, source in catalogue.sources.items():
        document = documents[f"sources/{name}"]
        if tables[name.split("/")[1]] > 1:
            found.append(document.problem((), "TABLE_TWICE", "another department has a source of this file name"))
        found += _source(catalogue, name, source, document)
    for name, base in catalogue.bases.items():
        found += _base(catalogue, base, documents[f"bases/{name}"])
        found += authority.problems(catalogue, base, documents[f"bases/{name}"])
    found += upstream.problems(catalogue, documents)
    return found


def _elements(catalogue: Catalogue, documents: Documents) -> Iterator[Problem]:
    for name, element in catalogue.elements.items():
        if element.code_list and element.code_list not in catalogue.code_lists:
            message = f"there is no codes/{element.code_list}.csv"
            yield documents[f"elements/{name}"].problem(("code_list",), "UNKNOWN_CODE_LIST", message)


def _source(catalogue: Catalogue, name: str, source: Source, document: Document) -> Iterator[Problem]:
    if name.split("/")[0] not in catalogue.departments:
        yield document.problem((), "UNKNOWN_DEPARTMENT", f"there is no departments/{name.split('/')[0]}.yml")
    for column, declared in source.columns.items():
        if declared.element not in catalogue.elements:
            message = f"there is no elements/{declared.element}.yml"
            yield document.problem(("columns", column, "element"), "UNKNOWN_ELEMENT", message)
    for position, column in enumerate(source.key):
        if column not in source.columns:
            yield document.problem(("key", position), "UNKNOWN_COLUMN", f"`{column}` is not a column of this source")
    for column, declared in source.columns.items():
        if bool(declared.headers) == bool(declared.of) or (declared.of and declared.of not in source.columns):
            message = "give either `headers`, or `of` with the column of this source that carries the text"
            yield document.problem(("columns", column), "NO_HEADER", message)
    headers = Counter(header for column in source.columns.values() for header in column.headers)
    for header in sorted(header for header, count in headers.items() if count > 1):
        yield document.problem(("columns",), "HEADER_TWICE", f"`{header}` is claimed by two columns")
    if source.parts and source.mode == "snapshot":
        yield document.problem(("parts",), "PARTS_OF_SNAPSHOT", "a snapshot is one file; use mode: increment")


def _base(catalogue: Catalogue, base: Base, document: Document) -> Iterator[Problem]:
    for position, scope in enumerate(base.scopes):
        if scope.source not in catalogue.sources:
            message = f"there is no sources/{scope.source}.yml"
            yield document.problem(("scopes", position, "source"), "UNKNOWN_SOURCE", message)
    for key in base.key:
        if key not in base.columns:
            yield document.problem(("key",), "UNKNOWN_COLUMN", f"key `{key}` is not a column of this base")
    if base.history and (clash := {"valid_from", "valid_to"} & base.columns.keys()):
        message = f"the history adds {', '.join(sorted(clash))} itself; rename, or declare history: false"
        yield document.problem(("columns",), "HISTORY_CLASH", message)
    for name, column in base.columns.items():
        yield from _base_column(catalogue, base, name, column, document)
    for position, reference in enumerate(base.references):
        for target in reference.in_bases:
            if target not in catalogue.bases:
                yield document.problem(("references", position), "UNKNOWN_BASE", f"there is no bases/{target}.yml")


def _base_column(
    catalogue: Catalogue, base: Base, name: str, column: BaseColumn, document: Document
) -> Iterator[Problem]:
    place = ("columns", name)
    if column.element not in catalogue.elements:
        yield document.problem(place, "UNKNOWN_ELEMENT", f"there is no elements/{column.element}.yml")
    for reference in (*column.authority, *column.verified_by):
        source, field = reference.split(".")
        if source not in catalogue.sources or field not in catalogue.sources[source].columns:
            yield document.problem(place, "UNKNOWN_SOURCE", f"`{reference}` is not a column of any source")
