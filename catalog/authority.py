"""一数一源: for each item (base column), scope and instant exactly one confirmed authority.

Source: 《政务数据共享条例》（国务院令第809号）第十九条.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from catalog.document import Document, Place
from catalog.model import Authority, Base, Catalogue, Scope
from catalog.problem import Problem


@dataclass(frozen=True)
class Claim:
    """An authority for one item in one scope, with everything it inherits. In force from `start` until before `end`.

    `start` is `date.min` where nothing says since when; `end` is `date.max` while it lasts.
    """

    item: str
    scope: Scope
    reference: str
    declared: Authority
    start: date
    end: date
    basis: str | None
    via: tuple[str, ...]
    latest: str | None
    place: Place

    @property
    def source(self) -> str:
        """`<department>/<source>`."""
        return self.reference.split(".")[0]

    @property
    def department(self) -> str:
        """The id of the department that is, or claims to be, the authority."""
        return self.reference.split("/")[0]

    @property
    def field(self) -> str:
        """The column of the source."""
        return self.reference.split(".")[1]

    @property
    def confirmed(self) -> bool:
        """Whether it counts."""
        return self.declared.status == "confirmed"

    def in_force(self, on: date) -> bool:
        """Whether it is the authority on a day."""
        return self.confirmed and self.start <= on < self.end


def began(base: Base, name: str, scope: Scope) -> date:
    """The first day on which an item needs an authority in a scope; `date.min` if nothing says."""
    return max(scope.since or date.min, base.columns[name].since or date.min)


def claims(base: Base, name: str, scope: Scope) -> list[Claim]:
    """Every authority declared for an item in a scope, of any status, by start.

    One of a scope's own source is for that scope, one of a source that no scope has is for all; `scopes` overrules.
    """
    column, own = base.columns[name], {scope.source for scope in base.scopes}
    found = []
    for reference, periods in column.authority.items():
        source = reference.split(".")[0]
        everywhere = source not in own or bool(column.via)
        for position, declared in enumerate(periods):
            via = declared.via or column.via
            if scope.id in declared.scopes or (
                not declared.scopes and (source == scope.source or everywhere or declared.via)
            ):
                found.append(
                    Claim(
                        item=f"{base.id}.{name}",
                        scope=scope,
                        reference=reference,
                        declared=declared,
                        start=declared.since or began(base, name, scope),
                        end=declared.until or date.max,
                        basis=declared.basis or column.basis or scope.basis,
                        via=via,
                        latest=declared.latest or column.latest,
                        place=("columns", name, "authority", reference, position),
                    )
                )
    return sorted(found, key=lambda claim: (claim.start, claim.end))


def items(base: Base) -> Iterator[tuple[str, Scope, list[Claim]]]:
    """Each item of a base in each scope that has it, with its claims."""
    for name, column in base.columns.items():
        for scope in base.scopes:
            if scope.id not in column.absent_in:
                yield name, scope, claims(base, name, scope)


def in_force(base: Base, name: str, scope: Scope, on: date) -> Claim | None:
    """The one authority for an item in a scope on a day; None before the item began, or where nobody collects it."""
    if scope.id in base.columns[name].absent_in or on < began(base, name, scope):
        return None
    return next((claim for claim in claims(base, name, scope) if claim.in_force(on)), None)


def instants(base: Base) -> list[date]:
    """The days on which an authority of a base changes, sorted; between two of them nothing does."""
    starts = {claim.start for _, _, found in items(base) for claim in found if claim.confirmed}
    return sorted(starts | {scope.since or date.min for scope in base.scopes})


def problems(catalogue: Catalogue, base: Base, document: Document) -> Iterator[Problem]:
    """Every item, scope and instant without an authority or with two, and every authority that cannot be used."""
    yield from _names(catalogue, base, document)
    for name, scope, found in items(base):
        overlaps = [*_overlaps(catalogue, found, document)]
        yield from overlaps
        yield from _gaps(catalogue, base, name, scope, found, document)
        if not overlaps:
            yield from _unreachable(catalogue, found, document)


def _overlaps(catalogue: Catalogue, found: list[Claim], document: Document) -> Iterator[Problem]:
    confirmed = [claim for claim in found if claim.confirmed and claim.start < claim.end]
    for first, second in combinations(confirmed, 2):
        if second.start >= first.end:
            continue
        message = (
            f"{_datum(second)} has two authorities {_period(second.start, min(first.end, second.end))}: "
            f"{_who(catalogue, first, document)} and {_who(catalogue, second, document)}; "
            "keep one, or end the earlier with `to` on the day the later begins"
        )
        yield document.problem(second.place, "TWO_SOURCES", message)


def _gaps(
    catalogue: Catalogue, base: Base, name: str, scope: Scope, found: list[Claim], document: Document
) -> Iterator[Problem]:
    confirmed = [claim for claim in found if claim.confirmed]
    datum = f"{base.id}.{name} in scope {scope.id}"
    if not [claim for claim in confirmed if claim.via or claim.source == scope.source]:
        others = ", ".join(f"{c.reference} is {c.declared.status}" for c in found if not c.confirmed)
        message = f"{datum} has no authority; name one column of {scope.source}" + (f" ({others})" if others else "")
        yield document.problem(("columns", name, "authority"), "NO_SOURCE", message)
        return
    covered, last = began(base, name, scope), confirmed[0]
    for claim in confirmed:
        if claim.start > covered:
            who = _who(catalogue, claim, document)
            message = (
                f"{datum} has no authority {_period(covered, claim.start)}, before {who}; {_start_remedy(covered)}"
            )
            yield document.problem(claim.place, "SOURCE_GAP", message)
        covered, last = max((covered, last), (claim.end, claim), key=lambda pair: pair[0])
    if covered < date.max:
        message = f"{datum} has no authority {_period(covered, date.max)}, after {_who(catalogue, last, document)}"
        yield document.problem(last.place, "SOURCE_GAP", f"{message}; name its successor")


def _start_remedy(covered: date) -> str:
    if covered == date.min:
        return "say with `from` of the scope or of the column since when there is anything to know"
    return "let one begin where the other ends"


def _unreachable(catalogue: Catalogue, found: list[Claim], document: Document) -> Iterator[Problem]:
    for claim in found:
        if claim.declared.until and claim.start >= claim.end:
            message = (
                f"{claim.reference} ends on {claim.end} and begins on {claim.start}; `to` must be later than `from`"
            )
            yield document.problem(claim.place, "EMPTY_PERIOD", message)
        foreign = claim.source != claim.scope.source and claim.source in catalogue.sources
        if claim.confirmed and foreign and not claim.via and len(found) > 1:
            message = f"{claim.reference} is not of {claim.scope.source}: name in `via` its columns that hold the key"
            yield document.problem(claim.place, "NO_VIA", message)


def _names(catalogue: Catalogue, base: Base, document: Document) -> Iterator[Problem]:
    """Every scope and key column that is named exists."""
    scopes = {scope.id for scope in base.scopes}
    for name, column in base.columns.items():
        place: Place = ("columns", name)
        named = [((*place, "absent_in"), column.absent_in)]
        for reference, periods in column.authority.items():
            for position, declared in enumerate(periods):
                at = (*place, "authority", reference, position)
                named.append((at, declared.scopes))
                keys = [*(declared.via or column.via), *filter(None, [declared.latest or column.latest])]
                yield from _keys(catalogue, reference, keys, document, at)
        for at, ids in named:
            for unknown in sorted(set(ids) - scopes):
                yield document.problem(at, "UNKNOWN_SCOPE", f"`{unknown}` is not a scope of this base; correct it")
        for reference, key in column.verified_by.items():
            yield from _keys(catalogue, reference, [key], document, (*place, "verified_by", reference))


def _keys(
    catalogue: Catalogue, reference: str, keys: Iterable[str], document: Document, at: Place
) -> Iterator[Problem]:
    source = reference.split(".")[0]
    if source in catalogue.sources:
        for key in keys:
            if key not in catalogue.sources[source].columns:
                yield document.problem(at, "UNKNOWN_COLUMN", f"`{key}` is not a column of {source}; correct it")


def _datum(claim: Claim) -> str:
    return f"{claim.item} in scope {claim.scope.id}"


def _period(start: date, end: date) -> str:
    since = "" if start == date.min else f"from {start}"
    until = "" if end == date.max else f"until {end}"
    return " ".join(filter(None, (since, until))) or "at all times"


def _who(catalogue: Catalogue, claim: Claim, document: Document) -> str:
    department = catalogue.departments.get(claim.department)
    label = department.label if department else claim.department
    return f"{label} ({claim.reference}, {document.file}:{document.line(claim.place)})"
