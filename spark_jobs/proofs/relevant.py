"""The part of a catalogue that lineage can say anything about: a big one has thousands of sources that stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from catalog.model import Catalogue, Source
from spark_jobs.flow.dbt_models import PROJECT, read
from spark_jobs.in_letter import shown

WORD = re.compile(r"\w+")


def relevant(catalogue: Catalogue, project: Path = PROJECT) -> Catalogue:
    """The catalogue with those of its sources that anything else names, that feed one of these, or that may be barred.

    Whatever a base, a model, an output or a list takes from a source it takes by the name of its table; so what is left
    out here reaches nothing, and nothing that is proved about lineage can depend on it.
    """
    named = set(_words(catalogue, project))
    kept = {name for name in catalogue.sources if name.split("/")[1] in named} | set(_may_be_barred(catalogue))
    while fed := {str(catalogue.sources[name].upstream) for name in kept} & catalogue.sources.keys() - kept:
        kept |= fed
    return catalogue.model_copy(update={"sources": {n: it for n, it in catalogue.sources.items() if n in kept}})


def _words(catalogue: Catalogue, project: Path) -> Iterator[str]:
    """Every word of everything that may name a source, other than the sources and what describes them one by one."""
    for path in project.glob("models/**/*.*"):
        if path.is_file():  # one that cannot be understood is another proof's
            yield from WORD.findall(path.read_text(encoding="utf-8", errors="replace"))
    for model in read(project).models.values():  # a macro may name a table, or a template put its name together
        yield from (table.split(".")[1] for table in model.reads)
    others = catalogue.model_dump_json(exclude={"sources", "elements", "code_lists", "surveys", "departments"})
    yield from WORD.findall(others)


def _may_be_barred(catalogue: Catalogue) -> Iterator[str]:
    """Sources that show a value of a barred element in a letter, and so on a way of their own."""
    entries = [entry for entry in catalogue.barred.values() if "letter" in entry.outputs]
    barred = {element for entry in entries for element in entry.elements}
    for name, source in catalogue.sources.items():
        if any(_shows(catalogue, source, column) for column in _of(source, barred)):
            yield name


def _of(source: Source, elements: set[str]) -> Iterable[str]:
    return (name for name, column in source.columns.items() if column.element in elements)


def _shows(catalogue: Catalogue, source: Source, column: str) -> bool:
    return shown(source, column, catalogue.elements[source.columns[column].element])
