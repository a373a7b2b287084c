"""Words that a letter may print to anybody: its own wording, rule texts, and values of elements declared public."""

from __future__ import annotations

from dataclasses import replace

from expectations.report.document import document
from expectations.report.letter import Letter
from expectations.report.open_faults import Group
from expectations.report.render import text


def own_words(letter: Letter) -> str:
    """The letter's text without file names, sentences about files and values, and the public values of its rows."""
    groups = (*letter.errors, *letter.hints, *letter.resolved)
    public = [value for g in groups for f in g.faults if f.public and (value := f.masked_value)]
    rules = [word for g in groups for word in (g.label, g.rule.column_label, g.rule.sentence, g.rule.fix, g.rule.basis)]
    blank = replace(
        letter,
        parts=tuple(replace(part, refused=()) for part in letter.parts),
        errors=tuple(map(_blank, letter.errors)),
        hints=tuple(map(_blank, letter.hints)),
        resolved=(),
        ours=(),
    )
    return "\n".join([text(document(blank)), *rules, *public])


def _blank(group: Group) -> Group:
    return replace(group, faults=tuple(replace(f, file_name="", key=None, masked_value=None) for f in group.faults))
