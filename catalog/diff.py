"""What two catalogues say differently: one edit for each thing that changed, by what it means and not by its file.

Order says nothing where nothing reads it (YAML keys, header texts, rows of a code list). A code list under another file
name is the same list; an element under another name is one edit, `renamed`. Sources, bases and departments are known
by their names outside, so another name there is another thing: one removed, one added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from catalog.model import AboutList, Catalogue, Code, CodeList, Reference, Rule, Scope
from catalog.terms import Strict
from catalog.version import UNORDERED

#: Fields that are one statement, although they are written as several lines.
WHOLE = frozenset({"authority", "verified_by", "waivers"})


@dataclass(frozen=True)
class Edit:
    """One thing that changed. `place` is where it stands: section, id, field …; `old` and `new` are what stands there.

    Of the rows of a code list the last part of `place` is an aspect: `codes_added`, `codes_removed`, `aliases_added`,
    `aliases_removed`, `names`, `parents`, `validity`, `successors`; the codes it is about are in `old` and `new`.
    """

    place: tuple[str, ...]
    kind: Literal["added", "removed", "changed", "renamed"]
    old: Any = None
    new: Any = None


def edits(old: Catalogue, new: Catalogue) -> list[Edit]:
    """Every edit that makes `new` out of `old`, sorted by place."""
    elements, new = _under_old_names(old, new)
    found = [Edit(("elements", later), "renamed", earlier, later) for later, earlier in elements.items()]
    for section in type(old).model_fields:
        found += _between((section,), getattr(old, section), getattr(new, section))
    return sorted(found, key=lambda edit: edit.place)


def _between(place: tuple[str, ...], old: Any, new: Any) -> Iterator[Edit]:
    if isinstance(old, CodeList) and isinstance(new, CodeList):
        yield from _codes(place, old, new)
        return
    before, after = parts_of(place[-1], old), parts_of(place[-1], new)
    if before is None or after is None or (isinstance(old, Strict) != isinstance(new, Strict)):
        if _plain(place[-1], old) != _plain(place[-1], new):
            yield Edit(place, "changed", old, new)
        return
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield Edit((*place, name), "removed", old=before[name])
        elif name not in before:
            yield Edit((*place, name), "added", new=after[name])
        elif before[name] is not after[name]:
            yield from _between((*place, name), before[name], after[name])


def parts_of(name: str, value: Any) -> Mapping[str, Any] | None:
    """The parts of a value by the name under which they are the same part again; None for a value without parts."""
    match value:
        case Strict():
            return {field: getattr(value, field) for field in type(value).model_fields}
        case dict() if name not in WHOLE:
            return value
        case tuple() if name in ("rules", "scopes", "references"):
            return {_identity(item): item for item in value}
    return None


def _identity(item: Any) -> str:
    match item:
        case Rule():
            return item.name
        case Scope():
            return item.id
        case Reference():
            return item.rule.name
    return str(item)


def _plain(name: str, value: Any) -> Any:
    return sorted(value) if name in UNORDERED and isinstance(value, tuple) else value


def _codes(place: tuple[str, ...], old: CodeList, new: CodeList) -> Iterator[Edit]:
    if old == new:
        return
    for name in sorted(AboutList.model_fields.keys() - {"id"}):
        yield from _between((*place, name), getattr(old, name), getattr(new, name))
    before, after = _by_code(old), _by_code(new)
    both = sorted(before.keys() & after.keys())
    if added := tuple(f"{code} {'、'.join(after[code].names)}" for code in sorted(after.keys() - before.keys())):
        yield Edit((*place, "codes_added"), "changed", (), added)
    if removed := tuple(f"{code} {'、'.join(before[code].names)}" for code in sorted(before.keys() - after.keys())):
        yield Edit((*place, "codes_removed"), "changed", removed, ())
    aliases = {code: (set(before[code].aliases), set(after[code].aliases)) for code in both}
    if more := tuple(f"{code} {text}" for code, (was, now) in aliases.items() for text in sorted(now - was)):
        yield Edit((*place, "aliases_added"), "changed", (), more)
    if less := tuple(f"{code} {text}" for code, (was, now) in aliases.items() for text in sorted(was - now)):
        yield Edit((*place, "aliases_removed"), "changed", less, ())
    for aspect in ("names", "parents", "validity", "successors"):
        told = {code: (getattr(before[code], aspect), getattr(after[code], aspect)) for code in both}
        if other := {code: pair for code, pair in told.items() if pair[0] != pair[1]}:
            texts = (tuple(f"{code} {'、'.join(pair[at])}" for code, pair in other.items()) for at in (0, 1))
            yield Edit((*place, aspect), "changed", *texts)


class _Told(NamedTuple):
    """All that the rows of one code say; a code that changed its name has a row for each."""

    names: tuple[str, ...]
    aliases: tuple[str, ...]
    parents: tuple[str, ...]
    validity: tuple[str, ...]
    successors: tuple[str, ...]


def _by_code(codes: CodeList) -> dict[str, _Told]:
    rows: dict[str, list[Code]] = {}
    for row in codes.codes:
        rows.setdefault(row.code, []).append(row)
    return {
        code: _Told(
            names=tuple(sorted(row.name for row in own)),
            aliases=tuple(sorted(alias for row in own for alias in row.aliases)),
            parents=tuple(sorted(row.parent or "" for row in own)),
            validity=tuple(sorted(f"{row.valid_from or ''}…{row.valid_to or ''}" for row in own)),
            successors=tuple(sorted(f"{to.code}@{to.on or row.valid_to}" for row in own for to in row.successors)),
        )
        for code, own in rows.items()
    }


def _under_old_names(old: Catalogue, new: Catalogue) -> tuple[dict[str, str], Catalogue]:
    """The new catalogue with code lists and elements that only have another name under their old ones.

    Also which elements those are, new name → old name.
    """
    apart = old.code_lists.keys() ^ new.code_lists.keys()
    lists = _renamed(*({n: _by_code(c) for n, c in of.code_lists.items() if n in apart} for of in (old, new)))
    if lists:
        code_lists = {lists.get(name, name): codes for name, codes in new.code_lists.items()}
        elements = {
            name: element.model_copy(update={"code_list": lists.get(element.code_list or "", element.code_list)})
            for name, element in new.elements.items()
        }
        new = new.model_copy(update={"code_lists": code_lists, "elements": elements})
    nameless = [
        {name: element.model_copy(update={"id": ""}) for name, element in catalogue.elements.items()}
        for catalogue in (old, new)
    ]
    elements_renamed = _renamed(*nameless)
    return elements_renamed, _with_elements(new, elements_renamed) if elements_renamed else new


def _renamed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """New name → old name of what is gone under one name and there, the same, under another."""
    gone, found = {name: old[name] for name in sorted(old.keys() - new.keys())}, {}
    for name in sorted(new.keys() - old.keys()):
        if (earlier := next((other for other, content in gone.items() if content == new[name]), None)) is not None:
            found[name] = earlier
            del gone[earlier]
    return found


def _with_elements(catalogue: Catalogue, names: Mapping[str, str]) -> Catalogue:
    def renamed(holder: Any) -> Any:
        columns = {
            name: column.model_copy(update={"element": names.get(column.element, column.element)})
            for name, column in holder.columns.items()
        }
        return holder.model_copy(update={"columns": columns})

    elements = {
        names.get(name, name): element.model_copy(update={"id": names.get(name, name)})
        for name, element in catalogue.elements.items()
    }
    sources = {name: renamed(source) for name, source in catalogue.sources.items()}
    bases = {name: renamed(base) for name, base in catalogue.bases.items()}
    return catalogue.model_copy(update={"elements": elements, "sources": sources, "bases": bases})
