"""A change of the catalogue reviewed: each edit with its class, the reason for it, and what it reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.compatibility import judged
from catalog.diff import Edit, edits
from catalog.model import Catalogue, Strict
from spark_jobs.review.impact import Affected, Impact
from spark_jobs.review.rule_changes import Compiled

#: Longest text of a value in a line for people; JSON has it whole.
SHOWN = 60


@dataclass(frozen=True)
class Change:
    """One edit, reviewed."""

    place: str
    kind: str
    old: str | None
    new: str | None
    breaking: bool
    why: str
    affects: Affected

    def __str__(self) -> str:
        what = f"{_short(self.old)} → {_short(self.new)}" if self.kind in ("changed", "renamed") else self.kind
        return f"{'breaking' if self.breaking else 'compatible'}  {self.place}: {what}; {self.why}"


def review(old: Catalogue, new: Catalogue) -> list[Change]:
    """Every change from `old` to `new`, sorted by place. Two catalogues that say the same give none."""
    impact = Impact(old, new)
    changes = [_change(edit, *judged(edit, old, new), impact.of(edit)) for edit in edits(old, new)]
    explained = {rule for change in changes for rule in change.affects.rules}
    for rule in impact.changed_rules.keys() - explained:
        edit = Edit(("rules", rule), "changed", *impact.pairs[rule])
        changes.append(_change(edit, True, "it compiles to something else", Affected(rules=(rule,))))
    return sorted(changes, key=lambda change: change.place)


def _change(edit: Edit, breaking: bool, why: str, affects: Affected) -> Change:
    section, name, *rest = edit.place
    place = " ".join(part for part in (f"{section}/{name}", ".".join(rest)) if part)
    whole = edit.kind in ("added", "removed")
    old, new = (None, None) if whole else _texts(edit.old, edit.new)
    return Change(place, edit.kind, old, new, breaking, why, affects)


def _texts(old: Any, new: Any) -> tuple[str, str]:
    """Both values as text; of two mappings only what differs."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        same = {key for key in old if new.get(key) == old[key]}
        old, new = ({k: v for k, v in value.items() if k not in same} for value in (old, new))
    return _text(old), _text(new)


def _text(value: Any) -> str:
    match value:
        case _ if value is None or value == () or value == {}:
            return "–"
        case bool():
            return str(value).lower()
        case tuple():
            return ", ".join(map(_text, value))
        case dict():
            return ", ".join(f"{key}: {_text(told)}" for key, told in value.items())
        case Strict():
            told = value.model_dump(mode="json", exclude_defaults=True, by_alias=True)
            return " ".join(f"{name} {text}" for name, text in told.items()) or "{x}"
        case Compiled():
            return value.version
    return str(value)


def _short(text: str | None) -> str:
    text = " ".join((text or "–").split())
    if len(text) <= SHOWN:
        return text
    count = text.count(", ") + 1
    return f"{text[: SHOWN - 1]}…" + (f" ({count})" if count > 1 else "")
