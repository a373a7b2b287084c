"""What an edit of the catalogue reaches: sources, rules, tables, models, letters and departments.

Tables are found by static lineage, values and deciding columns alike; rules by their versions, compiled both times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalog.diff import Edit
from catalog.model import Base, Catalogue
from catalog.verdicts import MAPPING_KINDS
from spark_jobs.flow.lineage import Field, Lineage, lineage
from spark_jobs.review.rule_changes import Compiled, changed_rules
from spark_jobs.rules import names_in

#: Fields that people read and no engine does: they reach letters and pages, and no table.
WORDS = frozenset({"label", "definition", "basis", "format", "indicator", "sentence", "english", "fix"})
WORDS |= {"abstract", "office", "published_on"}
#: The sections that row rules are compiled from.
RULED = ("code_lists", "elements", "sources")
PEOPLE = frozenset({"steward", "copy_to"})


@dataclass(frozen=True)
class Affected:
    """Everything an edit reaches, each sorted. `letters`: the addresses whose letters may differ."""

    sources: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


class Impact:
    """Both catalogues compiled, to be asked about one edit after the other."""

    def __init__(self, old: Catalogue, new: Catalogue) -> None:
        self.both = (old, new)
        self.pairs = changed_rules(old, new)
        self.changed_rules = {id_: rule for id_, (was, now) in self.pairs.items() if (rule := now or was)}
        self._alone: dict[tuple[str, str], set[str]] = {}

    @cached_property
    def _edited(self) -> int:
        """How many members of the catalogue differ of those that rules are made of."""
        sections = [(getattr(self.both[0], section), getattr(self.both[1], section)) for section in RULED]
        return sum(then.get(name) != now.get(name) for then, now in sections for name in then.keys() | now.keys())

    @cached_property
    def _readers(self) -> tuple[dict[Field, set[Field]], ...]:
        old, new = self.both
        same = old.sources == new.sources and old.bases == new.bases
        return tuple(_readers(lineage(catalogue)) for catalogue in (self.both[:1] if same else self.both))

    def of(self, edit: Edit) -> Affected:
        """What one edit reaches."""
        if edit.place[0] in ("shares", "opens"):
            return _of_output(self.both, *edit.place[:2])
        fields = {field for catalogue in self.both for field in _touched(catalogue, edit.place)}
        rules = [rule for rule in self._because_of(edit) if rule.fields & fields]
        if edit.place[0] == "code_lists":  # names and dates of codes that no rule reads reach nothing
            fields &= {field for rule in rules for field in rule.fields}
        owners = {_owner(self.both, field.table) for field in fields}
        sources = {owner for owner in owners if not owner.startswith("base/")}
        sources |= {name for owner in owners - sources for name in _feeding(self.both, owner, fields)}
        reached = self._carried_on(edit, fields, rules)
        outputs = list(_drawn_from(self.both, reached))
        tables = {table for field in reached for table in _stored(field.table)}
        tables |= {table for output in outputs for table in output.tables}
        departments = {name.split("/")[0] for name in sources}
        departments |= {name for output in outputs for name in output.departments}
        departments |= {edit.place[1]} if edit.place[0] == "departments" else set()
        return Affected(
            sources=tuple(sorted(sources)),
            rules=tuple(rule.rule_id for rule in rules),
            tables=tuple(sorted(table for table in tables if not table.startswith("theme."))),
            models=tuple(sorted(table.removeprefix("theme.") for table in tables if table.startswith("theme."))),
            letters=tuple(sorted(_addresses(self.both, sources, edit))),
            departments=tuple(sorted(departments)),
        )

    def _because_of(self, edit: Edit) -> list[Compiled]:
        """The changed rules that change already if of everything only this member of the catalogue does."""
        section, name = edit.place[:2]
        if edit.kind == "renamed" or (section == "code_lists" and not _read(self.both, edit)):
            return []
        if (section, name) not in self._alone:
            self._alone[section, name] = self._changed_alone(section, name)
        return [rule for id_, rule in self.changed_rules.items() if id_ in self._alone[section, name]]

    def _changed_alone(self, section: str, name: str) -> set[str]:
        old, new = self.both
        then, now = getattr(old, section), getattr(new, section)
        if section not in RULED or name not in then.keys() & now.keys() or self._edited == 1:
            return set(self.changed_rules)
        # What the new member refers to and the old catalogue does not have comes with it.
        with_it: dict[str, dict[str, Any]] = {
            "code_lists": {**new.code_lists, **old.code_lists},
            "elements": {**new.elements, **old.elements},
            "sources": dict(old.sources),
        }
        with_it[section][name] = now[name]
        return set(changed_rules(old, old.model_copy(update=with_it)))

    def _carried_on(self, edit: Edit, fields: set[Field], rules: list[Compiled]) -> set[Field]:
        """The columns whose values may differ: none for words, nor where only warnings are other ones."""
        if edit.kind == "renamed" or (WORDS | PEOPLE) & set(edit.place[2:]):
            return set()
        judges_only = edit.place[0] == "code_lists" or "rules" in edit.place or "references" in edit.place
        if judges_only and not any(rule.severity == "error" for rule in rules):
            return set()
        return self._reach(fields)

    def _reach(self, fields: set[Field]) -> set[Field]:
        found: set[Field] = set()
        for readers in self._readers:
            waiting = list(fields)
            seen = set(fields)
            while waiting:
                for reader in readers.get(waiting.pop(), set()) - seen:
                    seen.add(reader)
                    waiting.append(reader)
            found |= seen
        return found


def _read(both: tuple[Catalogue, Catalogue], edit: Edit) -> bool:
    """Whether a rule reads this aspect of a code list: names and other texts only where they are mapped to codes."""
    if edit.place[-1] in ("codes_added", "codes_removed") or edit.kind != "changed":
        return True
    elements = [element for catalogue in both for element in catalogue.elements.values()]
    mapped = any(e.code_list == edit.place[1] and e.kind in MAPPING_KINDS for e in elements)
    return mapped and edit.place[-1] in ("names", "aliases_added", "aliases_removed")


def _readers(known: Lineage) -> dict[Field, set[Field]]:
    """Column → columns that are made of it or chosen by it."""
    found: dict[Field, set[Field]] = {}
    for made, flow in known.flows.items():
        for read in flow.values | flow.decides:
            found.setdefault(read, set()).add(made)
    return found


def _touched(catalogue: Catalogue, place: tuple[str, ...]) -> set[Field]:
    """The columns of standard and base tables that a place of the catalogue is about."""
    section, name, *rest = place
    if section == "departments":
        own = [source for source in catalogue.sources if source.startswith(f"{name}/")]
        return {field for source in own for field in _all(catalogue, source)}
    if section in ("elements", "code_lists"):
        listed = {e.id for e in catalogue.elements.values() if e.code_list == name}
        return _carrying(catalogue, {name} if section == "elements" else listed)
    if section not in ("sources", "bases"):
        return set()
    fields = _all(catalogue, name if section == "sources" else f"base/{name}")
    return {field for field in fields if field.column in _columns(catalogue, place)} if rest[1:] else fields


def _columns(catalogue: Catalogue, place: tuple[str, ...]) -> set[str]:
    """Of a place inside one member, the columns it is about; all of them where it is not about some."""
    section, name, kind, part = place[:4]
    holder = (catalogue.sources if section == "sources" else catalogue.bases).get(name)
    if holder is None:
        return set()
    if kind == "columns":
        return {part, *(n for n, c in holder.columns.items() if getattr(c, "of", None) == part)}
    if kind == "rules" and not isinstance(holder, Base):
        return {c for r in holder.rules if r.name == part for c in (*r.columns, *names_in(r.holds))}
    if kind == "references" and isinstance(holder, Base):
        return {column for told in holder.references if told.rule.name == part for column in told.columns}
    return set(holder.columns)


def _all(catalogue: Catalogue, owner: str) -> set[Field]:
    if owner.startswith("base/"):
        base = catalogue.bases.get(owner.removeprefix("base/"))
        return {Field(f"base.{base.id}", column) for column in base.columns} if base else set()
    source = catalogue.sources.get(owner)
    return {Field(f"standard.{owner.split('/')[1]}", column) for column in source.columns} if source else set()


def _carrying(catalogue: Catalogue, elements: set[str]) -> set[Field]:
    found: set[Field] = set()
    for name, base in catalogue.bases.items():
        found |= {Field(f"base.{name}", column) for column, told in base.columns.items() if told.element in elements}
    for name, source in catalogue.sources.items():
        table = f"standard.{name.split('/')[1]}"
        found |= {Field(table, column) for column, told in source.columns.items() if told.element in elements}
    return found


def _owner(both: tuple[Catalogue, Catalogue], table: str) -> str:
    schema, name = table.split(".")
    if schema == "base":
        return f"base/{name}"
    return next(source for catalogue in both for source in catalogue.sources if source.endswith(f"/{name}"))


def _feeding(both: tuple[Catalogue, Catalogue], owner: str, fields: set[Field]) -> Iterator[str]:
    """The authorities of the touched columns of a base."""
    name = owner.removeprefix("base/")
    touched = {field.column for field in fields if field.table == f"base.{name}"}
    for base in (catalogue.bases[name] for catalogue in both if name in catalogue.bases):
        for column in touched & base.columns.keys():
            yield from (reference.split(".")[0] for reference in base.columns[column].authority)


def _stored(table: str) -> tuple[str, ...]:
    """The tables of the lake in which a column of the lineage lies."""
    schema, name = table.split(".")
    return (f"raw.{name}", f"conform.{name}", table) if schema == "standard" else (table,)


def _addresses(both: tuple[Catalogue, Catalogue], sources: Iterable[str], edit: Edit) -> set[str]:
    """Who gets the letters about these sources, or of the department that the edit is about."""
    departments = {name.split("/")[0] for name in sources}
    departments |= {edit.place[1]} if edit.place[0] == "departments" else set()
    found: set[str] = set()
    for catalogue in both:
        for name in departments:
            if about := catalogue.departments.get(name):
                found |= {about.steward.email, *about.copy_to}
        found |= {s.steward.email for n in sources if (s := catalogue.sources.get(n)) and s.steward}
    return found


def _drawn_from(both: tuple[Catalogue, Catalogue], fields: set[Field]) -> Iterator[Affected]:
    """Every output that carries one of these columns."""
    for catalogue in both:
        for section in ("shares", "opens"):
            for name, output in getattr(catalogue, section).items():
                if any(Field(output.table, told.column or column) in fields for column, told in output.columns.items()):
                    yield _of_output(both, section, name)


def _of_output(both: tuple[Catalogue, Catalogue], section: str, name: str) -> Affected:
    shares = [catalogue.shares[name] for catalogue in both if section == "shares" and name in catalogue.shares]
    return Affected(
        tables=(f"{section.removesuffix('s')}.{name}",), departments=tuple(sorted({share.to for share in shares}))
    )
