"""How an edit of the catalogue is judged: the makers of verdicts that the table of compatibility.py is written with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from catalog.diff import Edit, parts_of
from catalog.model import Catalogue, CodeList, Column, Reference, Rule, Source

#: breaking?, why
Verdict = tuple[bool, str]
Judge = Callable[[Edit, Catalogue, Catalogue], Verdict]

#: Kinds that map the texts of a list to its codes; every other kind only looks codes up.
MAPPING_KINDS = frozenset({"code", "capital_currency"})
#: From showing everything to showing nothing; masks of one strength show different parts.
MASK_STRENGTH = {"none": 0, "scrub": 1, "identifier": 2, "name": 2, "phone": 2, "address": 2, "hide": 3}


def breaks(why: str) -> Judge:
    """Always breaking."""
    return lambda _edit, _old, _new: (True, why)


def fits(why: str) -> Judge:
    """Always compatible."""
    return lambda _edit, _old, _new: (False, why)


def breaks_if(test: Callable[[Any, Any], bool], why: str, else_: str) -> Judge:
    """Breaking where `test` holds of what stood there and what stands there now."""
    return lambda edit, _old, _new: (True, why) if test(edit.old, edit.new) else (False, else_)


def severity(rule: Rule | Reference) -> str:
    return rule.severity if isinstance(rule, Rule) else rule.rule.severity


def strict(edit: Edit, new: Catalogue) -> bool:
    """Whether the rule that the edit stands in is an error now."""
    at: Any = new
    for before, name in zip(("", *edit.place), edit.place[:-1], strict=False):
        at = (parts_of(before, at) or {})[name]
    return severity(at) == "error"


def if_error(why: str, else_: str) -> Judge:
    return lambda edit, _old, new: (True, why) if strict(edit, new) else (False, else_)


def column_added(edit: Edit, _old: Catalogue, new: Catalogue) -> Verdict:
    column: Column = edit.new
    source: Source = new.sources[edit.place[1]]
    if column.of:
        return False, "it is read from a column that is already delivered"
    if column.required or edit.place[-1] in source.key:
        return True, "a delivery without it is refused, or each of its rows faulted"
    if {reader.kind for reader in source.readers.values()} <= {"json", "jsonl", "geojson"}:
        return False, "optional, and a JSON record may leave it out"
    return True, "a CSV file or workbook without its header is refused (HEADER_DRIFT)"


def uses(catalogue: Catalogue, code_list: str, kinds: frozenset[str] | None = None) -> bool:
    return any(e.code_list == code_list and (not kinds or e.kind in kinds) for e in catalogue.elements.values())


def if_used(why: str, else_: str, kinds: frozenset[str] | None = None) -> Judge:
    return lambda edit, old, _new: (True, why) if uses(old, edit.place[1], kinds) else (False, else_)


def texts(codes: CodeList) -> set[str]:
    return {text for code in codes.codes for text in (code.code, code.name, *code.aliases)}


def names(edit: Edit, old: Catalogue, new: Catalogue) -> Verdict:
    name = edit.place[1]
    if not uses(old, name, MAPPING_KINDS):
        return False, "only the codes of this list are looked up, not its names"
    if texts(old.code_lists[name]) <= texts(new.code_lists[name]):
        return False, "the old name is still understood"
    return True, "a code means something else, or a name that was understood is not"


def other_list(edit: Edit, old: Catalogue, new: Catalogue) -> Verdict:
    if edit.new is None:
        return False, "values are held against no list"
    if edit.old is None:
        return True, "values are held against a list"
    # A list that only has another name is in the edit under its old one.
    if texts(old.code_lists[edit.old]) <= texts(new.code_lists.get(edit.new) or old.code_lists[edit.new]):
        return False, "every code and text of the old list is in the new one"
    return True, "codes or texts of the old list are not in the new one"


def weaker_mask(old: str, new: str) -> bool:
    return MASK_STRENGTH[new] <= MASK_STRENGTH[old]


def shorter(old: int | None, new: int | None) -> bool:
    return new is not None and (old is None or new < old)
