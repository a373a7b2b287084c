"""What else dbt would run or write than the queries of the models: none of it is proved, so none of it may be there.

Every file that dbt would read and every setting that it would obey is known here, or is a problem: a hook, another
schema or alias, a seed, a snapshot, a Python model, a package, a source under another name, a test that keeps its rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from re import fullmatch
from typing import Any

from pydantic import TypeAdapter

from catalog.document import Document, Place, parse
from catalog.problem import CatalogueError, Problem
from spark_jobs.remembered import remembered

CODE = "DBT_UNPROVED"
PROJECT_FILE, SOURCES_FILE = "dbt_project.yml", "models/staging/_sources.yml"
#: What may be configured of a model: setting → the values it may have, None if any does.
CONFIG: dict[str, tuple[str, ...] | None] = {
    "materialized": ("incremental", "table"),
    "incremental_strategy": ("merge",),
    "file_format": ("delta",),
    "on_schema_change": ("fail",),
    **dict.fromkeys(("unique_key", "contract", "meta", "tags", "partition_by", "description", "docs")),
}
PLACE = "{{ env_var('YIYUAN_LAKE') }}/theme"
OF_PROJECT = CONFIG | {"location_root": (PLACE,)}
#: Key of dbt_project.yml → the value it must have, None if any does.
SETTINGS: dict[str, object] = {
    **dict.fromkeys(("name", "version", "config-version", "profile", "require-dbt-version", "models", "vars", "flags")),
    "model-paths": ["models"],
    "macro-paths": ["macros"],
    "test-paths": ["tests"],
}
OF_YAML = {"version", "models", "unit_tests"}
OF_MODEL = {"name", "description", "config", "constraints", "data_tests", "columns", "meta", "docs", "tags"}
OF_COLUMN = {"name", "data_type", "description", "config", "constraints", "data_tests", "meta", "quote", "tags"}
OF_SOURCE = {"name", "tables", "description", "data_tests", "columns", "meta"}
#: Folders that dbt reads without being told, and files that add another project.
FOLDERS = ("snapshots", "seeds", "functions", "dbt_packages")
OTHERS = ("packages.yml", "dependencies.yml")
#: Folder → the endings of files that are read here. dbt reads others too, and takes `.SQL` for `.sql`.
READ = {"models": (".sql", ".yml", ".yaml"), "macros": (".sql",), "tests": (".sql",)}
BY_DBT = (".sql", ".py", ".yml", ".yaml", ".csv")

FOUND = TypeAdapter(list[Problem])


def problems(folder: Path) -> list[Problem]:
    """Everything in a project that dbt would do beside the queries of its models, by file and line."""
    files = sorted(_files(folder))
    yamls = {file: (folder / file) for file in files if file.endswith((".yml", ".yaml"))}
    texts = {file: path.read_bytes().decode("utf-8", "replace") for file, path in yamls.items() if path.is_file()}
    asked = lambda: json.dumps([folder.name, files, texts])  # noqa: E731
    found = remembered("dbt files", asked, lambda: [*_of_files(folder, files), *_of_yamls(folder, yamls)], FOUND)
    return [*found, *_links(folder)]


def _files(folder: Path) -> Iterator[str]:
    for part in (*READ, *FOLDERS):
        yield from (str(path.relative_to(folder)) for path in (folder / part).rglob("*") if not path.is_dir())
    yield from (name for name in (PROJECT_FILE, "profiles.yml", *OTHERS) if (folder / name).exists())


def _links(folder: Path) -> Iterator[Problem]:
    """Folders that dbt follows and that are not looked into here."""
    for part in READ:
        for path in sorted((folder / part, *(folder / part).rglob("*"))):
            if path.is_symlink() and path.is_dir():
                name = f"{folder.name}/{path.relative_to(folder)}"
                yield Problem(name, 1, CODE, "is a link to a folder; put the folder itself here")


def _of_files(folder: Path, files: list[str]) -> Iterator[Problem]:
    for file in files:
        part, ending, name = file.split("/")[0], Path(file).suffix, f"{folder.name}/{file}"
        if part in FOLDERS:
            yield Problem(name, 1, CODE, f"dbt would read `{part}/`, which is not proved; remove it")
        elif file in OTHERS:
            yield Problem(name, 1, CODE, "another project's models and macros are not proved; remove the file")
        elif part in READ and ending.lower() in BY_DBT and ending not in READ[part]:
            ours = " or ".join(f"`{it}`" for it in READ[part])
            yield Problem(name, 1, CODE, f"dbt would run `{ending}` in `{part}/`, which is not proved; write {ours}")
        elif part == "models" and ending == ".sql" and not fullmatch(r"[a-z][a-z0-9_]*", Path(file).stem):
            yield Problem(name, 1, CODE, "name the file of a model in lower case, as its table is")


def _of_yamls(folder: Path, yamls: Mapping[str, Path]) -> Iterator[Problem]:
    for file, path in yamls.items():
        try:
            document = parse(path, f"{folder.name}/{file}")
        except CatalogueError as error:
            if file in (PROJECT_FILE, SOURCES_FILE, "profiles.yml"):
                yield from error.problems  # of the others `dbt_models.documents` tells
            continue
        if not isinstance(document.value, dict):
            continue
        if file == PROJECT_FILE:
            yield from _project(document, folder)
        elif file == "profiles.yml":
            yield from _profiles(document)
        elif file == SOURCES_FILE:
            yield from _sources(document)
        elif file.startswith("models/"):
            yield from _models(document)


def _only(document: Document, place: Place, given: object, known: Any, where: str) -> Iterator[Problem]:
    for key in (key for key in given if key not in known) if isinstance(given, dict) else ():
        message = f"`{key}` {where} is not proved; remove it"
        yield document.problem((*place, key), CODE, message)


def _project(document: Document, folder: Path) -> Iterator[Problem]:
    yield from _only(document, (), document.value, SETTINGS, "of the project")
    for key, owed in SETTINGS.items():
        if owed is not None and document.value.get(key, owed) != owed:
            yield document.problem((key,), CODE, f"`{key}` is {owed} here; correct it")
    variables, name = document.value.get("vars"), document.value.get("name")
    if isinstance(variables, dict) and name in variables:
        yield document.problem(("vars", name), CODE, f"write the variables of `{name}` straight under `vars`")
    folders = {str(name), *(part.name for part in (folder / "models").rglob("*") if part.is_dir())}
    yield from _tree(document, ("models",), document.value.get("models"), folders)
    yield from _kept(document, (), document.value)


def _tree(document: Document, place: Place, given: object, folders: set[str]) -> Iterator[Problem]:
    """The settings of folders of models: `+setting: value`, or `folder:` with more of them."""
    for key, value in given.items() if isinstance(given, dict) else ():
        at, setting = (*place, key), str(key)
        if setting in folders and (isinstance(value, dict) or value is None):
            yield from _tree(document, at, value, folders)
        elif not setting.startswith("+"):
            yield document.problem(at, CODE, f"`{key}` is no folder of models, and as a setting not proved; remove it")
        else:
            yield from _settings(document, place, {setting[1:]: value}, OF_PROJECT, "+")


def _settings(
    document: Document, place: Place, given: object, known: Mapping[str, tuple[str, ...] | None], plus: str = ""
) -> Iterator[Problem]:
    for key, value in given.items() if isinstance(given, dict) else ():
        at = (*place, f"{plus}{key}")
        if key not in known:
            yield document.problem(at, CODE, f"`{plus}{key}` lets dbt do more than the query says; remove it")
        elif (owed := known[key]) is not None and value not in owed:
            yield document.problem(at, CODE, f"`{plus}{key}` is {' or '.join(owed)} here; correct it")


def _profiles(document: Document) -> Iterator[Problem]:
    for name, profile in document.value.items():
        outputs = profile.get("outputs") if isinstance(profile, dict) else None
        for output, given in outputs.items() if isinstance(outputs, dict) else ():
            if isinstance(given, dict) and given.get("schema") != "theme":
                place = (name, "outputs", output, "schema")
                yield document.problem(place, CODE, "dbt writes into the schema `theme` only; correct it")


def _sources(document: Document) -> Iterator[Problem]:
    yield from _only(document, (), document.value, ("version", "sources"), "in the file of the sources")
    for position, source in enumerate(_list(document.value, "sources")):
        place: Place = ("sources", position)
        yield from _only(document, place, source, OF_SOURCE, "of a source")
        for number, table in enumerate(_list(source, "tables")):
            yield from _only(document, (*place, "tables", number), table, OF_SOURCE, "of a source")
    yield from _kept(document, (), document.value)


def _models(document: Document) -> Iterator[Problem]:
    yield from _only(document, (), document.value, OF_YAML, "beside models")
    for position, model in enumerate(_list(document.value, "models")):
        place: Place = ("models", position)
        yield from _only(document, place, model, OF_MODEL, "of a model")
        yield from _settings(document, (*place, "config"), _get(model, "config"), CONFIG)
        for number, column in enumerate(_list(model, "columns")):
            yield from _only(document, (*place, "columns", number), column, OF_COLUMN, "of a column")
    yield from _kept(document, (), document.value)


def _kept(document: Document, place: Place, value: object) -> Iterator[Problem]:
    """A test that keeps the rows that it finds, in a table of its own."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        if str(key).lstrip("+").startswith("store_failures"):
            yield document.problem((*place, key), CODE, "a test keeps no rows; remove `store_failures`")
        yield from _kept(document, (*place, key), part)


def _get(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _list(value: object, key: str) -> list[Any]:
    found = _get(value, key)
    return found if isinstance(found, list) else []
