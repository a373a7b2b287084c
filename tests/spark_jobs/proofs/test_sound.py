"""Every way in which an output, a theme or a letter would carry what it may not yields exactly its message."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.spark_jobs.listed_city import (
    BASE,
    COUNT_YML,
    DEMAND,
    LIST_SQL,
    LIST_YML,
    NEGATIVE,
    OPEN,
    SHARE,
    SOURCE,
    element,
    problems,
)

#: What to do about a name of nothing.
ADD = "; correct the name or add the file"

CLAUSE = "某法第一条 (联系电话, lists/negative/phone.yml:1)"
WITH_PHONE = {
    "bases/thing.yml": BASE + '  phone: {element: phone, authority: {a/list.phone: "{x}"}}\n',
    "dbt/models/lib/lib__list.sql": LIST_SQL.replace("as called", "as called,\n    listed.phone"),
    "dbt/models/lib/lib__list.yml": LIST_YML + "      - {name: phone, meta: {element: phone}}\n",
}

BROKEN: dict[str, tuple[dict[str, str | None], list[str]]] = {
    "nothing": ({}, []),
    "a barred column in a theme": (
        WITH_PHONE,
        [
            "dbt/models/lib/lib__list.yml:6: BARRED standard.list.phone → theme.lib__list.phone is barred from theme "
            f"by {CLAUSE}; leave the column out"
        ],
    ),
    "a barred column under another name, through two models and an expression": (
        {
            **WITH_PHONE,
            "lists/negative/phone.yml": NEGATIVE.replace("[theme, share, open, letter]", "[open]"),
            "dbt/models/lib/lib__list.sql": LIST_SQL.replace("called", "called,\n    right(listed.phone, 4) as x"),
            "dbt/models/lib/lib__list.yml": LIST_YML + "      - {name: x, meta: {level: 1, declassified: 只有四位}}\n",
            "outputs/open/codes.yml": OPEN + "  ending: {column: x}\n",
        },
        [
            "outputs/open/codes.yml:9: BARRED standard.list.phone → theme.lib__list.x → open.codes.ending is barred "
            f"from open by {CLAUSE}; leave the column out"
        ],
    ),
    "a barred column in a share": (
        {**WITH_PHONE, "dbt/models/lib/lib__list.sql": LIST_SQL, "dbt/models/lib/lib__list.yml": LIST_YML,
         "outputs/share/names.yml": SHARE + "  phone: {}\n"},
        [
            "outputs/share/names.yml:12: BARRED standard.list.phone → base.thing.phone → share.names.phone is barred "
            f"from share by {CLAUSE}; leave the column out"
        ],
    ),
    "a barred column that a share hides": (
        {**WITH_PHONE, "dbt/models/lib/lib__list.sql": LIST_SQL, "dbt/models/lib/lib__list.yml": LIST_YML,
         "outputs/share/names.yml": SHARE + "  phone: {mask: hide}\n"},
        [],
    ),
    "a barred column that only chooses the rows of a share": (
        {**WITH_PHONE, "dbt/models/lib/lib__list.sql": LIST_SQL, "dbt/models/lib/lib__list.yml": LIST_YML,
         "outputs/share/names.yml": SHARE + "filter: phone LIKE '138%'\n"},
        [
            "outputs/share/names.yml:12: BARRED standard.list.phone → base.thing.phone → share.names.filter is barred "
            f"from share by {CLAUSE}; leave the column out"
        ],
    ),
    "a barred column that a model asks for, in what it opens": (
        {**WITH_PHONE,
         "lists/negative/phone.yml": NEGATIVE.replace("[theme, share, open, letter]", "[open]"),
         "dbt/models/lib/lib__list.sql": LIST_SQL.replace("listed.code", "'13800138000 的人' as code")
         + "where listed.phone = '13800138000'\n",
         "dbt/models/lib/lib__list.yml": LIST_YML.replace("{element: code}", "{level: 1}")},
        [
            "outputs/open/codes.yml:8: BARRED standard.list.phone → theme.lib__list.code → open.codes.code is barred "
            f"from open by {CLAUSE}; leave the column out"
        ],
    ),
    "a barred column that a model matches, groups by, or finds to be there": (
        {**WITH_PHONE,
         "lists/negative/phone.yml": NEGATIVE.replace("[theme, share, open, letter]", "[open]"),
         "dbt/models/lib/lib__list.sql": LIST_SQL + "join {{ source('standard', 'list') }} as other\n"
         "on listed.phone = other.phone and listed.phone is not null group by listed.code, listed.name, listed.phone\n",
         "dbt/models/lib/lib__list.yml": LIST_YML},
        [],
    ),
    "a barred column in a letter": (
        {"sources/a/list.yml": SOURCE.replace(", in_letter: false", "")},
        [
            "sources/a/list.yml:12: BARRED standard.list.phone → letter.a.phone is barred from letter by "
            f"{CLAUSE}; write `in_letter: false` at the column of the source"
        ],
    ),
    "a barred element in a letter": (
        {"lists/negative/phone.yml": NEGATIVE.replace("columns: [standard.list.phone]", "elements: [name]")
                                             .replace("[theme, share, open, letter]", "[letter]")},
        [
            "sources/a/list.yml:11: BARRED standard.list.name → letter.a.name is barred from letter by "
            f"{CLAUSE}; write `in_letter: false` at the column of the source"
        ],
    ),
    "a barred element that is hidden everywhere": (
        {"elements/name.yml": element(3, "hide", "person_name"),
         "lists/negative/phone.yml": NEGATIVE.replace("columns: [standard.list.phone]", "elements: [name]")
                                             .replace("[theme, share, open, letter]", "[letter, share]")},
        [],
    ),
    "a barred column that is none": (
        {"lists/negative/phone.yml": NEGATIVE.replace("list.phone", "list.fax")},
        ["lists/negative/phone.yml:2: UNKNOWN_COLUMN `standard.list.fax` is not a column of any table; correct it"],
    ),
    "nothing barred": (
        {"lists/negative/phone.yml": NEGATIVE.replace("columns: [standard.list.phone]\n", "")},
        ["lists/negative/phone.yml:1: NOTHING_BARRED bars nothing; name `elements` or `columns`"],
    ),
    "a level left lower": (
        {"dbt/models/lib/lib__list.yml": LIST_YML.replace("{element: name}", "{level: 2}")},
        [
            "dbt/models/lib/lib__list.yml:5: LEVEL_LOWERED theme.lib__list.called is declared at level 2, but inherits "
            "3: standard.list.name (3) → theme.lib__list.called; declare that level, or the reason in `declassified`"
        ],
    ),
    "a count of values left lower": (
        {"dbt/models/lib/lib__count.yml": COUNT_YML.replace(", declassified: 只数有无", "")},
        [
            "dbt/models/lib/lib__count.yml:6: LEVEL_LOWERED theme.lib__count.named_count is declared at level 1, but "
            "inherits 3: standard.list.name (3) → theme.lib__list.called (3) → theme.lib__count.named_count; declare "
            "that level, or the reason in `declassified`"
        ],
    ),
    "a declassification of nothing": (
        {"dbt/models/lib/lib__count.yml": COUNT_YML.replace("{level: 1}", "{level: 1, declassified: 行数}")},
        [
            "dbt/models/lib/lib__count.yml:5: NOTHING_LOWERED theme.lib__count.rows_count has level 1, its inputs have "
            "1: nothing is lowered; remove `declassified`"
        ],
    ),
    "a level that is none": (
        {"dbt/models/lib/lib__count.yml": COUNT_YML.replace("{level: 1}", "{level: 5}")},
        [
            "dbt/models/lib/lib__count.yml:5: NO_LEVEL theme.lib__count.rows_count needs `meta: {element: …}`, or "
            "`meta: {level: n}` with n from 1 to 4"
        ],
    ),
    "an element of a lower level in a base": (
        {"bases/thing.yml": BASE.replace("name: {element: name", "name: {element: code")},
        [
            "bases/thing.yml:9: LEVEL_LOWERED base.thing.name is declared at level 1, but inherits 3: "
            "standard.list.name (3) → base.thing.name; take an element of that level",
            "outputs/share/names.yml:11: NOT_MASKED level 3 would leave whole: standard.list.name (3) → "
            "base.thing.name (3) → share.names.name; give a mask, or in `clear` why whole values are needed",
        ],
    ),
    "an opening of level 3": (
        {"outputs/open/codes.yml": OPEN + "  called: {}\n"},
        [
            "outputs/open/codes.yml:9: OPEN_TOO_WIDE level 3 may not be opened to all, only up to 1: "
            "standard.list.name (3) → theme.lib__list.called (3) → open.codes.called"
        ],
    ),
    "an opening of level 2 to all": (
        {"outputs/open/codes.yml": OPEN.replace("theme.lib__list", "standard.list") + "  told_on: {}\n"},
        [
            "outputs/open/codes.yml:9: OPEN_TOO_WIDE level 2 may not be opened to all, only up to 1: "
            "standard.list.told_on (2) → open.codes.told_on"
        ],
    ),
    "an opening of level 2 on a condition": (
        {"outputs/open/codes.yml": OPEN.replace("theme.lib__list", "standard.list").replace(
            "access: unconditional", "access: conditional\ncondition: 科研") + "  told_on: {}\n"},
        [],
    ),
    "an opening without its condition": (
        {"outputs/open/codes.yml": OPEN.replace("access: unconditional", "access: conditional")},
        ["outputs/open/codes.yml:3: NO_CONDITION is conditional; add its `condition`"],
    ),
    "an opening of a source that is not opened": (
        {"sources/a/list.yml": SOURCE.replace("open: {type: unconditional", "open: {type: none")},
        [
            "outputs/open/codes.yml:8: NOT_OPEN the source is 不予开放: standard.list.code → theme.lib__list.code → "
            "open.codes.code; see sources/a/list.yml"
        ],
    ),
    "an opening to all of a source that is opened on a condition": (
        {"sources/a/list.yml": SOURCE.replace("open: {type: un", "open: {condition: 申请, type: ")},
        [
            "outputs/open/codes.yml:8: NOT_OPEN the source is opened on a condition only: standard.list.code → "
            "theme.lib__list.code → open.codes.code; see sources/a/list.yml"
        ],
    ),
    "a share of a source that is not shared": (
        {"sources/a/list.yml": SOURCE.replace(
            "conditional, condition: 因履行职责, basis: 依据", "none, basis: 《中华人民共和国某法》第一条")},
        [
            f"outputs/share/names.yml:{line}: NOT_SHARED the source is 不予共享: standard.list.{name} → "
            f"base.thing.{name} → share.names.{name}; see sources/a/list.yml"
            for line, name in ((10, "code"), (11, "name"))
        ],
    ),
    "level 3 of a source shared without condition, past the base": (
        {"sources/a/list.yml": SOURCE.replace("conditional, condition: 因履行职责", "unconditional"),
         "outputs/share/names.yml": SHARE.replace("from: base.thing", "from: theme.lib__list")
                                         .replace("  name: {}", "  name: {column: called}")},
        [
            "outputs/share/names.yml:11: SHARE_TOO_WIDE level 3 needs a source that is shared on a condition: "
            "standard.list.name → theme.lib__list.called → share.names.name; see sources/a/list.yml"
        ],
    ),
    "level 3 of a source shared without condition, as an item of a base": (
        {"sources/a/list.yml": SOURCE.replace("conditional, condition: 因履行职责", "unconditional")},
        [],
    ),
    "a mask that is not stricter, and two wishes at once": (
        {"outputs/share/names.yml": SHARE.replace("name: {}", "name: {mask: phone}").replace(
            "code: {}", "code: {mask: hide, clear: 核对}")},
        [
            "outputs/share/names.yml:10: MASK_OR_CLEAR give either `mask` or `clear`",
            "outputs/share/names.yml:11: MASK_NOT_STRICTER the element's mask is name; phone is not stricter, only "
            "`hide` is",
        ],
    ),
    "an opening in the clear": (
        {"outputs/open/codes.yml": OPEN.replace("code: {}", "code: {clear: 方便}")},
        ["outputs/open/codes.yml:8: OPEN_IN_CLEAR an opening shows no masked value whole; remove `clear`"],
    ),
    "an output of nothing": (
        {"outputs/open/codes.yml": OPEN.replace("lib__list", "lib__gone"),
         "outputs/share/names.yml": SHARE.replace("name: {}", "title: {}") + "filter: SELECT\n"},
        [
            "outputs/open/codes.yml:2: UNKNOWN_TABLE there is no table theme.lib__gone; correct `from`",
            "outputs/share/names.yml:11: UNKNOWN_COLUMN `title` is not a column of base.thing; correct it",
            "outputs/share/names.yml:12: FILTER_SQL `SELECT` is no SQL condition "
            "(Required keyword: 'this' missing for Where near `SELECT`); correct it",
        ],
    ),
    "a filter over a table that is not there": (
        {"outputs/share/names.yml": SHARE.replace("base.thing", "base.gone") + "filter: age > 60\n"},
        ["outputs/share/names.yml:2: UNKNOWN_TABLE there is no table base.gone; correct `from`"],
    ),
    "a model that names its table itself, in an output": (
        {"dbt/models/lib/lib__list.sql": LIST_SQL.replace("{{ source('standard', 'list') }}", "standard.list"),
         "outputs/open/codes.yml": OPEN + "filter: code = '1'\n"},
        ["outputs/open/codes.yml:2: UNKNOWN_TABLE there is no table theme.lib__list; correct `from`"],
    ),
    "a filter over a column that is not there": (
        {"outputs/share/names.yml": SHARE + "filter: age > 60\n"},
        [
            "outputs/share/names.yml:12: FILTER_SQL `age > 60` is no SQL condition "
            "(Column 'age' could not be resolved); correct it"
        ],
    ),
    "a rule between bases on a column that another source feeds": (
        {"sources/a/other.yml": SOURCE.replace("清单", "副本").replace("000001", "000002"),
         "bases/thing.yml": BASE + """\
  kept: {element: code, authority: {a/other.code: "{x}"}, via: [code]}
references:
  - columns: [kept]
    in_bases: [thing]
    rule: {name: there, reason: GONE, severity: error, indicator: "040203", english: gone, holds: "true",
           columns: [kept], sentence: 没有, fix: 核对, basis: 自定}
"""},
        [
            "bases/thing.yml:12: NOBODY_RESPONSIBLE base.thing.kept.GONE: `kept` comes from a/other, but a fault is "
            "told to the source of the row; let the rule stand on a column of the row's own source"
        ],
    ),
    "a share of another's demand": (
        {"outputs/share/names.yml": SHARE.replace("to: b", "to: a")},
        [
            "outputs/share/names.yml:4: DEMAND_OF_ANOTHER `names` is a demand of b; a share goes to the department "
            "that asked"
        ],
    ),
    "a share to nobody for nothing": (
        {"outputs/share/names.yml": SHARE.replace("to: b", "to: c").replace("demand: names", "demand: none")},
        [
            "outputs/share/names.yml:3: UNKNOWN_DEPARTMENT there is no departments/c.yml" + ADD,
            "outputs/share/names.yml:4: UNKNOWN_DEMAND there is no lists/demand/none.yml" + ADD,
        ],
    ),
    "a share before it was granted": (
        {"lists/demand/names.yml": DEMAND.replace("granted", "accepted")},
        ["outputs/share/names.yml:4: NOT_GRANTED `names` is accepted; only what was granted may be shared"],
    ),
    "a history that goes backwards, and a refusal without reason": (
        {"lists/demand/names.yml": DEMAND.replace("2026-01-02, status: granted", "2025-12-31, status: refused"),
         "outputs/share/names.yml": None},
        [
            "lists/demand/names.yml:8: HISTORY_ORDER 2025-12-31 is before 2026-01-01; a history is only ever added to",
            "lists/demand/names.yml:8: NO_REASON a refusal must give its reason in `note`",
        ],
    ),
    "a demand that begins in the middle": (
        {"lists/demand/names.yml": DEMAND.replace("  - {on: 2026-01-01, status: submitted}\n", "")},
        ["lists/demand/names.yml:7: STATUS_ORDER after the beginning comes submitted, not granted; correct it"],
    ),
    "a demand for what is not there": (
        {"lists/demand/names.yml": DEMAND.replace("base.thing.code", "base.thing.age").replace(
            "department: b", "department: c"),
         "outputs/share/names.yml": None},
        [
            "lists/demand/names.yml:2: UNKNOWN_DEPARTMENT there is no departments/c.yml" + ADD,
            "lists/demand/names.yml:3: UNKNOWN_WANTED there is no base.thing.age; name what there is, or say in "
            "`description` what is missing",
        ],
    ),
    "a demand for nothing": (
        {"lists/demand/names.yml": DEMAND.replace("wanted: [base.thing.code, base.thing.name]\n", "")},
        ["lists/demand/names.yml:1: WANTED_OR_DESCRIPTION give either `wanted`, or a `description` of what no table "
         "here holds"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_each_way_to_break_a_list_has_its_messages(tmp_path: Path, case: str) -> None:
    changed, expected = BROKEN[case]
    assert problems(tmp_path, changed) == expected
