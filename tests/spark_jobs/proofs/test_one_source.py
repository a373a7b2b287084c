"""No merge and no model writes an element from anything but its authority: every way to try."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.load import examined
from spark_jobs.flow.lineage import lineage
from spark_jobs.proofs.one_source import problems
from tests.catalog.test_load import write
from tests.spark_jobs.small_city import FILES, PERSON, model, project

PAYMENTS = "select name from {{ source('standard', 'payments') }}"
NAME = "element: name"
TAKE = "take it from base.person.name"
FROM_PAYMENTS = (
    "4: NOT_AUTHORITY theme.{m}.name writes name from standard.payments.name: {path}; "
    f"{TAKE}, or declare `reported_by: pension/payments`"
)


def reads(schema: str, table: str, what: str = "name") -> str:
    return f"select {what} from {{{{ source('{schema}', '{table}') }}}}"


#: What models do → the problems, after `dbt/models/x/`.
MODELS: dict[str, tuple[dict[str, str], list[str]]] = {
    "the base library": (model("m", reads("base", "person"), name=NAME), []),
    "the history": (model("m", reads("base", "person_history"), name=NAME), []),
    "the authority's own table": (model("m", reads("standard", "register"), name=NAME), []),
    "a department that is no authority": (
        model("m", PAYMENTS, name=NAME),
        ["m.yml:" + FROM_PAYMENTS.format(m="m", path="theme.m.name ← standard.payments.name")],
    ),
    "through a CTE, a second model, and a computation": (
        model("first", f"with c as ({PAYMENTS}) select trim(name) as other from c")
        | model("second", "select max(other) || '!' as name from {{ ref('first') }}", name=NAME),
        [
            "first.sql:1: UNDECLARED_ELEMENT theme.first.other is standard.payments.name as it stands: "
            "declare `element: name` (theme.first.other ← standard.payments.name)",
            "second.yml:"
            + FROM_PAYMENTS.format(m="second", path="theme.second.name ← theme.first.other ← standard.payments.name"),
        ],
    ),
    "the authority where it speaks, others where it does not": (
        model(
            "m",
            "select coalesce(a.name, b.name) as name from {{ source('base', 'person') }} a "
            "full join {{ source('standard', 'payments') }} b on a.id = b.id",
            name=NAME,
        ),
        ["m.yml:" + FROM_PAYMENTS.format(m="m", path="theme.m.name ← standard.payments.name")],
    ),
    "others in conditions only": (
        model(
            "m",
            "select case when b.state = '1' then a.name end as name from {{ source('base', 'person') }} a "
            "join {{ source('standard', 'payments') }} b on a.id = b.id where b.name is not null",
            name=NAME,
        ),
        [],
    ),
    "as reported": (model("m", PAYMENTS, name=f"{NAME}, reported_by: pension/payments"), []),
    "as reported by two": (
        model(
            "m",
            f"{PAYMENTS} union all {reads('standard', 'deaths')}",
            name=f"{NAME}, reported_by: [pension/payments, health/deaths]",
        ),
        [],
    ),
    "as reported, but not only": (
        model("m", f"{PAYMENTS} union all {reads('base', 'person')}", name=f"{NAME}, reported_by: pension/payments"),
        [
            "m.yml:4: MIXED_VOICES theme.m.name is declared as reported by pension/payments, but also takes "
            "base.person.name: theme.m.name ← base.person.name; make it two columns"
        ],
    ),
    "as reported by somebody else": (
        model("m", PAYMENTS, name=f"{NAME}, reported_by: [health/deaths, health/births, pension/payments]"),
        [
            "m.yml:4: NOT_REPORTED theme.m.name takes nothing from health/deaths; correct `reported_by`",
            "m.yml:4: UNKNOWN_SOURCE `reported_by: health/births` is not a source of the catalogue",
        ],
    ),
    "a verifier": (
        model("m", reads("standard", "deaths"), name=NAME),
        [
            "m.yml:4: NOT_AUTHORITY theme.m.name writes name from standard.deaths.name, which only verifies "
            f"person.name: theme.m.name ← standard.deaths.name; {TAKE}, or declare `reported_by: health/deaths`"
        ],
    ),
    "another item of the base": (
        model("m", reads("base", "person", "substr(id, 1, 2) as name"), name=NAME),
        [f"m.yml:4: NOT_AUTHORITY theme.m.name writes name from base.person.id: theme.m.name ← base.person.id; {TAKE}"],
    ),
    "under the name of another element": (
        model("m", reads("standard", "payments", "name as spot"), spot="element: place"),
        [
            "m.yml:4: NOT_AUTHORITY theme.m.spot writes name from standard.payments.name: "
            f"theme.m.spot ← standard.payments.name; {TAKE}, or declare `reported_by: pension/payments`"
        ],
    ),
    "an element that no base library has": (model("m", reads("standard", "deaths", "day"), day="element: place"), []),
    "a level instead of the element": (
        model("m", PAYMENTS, name="level: 3"),
        [
            "m.yml:4: UNDECLARED_ELEMENT theme.m.name is standard.payments.name as it stands: "
            "declare `element: name` (theme.m.name ← standard.payments.name)"
        ],
    ),
    "text put together from a non-authority and others": (
        model("m", reads("standard", "payments", "concat(name, left(id, 0)) as v"), v="level: 3"),
        [
            f"m.yml:4: UNDECLARED_ELEMENT theme.m.v shows values of standard.payments.{of}, no authority for "
            f"{element}: say in `computed` what it is (theme.m.v ← standard.payments.{of})"
            for of, element in (("id", "number"), ("name", "name"))
        ],
    ),
    "text put together from a base library": (
        model("m", reads("base", "person", "concat(name, died_on) as v"), v="level: 3"),
        [],
    ),
    "a part of an element, with a reason": (
        model(
            "m",
            reads("standard", "payments", "left(name, 1) as a, right(name, 1) as b"),
            a="level: 3, computed: 只取姓氏",
            b="level: 1, declassified: 只取末字",
        ),
        [],
    ),
    "a reason that is none": (
        model("m", reads("standard", "payments", "left(name, 1) as v"), v="level: 3, computed: 1"),
        ["m.yml:4: NO_REASON `computed` is the reason, in words"],
    ),
    "a reason does not excuse a copy": (
        model("m", PAYMENTS, name="level: 3, computed: 并非姓名"),
        [
            "m.yml:4: UNDECLARED_ELEMENT theme.m.name is standard.payments.name as it stands: "
            "declare `element: name` (theme.m.name ← standard.payments.name)"
        ],
    ),
    "rows of the quarantine": (
        model("m", "select\n  row as v\nfrom {{ source('quality', 'quarantine') }}", v="level: 2"),
        [
            "m.sql:3: NOT_READABLE theme.m reads quality.quarantine; "
            "a model reads standard, base, theme and ledger.delivery"
        ],
    ),
    "a table by its plain name": (
        model("m", "select\n  name\nfrom standard.payments", name=NAME),
        [
            "m.sql:3: MODEL_SQL `standard.payments` is read by its plain name; name a table with `source()` or "
            "`ref()` only, so that it is proved"
        ],
    ),
    "one thing on the first run, another on later ones": (
        model(
            "m",
            "{% if is_incremental() %}\n" + PAYMENTS + "\n{% else %}\n" + reads("base", "person") + "\n{% endif %}",
            name=NAME,
        ),
        ["m.yml:" + FROM_PAYMENTS.format(m="m", path="theme.m.name ← standard.payments.name")],
    ),
    "a figure": (model("m", reads("standard", "payments", "count(name) as n, null as x"), n="level: 1"), []),
    "a constant": (
        model("m", "select '无名氏' as name", name=NAME),
        ["m.yml:4: FROM_NOTHING theme.m.name carries name but comes from no column; declare `level` instead"],
    ),
    "an element that is none": (
        model("m", PAYMENTS, name="element: nom"),
        ["m.yml:4: UNKNOWN_ELEMENT there is no elements/nom.yml; correct the name or add the file"],
    ),
    "the ledger": (
        model("m", reads("ledger", "delivery", "department as name"), name=NAME),
        [
            "m.yml:4: NOT_AUTHORITY theme.m.name writes name from ledger.delivery.department: "
            f"theme.m.name ← ledger.delivery.department; {TAKE}"
        ],
    ),
    "what was not conformed": (
        model("m", reads("raw", "payments"), name=NAME),
        ["m.sql:1: NOT_READABLE theme.m reads raw.payments; a model reads standard, base, theme and ledger.delivery"],
    ),
}


@pytest.mark.parametrize("case", MODELS)
def test_a_model_takes(tmp_path: Path, case: str) -> None:
    files, messages = MODELS[case]
    city, read = examined(write(tmp_path / "city", FILES))
    found = problems(city, read.documents, lineage(city, project(tmp_path, files)))
    assert [str(problem).removeprefix("dbt/models/x/") for problem in found] == messages


#: Ways to write a name that is the name, or shows it.
DISGUISES = [
    *(
        "concat(name, '')",
        "name || ''",
        "nullif(name, '')",
        "substr(name, 1)",
        "replace(name, 'a', 'b')",
        "btrim(name)",
    ),
    *("array(name)[0]", "struct(name).name", "greatest(name, '')", "nvl2(name, name, '')", "mode(name)"),
    *("decode(name, 'a', 'b', name)", "nth_value(name, 1) over (order by id)", "element_at(map('a', name), 'a')"),
    *("get_json_object(to_json(struct(name)), '$.name')", "array_join(collect_list(name), '')", "unhex(hex(name))"),
    *(
        "from_json(to_json(struct(name)), 'name string').name",
        "transform(array(name), x -> x)[0]",
        "split(name, '')[0]",
    ),
    *("case when state = '1' then concat(name, '') else '' end", "regexp_extract(name, '.*', 0)", "stack(1, name)"),
]


@pytest.mark.parametrize(
    "query",
    [f"select {text} as v from {{{{ source('standard', 'payments') }}}}" for text in DISGUISES]
    + ["select e as v from {{ source('standard', 'payments') }} lateral view explode(array(name)) q as e"],
)
def test_a_level_does_not_hide_an_element(tmp_path: Path, query: str) -> None:
    city, read = examined(write(tmp_path / "city", FILES))
    found = problems(city, read.documents, lineage(city, project(tmp_path, model("m", query, v="level: 3"))))
    assert [str(problem).removeprefix("dbt/models/x/") for problem in found] == [
        "m.yml:4: UNDECLARED_ELEMENT theme.m.v shows values of standard.payments.name: declare `element: name`, or in "
        "`computed` why not (theme.m.v ← standard.payments.name)"
    ]


@pytest.mark.parametrize("text", ["md5(name)", "count(distinct name)", "length(name)", "name = 'x'", "year(name)"])
def test_what_measures_an_element_is_not_the_element(tmp_path: Path, text: str) -> None:
    city, read = examined(write(tmp_path / "city", FILES))
    query = f"select {text} as v from {{{{ source('standard', 'payments') }}}}"
    known = lineage(city, project(tmp_path, model("m", query, v="level: 3")))
    assert problems(city, read.documents, known) == []


#: The text of person.died_on's authority → the problems, after `bases/person.yml:`.
MERGES = {
    "coalesce({x}, state)": [
        "11: NOT_AUTHORITY person.died_on takes a value from standard.register.state, "
        "but its authority is standard.register.day; use it in conditions only"
    ],
    "CASE WHEN state = '2' THEN '死亡' END": [
        "11: NOT_AUTHORITY person.died_on takes a value from standard.register.state, "
        "but its authority is standard.register.day; use it in conditions only"
    ],
    "CASE WHEN state = '2' THEN {x} END": [],
    "concat({x}, '日')": [],
    "substr({x}": ["11: AUTHORITY_SQL `substr({x}`: Expecting ) near `FROM`"],
    "{x}) AS a, (state": ["11: AUTHORITY_SQL `{x}) AS a, (state`: not one expression"],
    "left({x}, size)": ["11: AUTHORITY_SQL `left({x}, size)`: Column 'size' could not be resolved"],
}


@pytest.mark.parametrize("sql", MERGES)
def test_a_merge_takes(tmp_path: Path, sql: str) -> None:
    person = PERSON.replace("CASE WHEN state = '2' THEN {x} END", sql)
    city, read = examined(write(tmp_path / "city", FILES | {"bases/person.yml": person}))
    found = problems(city, read.documents, lineage(city, project(tmp_path)))
    assert [str(problem).removeprefix("bases/person.yml:") for problem in found] == MERGES[sql]


def test_the_condition_of_a_scope_must_be_sql(tmp_path: Path) -> None:
    person = PERSON.replace("police/register}", "police/register, when: age > 1}")
    city, read = examined(write(tmp_path / "city", FILES | {"bases/person.yml": person}))
    assert [str(problem) for problem in problems(city, read.documents, lineage(city, project(tmp_path)))] == [
        "bases/person.yml:4: AUTHORITY_SQL `age > 1`: Column 'age' could not be resolved"
    ]


def test_the_demo_city_has_one_source_for_everything() -> None:
    city, read = examined()
    assert problems(city, read.documents, lineage(city)) == []
