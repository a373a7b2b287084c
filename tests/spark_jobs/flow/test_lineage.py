"""Lineage of a small city, table by table; and what a model can do that makes it unreadable."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.load import load
from spark_jobs.flow.lineage import Field, Lineage, lineage
from tests.catalog.test_load import write
from tests.spark_jobs.small_city import FILES, PERSON, model, project

CLAIMS = "      police/register.name: {to: 2020-01-01}\n      health/deaths.name: {from: 2020-01-01, via: [id]}\n"
ELDERS = model(
    "elders",
    """{{ config(materialized='table') }}
{% set kinds = ['old', 'very old'] %}
with people as (
    {% for kind in kinds %}
        select id, {{ shout('name') }} as name, '{{ kind }}' as kind from {{ source('base', 'person') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)
select * from people
{% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}
""",
)
MACROS = {
    "macros/shout.sql": "{% macro shout(text) %}{{ twice(text) }}{% endmacro %}\n"
    "{% macro twice(text) %}{{ text }} || '{{ var('mark') }}'{% endmacro %}\n",
    "macros/test.sql": "{% test empty(model) %}select * from {{ model }}{% endtest %}\n",
}
OF_ELDERS = model("of_elders", "select max(name) as first from {{ ref('elders') }}")


def known(root: Path, *models: dict[str, str], **bases: str) -> Lineage:
    city = load(write(root / "city", FILES | {f"bases/{name}.yml": text for name, text in bases.items()}))
    return lineage(city, project(root, *models))


def test_a_city(tmp_path: Path) -> None:
    city = known(tmp_path, ELDERS, MACROS, OF_ELDERS)
    made = {str(of): " ".join(sorted(map(str, city.inputs(of)))) for of in city.fields() if city.inputs(of)}
    assert made == {
        "base.person.id": "standard.register.id",
        "base.person.name": "standard.register.name",
        "base.person.died_on": "standard.register.day",
        "base.person_history.id": "base.person.id",
        "base.person_history.name": "base.person.name",
        "base.person_history.died_on": "base.person.died_on",
        "theme.elders.id": "base.person.id",
        "theme.elders.name": "base.person.name",
        "theme.of_elders.first": "theme.elders.name",
    }
    assert (city.problems, city.left_out) == ([], {})


def test_ways(tmp_path: Path) -> None:
    city = known(tmp_path, ELDERS, MACROS, OF_ELDERS)
    first, leaf = Field("theme.of_elders", "first"), Field("standard.register", "name")
    middle = (Field("theme.elders", "name"), Field("base.person", "name"))
    assert city.sources(first) == {leaf}
    assert city.sources(leaf) == {leaf}
    assert city.sources(Field("theme.elders", "kind")) == frozenset()
    assert city.paths(first, leaf) == (first, *middle, leaf)
    assert city.paths(first, Field("standard.register", "id")) == ()
    assert city.downstream(leaf) == {*middle, Field("base.person_history", "name"), first}
    assert city.origins(first) == [Field("base.person", "name")]
    assert city.deciding(Field("base.person", "died_on")) == {Field("standard.register", "state")}
    assert city.is_copy(Field("base.person_history", "name"), leaf)
    assert not city.is_copy(first, leaf)


def test_every_authority_that_ever_was_counts(tmp_path: Path) -> None:
    person = PERSON.replace('authority: {police/register.name: "{x}"}\n', f"authority:\n{CLAIMS}")
    city = known(tmp_path, person=person.replace("    verified_by: {health/deaths.name: id}\n", ""))
    assert city.inputs(Field("base.person", "name")) == {
        Field("standard.register", "name"),
        Field("standard.deaths", "name"),
    }


BROKEN = {
    "no SQL": (model("m", "select id\nfrom {{ source('base', 'person') }} where"), "2: MODEL_SQL Required keyword: "),
    "a column that is not there": (
        model("m", "{% set a = 1 %}\n\nselect\n  age\nfrom {{ source('base', 'person') }}"),
        "4: MODEL_SQL Column 'age' could not be resolved",
    ),
    "no Jinja": (model("m", "select 1 as a\n{% endfor %}"), "2: MODEL_TEMPLATE Encountered unknown tag 'endfor'."),
    "a macro that is not there": (model("m", "select\n{{ nobody() }} as a"), "2: DBT_UNPROVED `nobody` is no macro "),
    "a model that is not there": (
        model("m", "select *\nfrom {{ ref('n') }}"),
        "2: UNKNOWN_MODEL there is no model `n`; correct the name",
    ),
    "a circle": (
        model("m", "select * from {{ ref('n') }}") | model("n", "select * from {{ ref('m') }}"),
        "1: MODEL_CIRCLE models read each other: theme.m → theme.n → theme.m",
    ),
    "an argument that is none": (model("m", "select\n{{ source('base') }}"), "2: MODEL_TEMPLATE _Dbt.source() missing"),
    "a column in a loop": (
        model(
            "m",
            "{% for n in [\n'id', 'no'] %}\nselect\n{{ n }} as a from {{ source('base', 'person') }}\n"
            "{{ 'union all' if not loop.last }}\n{% endfor %}",
        ),
        "4: MODEL_SQL Column 'no' could not be resolved",
    ),
    "a statement": (model("m", "drop table x"), "1: MODEL_SQL the text is not a query"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_model_that_cannot_be_read_is_a_problem_and_those_that_read_it_are_left_out(
    tmp_path: Path, case: str
) -> None:
    files, message = BROKEN[case]
    reader = model("reader", "select * from {{ ref('m') }}")
    city = known(tmp_path, files, reader, ELDERS, MACROS)
    [problem] = city.problems
    assert str(problem).startswith(f"dbt/models/x/m.sql:{message}")
    assert city.left_out.get("theme.reader") == "theme.m"
    assert list(city.models) == ["theme.elders"]


def test_a_later_run_may_read_what_the_table_holds(tmp_path: Path) -> None:
    grown = model(
        "grown",
        "select id, name, died_on as day from {{ source('base', 'person') }}\n{% if is_incremental() %}\n"
        "union all\nselect old.id, old.day, old.name from {{ this }} as old\n{% endif %}",
    )
    city = known(tmp_path, grown)
    assert city.problems == []
    both = {Field("base.person", "name"), Field("base.person", "died_on")}
    assert {at.column: city.inputs(at) for at in city.fields() if at.table == "theme.grown"} == {
        "id": {Field("base.person", "id")},
        "name": both,
        "day": both,
    }


def test_both_runs_give_the_same_columns(tmp_path: Path) -> None:
    two = "select {{ 'id as b' if is_incremental() else 'id as a' }} from {{ source('base', 'person') }}"
    [problem] = known(tmp_path, model("m", two)).problems
    assert str(problem) == (
        "dbt/models/x/m.sql:1: OTHER_COLUMNS `a` is not the same column on the first run and on later ones; "
        "select the same columns"
    )


def test_what_is_proved_is_what_dbt_renders(tmp_path: Path) -> None:
    """Jinja takes the line break away, so that the comment ends and another begins behind the column."""
    hidden = "select id /* *\n{{- '/' }}, name as v /* */\nfrom {{ source('base', 'person') }}"
    city = known(tmp_path, model("m", hidden))
    assert city.problems == []
    assert city.inputs(Field("theme.m", "v")) == {Field("base.person", "name")}


def test_a_macro_may_call_one_of_another_file(tmp_path: Path) -> None:
    macros = {
        "macros/a.sql": "{% macro first(text) %}{{ second(text) }}{% endmacro %}",
        "macros/b.sql": "{% macro second(text) %}max({{ text }}) as v from {{ source('base', 'person') }}\n"
        "{% endmacro %}",
    }
    city = known(tmp_path, model("m", "select {{ first('name') }} "), macros)
    assert city.problems == []
    assert city.inputs(Field("theme.m", "v")) == {Field("base.person", "name")}


def test_yaml_that_is_none_is_a_problem(tmp_path: Path) -> None:
    city = known(tmp_path, {"models/x/a.yml": "models: [\n", "models/x/b.yml": "models: 1\n"})
    assert [str(problem) for problem in city.problems] == [
        "dbt/models/x/a.yml:2: YAML_SYNTAX did not find expected node content; correct it",
        "dbt/models/x/b.yml:1: MODEL_YAML holds `models` that are no list of names with columns; correct them",
    ]


def test_whatever_else_cannot_be_read_is_a_problem_too(tmp_path: Path) -> None:
    files = {"dbt_project.yml": "name: dbt\nvars: 1\n", "macros/m.sql": "\n{% macro %}"}
    (tmp_path / "dbt/models/x").mkdir(parents=True)
    (tmp_path / "dbt/models/x/gb.sql").write_bytes("select '甲' as a".encode("gb18030"))
    (tmp_path / "dbt/models/x/gone.sql").symlink_to("nowhere")
    plain = model("elders", "select id from {{ source('base', 'person') }}")
    city = known(tmp_path, plain, files)
    assert [str(problem) for problem in city.problems] == [
        "dbt/models/x/gb.sql:1: ENCODING the file is not UTF-8; save it as UTF-8",
        "dbt/models/x/gone.sql:1: UNREADABLE is a link to nothing; put the file itself here",
        "dbt/dbt_project.yml:1: MODEL_YAML holds `vars` that are no `name: value` lines; correct them",
        "dbt/macros/m.sql:2: MODEL_TEMPLATE expected token 'name', got 'end of statement block'",
    ]
    assert list(city.models) == ["theme.elders"]


def test_a_model_of_a_source_that_the_city_lacks_is_left_out(tmp_path: Path) -> None:
    city = known(tmp_path, model("m", "select * from {{ source('standard', 'tickets') }}"))
    assert (city.left_out, city.problems) == ({"theme.m": "standard.tickets"}, [])


def test_the_demo_city_is_known_to_the_last_column() -> None:
    """Every column of every theme, quickly, and everything that must come from somewhere does."""
    city = lineage(load())
    assert city.problems == []
    assert {table for table, _ in city.flows if table.startswith("theme.")} == set(city.models)
    assert {c for m in city.models.values() for c in m.columns} == {
        f.column for f in city.flows if f.table in city.models
    }
