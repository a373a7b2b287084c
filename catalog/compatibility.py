"""Whether an edit of the catalogue is compatible or breaking, and why. The one table of the rules of review.

Breaking: a delivery, query or number that was right yesterday may be refused, lost or different, or data may be shown
to people who could not see it before. Compatible: everything else. What no line here judges is breaking: somebody
must look. `*` stands for one name; a line for added or removed members begins with + or -.
"""

from __future__ import annotations

from catalog.diff import Edit
from catalog.model import Catalogue
from catalog.verdicts import (
    CYCLES,
    MAPPING_KINDS,
    OUTPUT,
    RULE_ADDED,
    RULE_FIELDS,
    RULE_REMOVED,
    SHARING,
    STEWARD,
    Judge,
    Verdict,
    breaks,
    breaks_if,
    column_added,
    each,
    fits,
    if_error,
    if_used,
    names,
    other_authority,
    other_list,
    shorter,
    weaker_mask,
)

#: Sections that say something about the data and make none.
ASIDE = {
    "duties": "a duty changes no data",
    "surveys": "a survey changes no data",
    "demands": "a demand changes no data; what answers it does",
}


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
    members = {"departments", "elements", "code_lists", "sources", "bases", "shares", "opens", "barred"}
    members |= {"columns", "readers", "rules", "scopes", "references"}
    return ".".join("*" if at and place[at - 1] in members and at % 2 else name for at, name in enumerate(place))


TABLE: dict[str, Judge] = {
    "+departments.*": fits("nothing refers to it yet"),
    "-departments.*": breaks("its deliveries are received no more"),
    "departments.*.label": fits("wording"),
    "departments.*.uscc": breaks("it is another legal person"),
    **each("departments.*.steward", STEWARD),
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
    "elements.*.waivers": fits("no rule is another one; the reason for having none is"),
    "+elements.*.rules.*": RULE_ADDED,
    "-elements.*.rules.*": RULE_REMOVED,
    **each("elements.*.rules.*", RULE_FIELDS),
    "+code_lists.*": fits("nothing refers to it yet"),
    "-code_lists.*": if_used("an element uses it", "no element uses it"),
    **each("code_lists.*", {name: fits("wording") for name in ("label", "standard", "version", "origin", "precision")}),
    "code_lists.*.codes_added": fits("more values are accepted"),
    "code_lists.*.codes_removed": if_used("values that were right are not in the list", "no element uses it"),
    "code_lists.*.names": names,
    "code_lists.*.aliases_added": fits("more texts are understood"),
    "code_lists.*.aliases_removed": if_used("texts that were understood are not", "no rule reads them", MAPPING_KINDS),
    "code_lists.*.validity": fits("a code stays valid in what was numbered while it was"),
    "code_lists.*.parents": fits("the codes themselves stay"),
    "code_lists.*.successors": fits("numbers of another day's divisions only"),
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
    "sources.*.columns.*.in_letter": breaks_if(
        lambda _, new: bool(new), "letters quote its values", "no letter quotes its values"
    ),
    "+sources.*.rules.*": RULE_ADDED,
    "-sources.*.rules.*": RULE_REMOVED,
    **each("sources.*.rules.*", RULE_FIELDS),
    "sources.*.volume.min_rows": breaks_if(lambda old, new: new > old, "smaller deliveries are refused", "looser"),
    "sources.*.volume.min_accepted_share": breaks_if(
        lambda old, new: new > old, "deliveries with as many faults are refused", "looser"
    ),
    "sources.*.volume.max_drop_share": breaks_if(
        lambda old, new: new < old, "deliveries that shrink as much are refused", "looser"
    ),
    **each("sources.*.share", SHARING),
    **each("sources.*.open", SHARING),
    "sources.*.steward": fits("letters go to somebody else"),
    **each("sources.*.steward", STEWARD),
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
    "bases.*.columns.*.authority": breaks_if(
        other_authority, "another authority, or another value from it", "the same authority on another basis"
    ),
    "bases.*.columns.*.basis": fits("wording"),
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
    **each("bases.*.references.*.rule", RULE_FIELDS),
    **each("shares.*", OUTPUT),
    **each("opens.*", OUTPUT),
    "+shares.*": breaks("a department sees what it could not see"),
    "+opens.*": breaks("the public sees what it could not see"),
    **{f"-{name}.*": breaks("its readers find nothing") for name in ("shares", "opens")},
    **{f"+{name}.*.columns.*": breaks("its readers see what they could not see") for name in ("shares", "opens")},
    **{f"-{name}.*.columns.*": breaks("its readers do not find it") for name in ("shares", "opens")},
    "shares.*.to": breaks("another department sees it"),
    "shares.*.demand": breaks("it was granted to answer another demand"),
    "shares.*.purpose": breaks("it was granted for another purpose"),
    "shares.*.expires": breaks_if(lambda old, new: new < old, "it ends sooner", "it ends later"),
    "opens.*.access": breaks("other people may see it, or may no longer"),
    "opens.*.condition": breaks("it is open under other conditions"),
    "opens.*.licence": breaks("its readers may do something else with it"),
    "+barred.*": breaks("what it names may no longer leave"),
    "-barred.*": breaks("what it named may leave"),
    **{
        f"barred.*.{name}": breaks("other data may leave, or may no longer")
        for name in ("elements", "columns", "outputs")
    },
    **{f"barred.*.{name}": fits("wording") for name in ("label", "basis", "reason")},
}
