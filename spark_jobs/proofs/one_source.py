"""一数一源, proved before anything runs: no merge and no dbt model writes an element from anything but its authority.

The catalogue says who the authority of each item is (catalog/authority.py); lineage says what really flows. Here both
are laid side by side, over the very SQL that will run, for every authority that ever was or will be in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalog.document import Document
from catalog.model import Catalogue
from catalog.problem import Problem
from spark_jobs.flow.column_flow import Field, SqlError, flows
from spark_jobs.flow.lineage import ADDED, Lineage
from spark_jobs.proofs.authorities import Facts, standard
from spark_jobs.proofs.theme_column import ThemeColumn


def problems(catalogue: Catalogue, documents: Mapping[str, Document], known: Lineage) -> list[Problem]:
    """Every break of the theorem in a compiled catalogue (read from `documents`) and the models of `known`, sorted."""
    facts = Facts(catalogue, documents)
    if found := [*_expressions(facts)]:
        return sorted(found)
    found = [*known.problems, *_merges(facts, known)]
    for table, model in known.models.items():
        columns = [of for of in known.fields() if of.table == table]
        found += [problem for of in columns for problem in ThemeColumn(facts, known, model, of).problems()]
    return sorted(found)


def _expressions(facts: Facts) -> Iterator[Problem]:
    """SQL of an authority or a scope that cannot be understood, or that takes its value from another column."""
    seen = set()
    for claim in facts.claims:
        if (claim.item, claim.place) in seen or claim.declared.sql == "{x}":
            continue
        seen.add((claim.item, claim.place))
        document, own = facts.document(claim.item.split(".")[0]), standard(claim.reference)
        try:
            told = _evaluated(facts, claim.source, claim.declared.sql.replace("{x}", claim.field))
        except SqlError as error:
            yield document.problem(claim.place, "AUTHORITY_SQL", f"`{claim.declared.sql}`: {error}")
            continue
        if other := sorted(told - {own}):
            message = (
                f"{claim.item} takes a value from {other[0]}, but its authority is {own}; use it in conditions only"
            )
            yield document.problem(claim.place, "NOT_AUTHORITY", message)
    for base in facts.catalogue.bases.values():
        for position, scope in enumerate(base.scopes):
            try:
                _evaluated(facts, scope.source, scope.when)
            except SqlError as error:
                place = ("scopes", position, "when")
                yield facts.document(base.id).problem(place, "AUTHORITY_SQL", f"`{scope.when}`: {error}")


def _evaluated(facts: Facts, source: str, sql: str) -> frozenset[Field]:
    """The columns whose values an expression over one source tells."""
    table = f"standard.{source.split('/')[1]}"
    columns = [*facts.catalogue.sources[source].columns, *ADDED]
    found = flows(f"SELECT ({sql}) AS v FROM {table} a", {table: columns})
    if list(found) != ["v"]:
        raise SqlError(1, "not one expression")
    return found["v"].values


def _merges(facts: Facts, known: Lineage) -> Iterator[Problem]:
    """A base column whose merge reads anything but its authorities."""
    allowed: dict[str, set[Field]] = {}
    for claim in facts.claims:
        allowed.setdefault(claim.item, set()).add(standard(claim.reference))
    for base in facts.catalogue.bases.values():
        for name in base.columns:
            for other in sorted(known.inputs(Field(f"base.{base.id}", name)) - allowed.get(f"{base.id}.{name}", set())):
                message = f"the merge of {base.id}.{name} takes a value from {other}, which is no authority for it"
                yield facts.document(base.id).problem(("columns", name), "NOT_AUTHORITY", message)
