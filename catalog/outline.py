"""What Airflow needs to know of a catalogue to draw its DAGs: departments, systems, bases. Not one column."""

from __future__ import annotations

from pathlib import Path

from catalog.file import content
from catalog.load import folder, load
from catalog.model import Catalogue, System
from catalog.once import once
from catalog.pack import Pack, key
from catalog.problem import CatalogueError, Problem
from catalog.terms import Strict
from catalog.tree import files


class OutlinedDepartment(Strict):
    """A department that delivers something, and its systems by id."""

    label: str
    systems: dict[str, System]


class OutlinedBase(Strict):
    """A base library, and those that it refers to."""

    label: str
    after: tuple[str, ...]


class Outline(Strict):
    """Departments with sources, and bases, by id."""

    departments: dict[str, OutlinedDepartment]
    bases: dict[str, OutlinedBase]


def outline(root: Path | None = None) -> Outline:
    """The outline of a catalogue that compiles, known by the content of its files. Raises CatalogueError."""
    return _outline(root or folder())


@once
def _outline(root: Path) -> Outline:
    # A pack of its own: a DAG file is read every few seconds, and ten megabytes of columns with it.
    pack = Pack.of(root, "outline")
    known = _key(root)
    if known and (stored := pack.get(known)) is not None:
        return Outline.model_validate_json(stored)
    made = _made(load(root))
    if known:
        pack.put(known, made.model_dump_json().encode())
        pack.save()
    return made


def _key(root: Path) -> bytes | None:
    """The hash of every file; None if one cannot be read, so that loading says why."""
    found = list(files(root))
    try:
        parts = [(it.name, content(it.path, it.name, it.kind.limit)) for it in found if not isinstance(it, Problem)]
    except CatalogueError:
        return None
    return key(*(part for name_and_content in parts for part in name_and_content)) if len(parts) == len(found) else None


def _made(catalogue: Catalogue) -> Outline:
    departments: dict[str, OutlinedDepartment] = {}
    for name, source in catalogue.sources.items():
        department = name.split("/")[0]
        label = catalogue.departments[department].label
        outlined = departments.setdefault(department, OutlinedDepartment(label=label, systems={}))
        outlined.systems[source.system.id] = source.system
    bases = {
        name: OutlinedBase(
            label=base.label,
            after=tuple(sorted({other for each in base.references for other in each.in_bases} - {name})),
        )
        for name, base in catalogue.bases.items()
    }
    return Outline(departments=departments, bases=bases)
