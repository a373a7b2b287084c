"""Whether an edit of the catalogue is compatible or breaking, and why. The one table of the rules of review.

Breaking: a delivery, query or number that was right yesterday may be refused, lost or different, or data may be shown
to people who could not see it before. Compatible: everything else. What no line here judges is breaking: somebody
must look. `*` stands for one name; a line for added or removed members begins with + or -.
"""

from __future__ import annotations

from catalog.diff import Edit
from catalog.model import Catalogue
from catalog.verdicts import (
    MAPPING_KINDS,
    Judge,
    Verdict,
    breaks,
    breaks_if,
    column_added,
    fits,
    if_error,
    if_used,
    names,
    other_list,
    severity,
    shorter,
    weaker_mask,
)

#: Sections that say something about the data and make none.
ASIDE = {
    "duties": "a duty changes no data",
    "surveys": "a survey changes no data",
    "demands": "a demand changes no data, only the share that answers it does",
}
CYCLES = ("daily", "weekly", "monthly", "quarterly", "yearly", "irregular")


def judged(edit: Edit, old: Catalogue, new: Catalogue) -> Verdict:
    """Whether an edit is breaking, and why."""
    sign = {"added": "+", "removed": "-"}.get(edit.kind, "")
    if edit.kind == "renamed":
        return False, "the same element under another name; dbt models and `yiyuan validate` must use the new one"
    if edit.place[0] in ASIDE:
        return False, ASIDE[edit.place[0]]
    judge = TABLE.get(sign + pattern(edit.place))
    return judge(edit, old, new) if judge else (True, "no rule of review says that this is harmless")


def pattern(place: tuple[str, ...]) -> str:
    """`sources/a/b/columns/c/required` → `sources.*.columns.*.required`."""
    members = {"departments", "elements", "code_lists", "sources", "bases"}
    members |= {"columns", "readers", "rules", "scopes", "references", "shares", "opens", "barred"}
    return ".".join("*" if at and place[at - 1] in members and at % 2 else name for at, name in enumerate(place))


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
    lambda _, rule: severity(rule) == "error", "values may be withheld that were right", "a warning withholds nothing"
)
RULE_REMOVED = fits("what it withheld is published")
SHARING = {
    "type": breaks("other people may see it, or may no longer"),
    "condition": breaks("it was granted under other conditions"),
    "method": breaks("it is handed over in another way"),
    "basis": fits("wording"),
}
OUTPUT = {
    "label": fits("wording"),
    "table": breaks("other rows leave the house"),
    "filter": breaks("other rows leave the house"),
    "basis": fits("wording"),
    "cycle": fits("it is published when its table changes"),
    "columns.*.column": breaks("the column means something else"),
    "columns.*.mask": breaks_if(lambda _, new: new != "hide", "the recipient may see more", "the recipient sees less"),
    "columns.*.clear": breaks_if(lambda old, new: old is None or new is None, "whole values or masked ones", "wording"),
    **{f"columns.*.declassify{part}": breaks("it leaves at another level") for part in ("", ".level", ".reason")},
}
STEWARD = {name: fits("letters go to somebody else") for name in ("name", "email", "phone")}


def _each(prefix: str, judges: dict[str, Judge]) -> dict[str, Judge]:
    return {f"{prefix}.{name}": judge for name, judge in judges.items()}


TABLE: dict[str, Judge] = {
    "+departments.*": fits("nothing refers to it yet"),
    "-departments.*": breaks("its deliveries are received no more"),
    "departments.*.label": fits("wording"),
    "departments.*.uscc": breaks("it is another legal person"),
    **_each("departments.*.steward", STEWARD),
    "departments.*.copy_to": fits("other people get a copy of its letters"),
    "+elements.*": fits("nothing refers to it yet"),
    "-elements.*": breaks("what refers to it is no longer defined"),
    "elements.*.label": fits("wording"),
    "elements.*.definition": fits("wording; its rules are judged by themselves"),
    "elements.*.basis": fits("wording"),
    "elements.*.format": fits("documentation; the kind brings the rules"),
    "elements.*.kind": breaks("another family of rules, perhaps another type"),
    "elements.*.level": breaks("outputs may no longer carry it, or may show it to more people"),
    "elements.*.mask": breaks_if(weaker_mask, "analysts see what they could not see", "analysts see less"),
    "elements.*.code_list": other_list,
    "elements.*.max_length": breaks_if(shorter, "longer values are withheld", "longer values are accepted"),
    "+elements.*.rules.*": RULE_ADDED,
    "-elements.*.rules.*": RULE_REMOVED,
    **_each("elements.*.rules.*", RULE_FIELDS),
    "+code_lists.*": fits("nothing refers to it yet"),
    "-code_lists.*": if_used("an element uses it", "no element uses it"),
    "code_lists.*.codes_added": fits("more values are accepted"),
    "code_lists.*.codes_removed": if_used("values that were right are not in the list", "no element uses it"),
    "code_lists.*.names": names,
    "code_lists.*.aliases_added": fits("more texts are understood"),
    "code_lists.*.aliases_removed": if_used("texts that were understood are not", "no rule reads them", MAPPING_KINDS),
    "code_lists.*.validity": fits("a code stays valid in what was numbered while it was"),
    "+sources.*": fits("nobody relies on it yet"),
    "-sources.*": breaks("its deliveries are received no more, its tables not kept"),
    "sources.*.label": fits("wording"),
    "sources.*.code": breaks("it is known outside by this code"),
    "sources.*.abstract": fits("wording"),
    "sources.*.office": fits("another office of the department provides it"),
    "sources.*.published_on": fits("wording"),
    "sources.*.classified": breaks("classified data must not be here"),
    "sources.*.upstream": fits("verification counts its voice with others of that upstream"),
    "sources.*.system.id": fits("the same files from another system"),
    "sources.*.system.label": fits("wording"),
    "+sources.*.readers.*": fits("one more format is read"),
    "-sources.*.readers.*": breaks("files of this format are refused"),
    **{
        f"sources.*.readers.*.{name}": breaks("files as they were sent are read differently")
        for name in ("kind", "encoding", "delimiter", "title_rows", "header_rows", "records")
    },
    "sources.*.cycle": breaks_if(
        lambda old, new: CYCLES.index(new) < CYCLES.index(old), "it must be delivered more often", "less often due"
    ),
    "sources.*.grace_days": breaks_if(lambda old, new: new < old, "it is late sooner", "it is late later"),
    "sources.*.mode": breaks("a delivery replaces, or no longer replaces, what was there"),
    "sources.*.parts": breaks_if(lambda _, new: not new, "a folder of files is refused", "a folder is read too"),
    "sources.*.key": breaks("rows are told apart by something else"),
    "+sources.*.columns.*": column_added,
    "-sources.*.columns.*": breaks("its values are lost, and files that still have it are refused"),
    "sources.*.columns.*.element": breaks("the column means something else"),
    "sources.*.columns.*.headers": breaks_if(
        lambda old, new: not set(old) <= set(new), "files with a header that is gone are refused", "one more is read"
    ),
    "sources.*.columns.*.of": breaks("it is read from somewhere else"),
    "sources.*.columns.*.label": fits("wording"),
    "sources.*.columns.*.required": breaks_if(
        lambda _, new: bool(new), "rows without a value are faulted", "rows without a value are accepted"
    ),
    "bases.*.columns.*.basis": fits("wording"),
    "elements.*.waivers": fits("says why no rule is asked for"),
    "sources.*.columns.*.in_letter": breaks_if(
        lambda _, new: bool(new), "letters quote what they did not", "letters quote less"
    ),
    "+sources.*.rules.*": RULE_ADDED,
    "-sources.*.rules.*": RULE_REMOVED,
    **_each("sources.*.rules.*", RULE_FIELDS),
    "sources.*.volume.min_rows": breaks_if(lambda old, new: new > old, "smaller deliveries are refused", "looser"),
    "sources.*.volume.min_accepted_share": breaks_if(
        lambda old, new: new > old, "deliveries with as many faults are refused", "looser"
    ),
    "sources.*.volume.max_drop_share": breaks_if(
        lambda old, new: new < old, "deliveries that shrink as much are refused", "looser"
    ),
    **_each("sources.*.share", SHARING),
    **_each("sources.*.open", SHARING),
    "sources.*.steward": fits("letters go to somebody else"),
    **_each("sources.*.steward", STEWARD),
    "+bases.*": fits("nobody relies on it yet"),
    "-bases.*": breaks("what reads it finds nothing"),
    "bases.*.label": fits("wording"),
    "bases.*.code": breaks("it is known outside by this code"),
    "bases.*.key": breaks("rows are told apart by something else"),
    "bases.*.history": breaks_if(lambda _, new: not new, "its history ends", "it gets a history"),
    "+bases.*.scopes.*": fits("records are added"),
    "-bases.*.scopes.*": breaks("its records leave the base"),
    "bases.*.scopes.*.source": breaks("its records come from another source"),
    "bases.*.scopes.*.since": breaks("records of another time belong to the base"),
    "bases.*.scopes.*.basis": fits("wording"),
    "bases.*.scopes.*.when": breaks("other records belong to the base"),
    "+bases.*.columns.*": fits("nobody relies on it yet"),
    "-bases.*.columns.*": breaks("what reads it does not find it"),
    "bases.*.columns.*.element": breaks("the column means something else"),
    "bases.*.columns.*.authority": breaks("another authority, or another value from it"),
    "bases.*.columns.*.since": breaks("values of another time belong to the base"),
    "bases.*.columns.*.absent_in": breaks_if(
        lambda old, new: not set(new) <= set(old), "values are lost in a scope", "values are added in a scope"
    ),
    "bases.*.columns.*.via": breaks("another row of the authority is taken"),
    "bases.*.columns.*.latest": breaks("another row of the authority is taken"),
    "bases.*.columns.*.verified_by": fits("verification changes no value"),
    "bases.*.columns.*.label": fits("wording"),
    "+bases.*.references.*": RULE_ADDED,
    "-bases.*.references.*": RULE_REMOVED,
    "bases.*.references.*.columns": if_error("other rows leave the base", "a warning withholds nothing"),
    "bases.*.references.*.in_bases": if_error("other rows leave the base", "a warning withholds nothing"),
    **_each("bases.*.references.*.rule", RULE_FIELDS),
    **{f"+{kind}.*": breaks("somebody sees what he could not see") for kind in ("shares", "opens")},
    **{f"-{kind}.*": breaks("its recipients get it no more") for kind in ("shares", "opens")},
    **{f"+{kind}.*.columns.*": breaks("its recipients see more") for kind in ("shares", "opens")},
    **{f"-{kind}.*.columns.*": breaks("its recipients do not find it") for kind in ("shares", "opens")},
    **_each("shares.*", OUTPUT),
    **_each("opens.*", OUTPUT),
    **_each("shares.*", {name: breaks("it was granted otherwise") for name in ("to", "demand", "purpose")}),
    "shares.*.expires": breaks_if(lambda old, new: new < old, "it ends sooner", "it ends later"),
    **_each("opens.*", {name: breaks("others may use it") for name in ("access", "condition", "licence")}),
    "+barred.*": breaks("outputs may carry it no more"),
    "-barred.*": breaks("what was barred may go out"),
    **_each("barred.*", {name: breaks("other outputs are barred") for name in ("elements", "columns", "outputs")}),
    **_each("barred.*", {name: fits("wording") for name in ("label", "basis", "reason")}),
}
