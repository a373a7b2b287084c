"""What must hold between the files of a catalogue: every name resolves, and each datum has exactly one source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from types import MappingProxyType

from catalog import authority, circles, departments, listed, partial, resource, row_rules, surveyed, upstream
from catalog.document import Document, Place
from catalog.model import Base, BaseColumn, Catalogue, Source
from catalog.problem import Problem

Documents = Mapping[str, Document]
#: A check of the whole catalogue. It may meet a name that does not resolve, but never a file that could not be read.
Check = Callable[[Catalogue, Documents], Iterable[Problem]]
#: A new check: one function, one line here. (One that needs the rules or the models: `spark_jobs.proofs.prove`.)
CHECKS: tuple[Check, ...] = (
    resource.problems_of,
    surveyed.problems_of,
    listed.problems_of,
    upstream.problems,
    circles.problems,
    departments.problems,
)


def problems_of(
    catalogue: Catalogue,
    documents: Documents,
    broken: Set[str] = frozenset(),
    told: partial.Told = MappingProxyType({}),
) -> list[Problem]:
    """Every cross-file problem, unsorted. A name that a broken document declares counts as declared.

    `told`: broken document → the fields of it that nothing is wrong with.
    """
    names = _Names(catalogue, broken)
    found = [*_elements(names, catalogue, documents)]
    tables = Counter(name.split("/")[1] for name in catalogue.sources)
    for name, source in catalogue.sources.items():
        document = documents[f"sources/{name}"]
        if tables[name.split("/")[1]] > 1:
            message = "another department has a source of this file name; rename one of them"
            found.append(document.problem((), "TABLE_TWICE", message))
        found += _source(names, name, source, document)
    found += _systems(catalogue, documents)
    for name, base in catalogue.bases.items():
        found += _base(names, base, documents[f"bases/{name}"])
        if {scope.source for scope in base.scopes} <= names.sources:
            found += authority.problems(catalogue, base, documents[f"bases/{name}"])
    if partial.is_whole(broken):
        whole, known = partial.stood_in(catalogue, broken, told), partial.documents_of(documents, broken)
        found += [problem for check in CHECKS for problem in check(whole, known)]
    return found


class _Names:
    """Every name that is declared, in a sound file or a broken one."""

    def __init__(self, catalogue: Catalogue, broken: Set[str]) -> None:
        by_folder = {
            folder: {name.split("/", 1)[1] for name in broken if name.startswith(f"{folder}/")} for folder in FOLDERS
        }
        self.catalogue = catalogue
        self.elements = catalogue.elements.keys() | by_folder["elements"]
        self.code_lists = catalogue.code_lists.keys() | {name.removesuffix(".csv") for name in by_folder["codes"]}
        self.departments = catalogue.departments.keys() | by_folder["departments"]
        self.bases = catalogue.bases.keys() | by_folder["bases"]
        self.broken_sources = by_folder["sources"]
        self.sources = catalogue.sources.keys() | self.broken_sources

    def is_column(self, reference: str) -> bool:
        """Whether `<department>/<source>.<column>` exists, or may exist in a file that cannot be read."""
        source, column = reference.split(".")
        return source in self.broken_sources or (
            source in self.sources and column in self.catalogue.sources[source].columns
        )


FOLDERS = ("elements", "codes", "departments", "sources", "bases")


def _elements(names: _Names, catalogue: Catalogue, documents: Documents) -> Iterator[Problem]:
    for name, element in catalogue.elements.items():
        if element.code_list and element.code_list not in names.code_lists:
            yield _nothing(documents[f"elements/{name}"], ("code_list",), f"codes/{element.code_list}.csv")
        if element.rules:
            yield from row_rules.of_element(element, documents[f"elements/{name}"])


#: Folder → code of the problem that one of its members is named and not there.
UNKNOWN = {
    "elements": "UNKNOWN_ELEMENT",
    "codes": "UNKNOWN_CODE_LIST",
    "departments": "UNKNOWN_DEPARTMENT",
    "sources": "UNKNOWN_SOURCE",
    "bases": "UNKNOWN_BASE",
}


def _nothing(document: Document, place: Place, file: str) -> Problem:
    return document.unknown(place, UNKNOWN[file.split("/")[0]], file)


def _source(names: _Names, name: str, source: Source, document: Document) -> Iterator[Problem]:
    if (department := name.split("/")[0]) not in names.departments:
        yield _nothing(document, (), f"departments/{department}.yml")
    for column, declared in source.columns.items():
        if declared.element not in names.elements:
            yield _nothing(document, ("columns", column, "element"), f"elements/{declared.element}.yml")
        if bool(declared.headers) == bool(declared.of):
            message = "give either `headers`, or `of` with the column of this source that carries the text"
            yield document.problem(("columns", column), "NO_HEADER", message)
        elif declared.of and (declared.of not in source.columns or source.columns[declared.of].of):
            message = f"`of: {declared.of}` is not a column with headers; name the one that carries the text"
            yield document.problem(("columns", column, "of"), "OF_WHAT", message)
    for position, column in enumerate(source.key):
        if column not in source.columns:
            message = f"`{column}` is not a column of this source; correct it or add the column"
            yield document.problem(("key", position), "UNKNOWN_COLUMN", message)
    yield from _headers(source, document)
    if source.rules:
        yield from row_rules.of_source(source, document)
    if source.parts and source.mode == "snapshot":
        yield document.problem(("parts",), "PARTS_OF_SNAPSHOT", "a snapshot is one file; use mode: increment")


def _systems(catalogue: Catalogue, documents: Documents) -> Iterator[Problem]:
    """A system stands in every source that comes from it, each time by the same name."""
    labels: dict[tuple[str, str], tuple[str, str]] = {}
    for name, source in catalogue.sources.items():
        known, other = labels.setdefault((name.split("/")[0], source.system.id), (source.system.label, name))
        if source.system.label != known:
            message = f"system `{source.system.id}` is called `{known}` in sources/{other}.yml; give it one name"
            yield documents[f"sources/{name}"].problem(("system", "label"), "SYSTEM_TWICE", message)


def _headers(source: Source, document: Document) -> Iterator[Problem]:
    headers = [header for declared in source.columns.values() for header in declared.headers]
    if len(set(headers)) == len(headers):
        return
    claimed: dict[str, str] = {}
    for column, declared in source.columns.items():
        for position, header in enumerate(declared.headers):
            if (first := claimed.setdefault(header, column)) != column or header in declared.headers[:position]:
                message = f"`{header}` is a header of `{first}` too; keep one"
                yield document.problem(("columns", column, "headers", position), "HEADER_TWICE", message)


def _base(names: _Names, base: Base, document: Document) -> Iterator[Problem]:
    for position, scope in enumerate(base.scopes):
        if scope.source not in names.sources:
            yield _nothing(document, ("scopes", position, "source"), f"sources/{scope.source}.yml")
    for position, key in enumerate(base.key):
        if key not in base.columns:
            message = f"`{key}` is not a column of this base; correct it or add the column"
            yield document.problem(("key", position), "UNKNOWN_COLUMN", message)
    if base.history and (clash := {"valid_from", "valid_to"} & base.columns.keys()):
        message = f"the history adds {', '.join(sorted(clash))} itself; rename, or declare history: false"
        yield document.problem(("columns",), "HISTORY_CLASH", message)
    for name, column in base.columns.items():
        yield from _base_column(names, base, name, column, document)
    for position, reference in enumerate(base.references):
        for at, name in enumerate(reference.columns):
            if name not in base.columns:
                message = f"`{name}` is not a column of this base; correct it or add the column"
                yield document.problem(("references", position, "columns", at), "UNKNOWN_COLUMN", message)
        for target in reference.in_bases:
            if target not in names.bases:
                yield _nothing(document, ("references", position), f"bases/{target}.yml")


def _base_column(names: _Names, base: Base, name: str, column: BaseColumn, document: Document) -> Iterator[Problem]:
    place = ("columns", name)
    if column.element not in names.elements:
        yield _nothing(document, (*place, "element"), f"elements/{column.element}.yml")
    for field in ("authority", "verified_by"):
        for reference in getattr(column, field):
            if not names.is_column(reference):
                message = f"`{reference}` is not a column of any source; correct it or add the column"
                yield document.problem((*place, field, reference), "UNKNOWN_SOURCE", message)
