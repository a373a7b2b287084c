"""The verdicts on an edit that the table of the review is made of: whether it breaks something, and what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from catalog.diff import Edit, parts_of
from catalog.model import Authority, Catalogue, CodeList, Column, Reference, Rule, Source
from catalog.terms import Cycle

#: breaking?, why
Verdict = tuple[bool, str]
Judge = Callable[[Edit, Catalogue, Catalogue], Verdict]

#: Kinds that map the texts of a list to its codes; every other kind only looks codes up.
MAPPING_KINDS = frozenset({"code", "capital_currency"})
#: From showing everything to showing nothing; masks of one strength show different parts.
MASK_STRENGTH = {"none": 0, "scrub": 1, "identifier": 2, "name": 2, "phone": 2, "address": 2, "hide": 3}
#: From the shortest.
CYCLES = get_args(Cycle)


def breaks(why: str) -> Judge:
    """Always breaking."""
    return lambda _edit, _old, _new: (True, why)


def fits(why: str) -> Judge:
    """Always compatible."""
    return lambda _edit, _old, _new: (False, why)


def breaks_if(test: Callable[[Any, Any], bool], why: str, else_: str) -> Judge:
    """Breaking where `test` holds of what stood there and what stands there now."""
    return lambda edit, _old, _new: (True, why) if test(edit.old, edit.new) else (False, else_)


def _severity(rule: Rule | Reference) -> str:
    return rule.severity if isinstance(rule, Rule) else rule.rule.severity


def _strict(edit: Edit, new: Catalogue) -> bool:
    """Whether the rule that the edit stands in is an error now."""
    at: Any = new
    for before, name in zip(("", *edit.place), edit.place[:-1], strict=False):
        at = (parts_of(before, at) or {})[name]
    return _severity(at) == "error"


def if_error(why: str, else_: str) -> Judge:
    return lambda edit, _old, new: (True, why) if _strict(edit, new) else (False, else_)


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


def _uses(catalogue: Catalogue, code_list: str, kinds: frozenset[str] | None = None) -> bool:
    return any(e.code_list == code_list and (not kinds or e.kind in kinds) for e in catalogue.elements.values())


def if_used(why: str, else_: str, kinds: frozenset[str] | None = None) -> Judge:
    return lambda edit, old, _new: (True, why) if _uses(old, edit.place[1], kinds) else (False, else_)


def _texts(codes: CodeList) -> set[str]:
    return {text for code in codes.codes for text in (code.code, code.name, *code.aliases)}


def names(edit: Edit, old: Catalogue, new: Catalogue) -> Verdict:
    name = edit.place[1]
    if not _uses(old, name, MAPPING_KINDS):
        return False, "only the codes of this list are looked up, not its names"
    if _texts(old.code_lists[name]) <= _texts(new.code_lists[name]):
        return False, "the old name is still understood"
    return True, "a code means something else, or a name that was understood is not"


def other_list(edit: Edit, old: Catalogue, new: Catalogue) -> Verdict:
    if edit.new is None:
        return False, "values are held against no list"
    if edit.old is None:
        return True, "values are held against a list"
    # A list that only has another name is in the edit under its old one.
    if _texts(old.code_lists[edit.old]) <= _texts(new.code_lists.get(edit.new) or old.code_lists[edit.new]):
        return False, "every code and text of the old list is in the new one"
    return True, "codes or texts of the old list are not in the new one"


def weaker_mask(old: str, new: str) -> bool:
    return MASK_STRENGTH[new] <= MASK_STRENGTH[old]


def weaker_output_mask(old: str | None, new: str | None) -> bool:
    """Whether an output shows more. Without a mask of its own it has that of the element, which is never stricter."""
    return new is None or (old is not None and weaker_mask(old, new))


def other_authority(old: Mapping[str, tuple[Authority, ...]], new: Mapping[str, tuple[Authority, ...]]) -> bool:
    """Whether authorities differ in more than the act that says so."""

    def without_basis(of: Mapping[str, tuple[Authority, ...]]) -> dict[str, list[Authority]]:
        return {column: [one.model_copy(update={"basis": None}) for one in told] for column, told in of.items()}

    return without_basis(old) != without_basis(new)


def shorter(old: int | None, new: int | None) -> bool:
    return new is not None and (old is None or new < old)


RULE_FIELDS = {
    "severity": breaks_if(lambda _, new: new == "error", "values are withheld that were only noted", "only noted"),
    "holds": if_error("values may be withheld that were right", "a warning withholds nothing"),
    "columns": if_error("other values are withheld", "a warning withholds nothing"),
    "reason": breaks("open faults end and begin anew under another id"),
    "indicator": fits("counted under another quality indicator"),
    "sentence": fits("wording of letters"),
    "english": fits("wording"),
    "fix": fits("wording of letters"),
    "basis": fits("wording"),
}
RULE_ADDED = breaks_if(
    lambda _, rule: _severity(rule) == "error", "values may be withheld that were right", "a warning withholds nothing"
)
RULE_REMOVED = fits("what it withheld is published")
SHARING = {
    "type": breaks("other people may see it, or may no longer"),
    "condition": breaks("it was granted under other conditions"),
    "method": breaks("it is handed over in another way"),
    "basis": fits("wording"),
}
STEWARD = {name: fits("letters go to somebody else") for name in ("name", "email", "phone")}


def each(prefix: str, judges: dict[str, Judge]) -> dict[str, Judge]:
    return {f"{prefix}.{name}": judge for name, judge in judges.items()}


#: Of everything that leaves the house.
OUTPUT: dict[str, Judge] = {
    "label": fits("wording"),
    "basis": fits("wording"),
    "table": breaks("it is drawn from something else"),
    "filter": breaks("other rows leave"),
    "cycle": fits("it is published when its table changes"),
    "columns.*.column": breaks("the column is another one"),
    "columns.*.mask": breaks_if(weaker_output_mask, "its readers see what they could not see", "they see less"),
    "columns.*.clear": breaks("its readers see whole values, or no longer"),
    "columns.*.declassify": breaks("it leaves under another level"),
    "columns.*.declassify.level": breaks("it leaves under another level"),
    "columns.*.declassify.reason": fits("wording"),
}
