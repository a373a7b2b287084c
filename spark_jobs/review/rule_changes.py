"""Which compiled rules differ between two catalogues, by version: other words and another order are no difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalog.model import Catalogue
from spark_jobs.flow.column_flow import Field
from spark_jobs.rules import compile_source, names_in, reference_id, reference_version

#: A rule before and after; None where it is not there.
Pair = tuple["Compiled | None", "Compiled | None"]


@dataclass(frozen=True)
class Compiled:
    """A rule as it compiles: its version, and the columns of one table that it reads."""

    rule_id: str
    version: str
    severity: str
    owner: str
    columns: frozenset[str]

    @property
    def fields(self) -> set[Field]:
        """The columns it reads, as the lineage names them."""
        table = f"base.{self.owner[5:]}" if self.owner.startswith("base/") else f"standard.{self.owner.split('/')[1]}"
        return {Field(table, column) for column in self.columns}


def compiled_rules(catalogue: Catalogue, sources: Iterable[str]) -> dict[str, Compiled]:
    """Every row rule of some sources, and every reference between bases, by id. `owner`: source id or `base/<base>`."""
    found = [rule for name in sources for rule in _of_source(catalogue, name)]
    for base in catalogue.bases.values():
        for told in base.references:
            reads, version = frozenset(told.columns), reference_version(base, told)
            found.append(Compiled(reference_id(base, told), version, told.rule.severity, f"base/{base.id}", reads))
    return {rule.rule_id: rule for rule in found}


def _of_source(catalogue: Catalogue, name: str) -> Iterator[Compiled]:
    source = compile_source(catalogue, name)
    declared = {rule.rule_id: told for rule, told in source.table_rules}
    for rule in source.rules:
        told = declared.get(rule.rule_id)
        reads = {*told.columns, *(names_in(told.holds) & source.source.columns.keys())} if told else {rule.column}
        yield Compiled(rule.rule_id, rule.version, rule.severity, name, frozenset(reads))


def may_differ(old: Catalogue, new: Catalogue) -> tuple[list[str], list[str]]:
    """The sources, old and new, whose rules may differ: they do, or their elements, or the lists of these."""
    lists = {n for n in old.code_lists.keys() | new.code_lists.keys() if old.code_lists.get(n) != new.code_lists.get(n)}
    names = old.elements.keys() | new.elements.keys()
    elements = {name for name in names if old.elements.get(name) != new.elements.get(name)}
    elements |= {e.id for catalogue in (old, new) for e in catalogue.elements.values() if e.code_list in lists}
    apart = {
        name
        for catalogue, other in ((old, new), (new, old))
        for name, source in catalogue.sources.items()
        if source != other.sources.get(name) or any(c.element in elements for c in source.columns.values())
    }
    return sorted(apart & old.sources.keys()), sorted(apart & new.sources.keys())


def changed_rules(old: Catalogue, new: Catalogue) -> dict[str, Pair]:
    """Rule id → before and after, of every rule added, removed, or of another version; sorted."""
    names = may_differ(old, new)
    before, after = compiled_rules(old, names[0]), compiled_rules(new, names[1])
    pairs = {id_: (before.get(id_), after.get(id_)) for id_ in sorted(before.keys() | after.keys())}
    return {id_: (was, now) for id_, (was, now) in pairs.items() if not (was and now and was.version == now.version)}
