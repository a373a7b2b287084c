"""What a template may not do, since dbt could then render it otherwise than the proof."""

from __future__ import annotations

from pathlib import Path

import pytest

from spark_jobs.flow.dbt_models import PROJECT, read
from tests.spark_jobs.small_city import model, project

FROM = "from {{ source('base', 'person') }}"
RUN = "is no macro of this project, and what dbt gives under it is known only when it runs; "
RUN += "write what does not depend on the run"
PLAIN = "where the table is read, and nothing else of it"

#: What stands in a model before its FROM → the problem, after `dbt/models/x/m.sql:`.
MODELS = {
    "{% if execute %}a{% endif %}": f"2: `execute` {RUN}",
    "{% if execute is defined %}a{% endif %}": f"2: `execute` {RUN}",
    "{{ env_var('X', 'a') }}": f"2: `env_var` {RUN}",
    "{% if target.name == 'lake' %}a{% endif %}": f"2: `target` {RUN}",
    "{{ var('x', 'a') }}": "2: `var('x')` has no value in `vars` of dbt_project.yml; give it one there",
    "{% call statement('x') %}drop{% endcall %}": f"2: `statement` {RUN}",
    "{% do run_query('drop') %}": f"2: `run_query` {RUN}",
    "{{ dbt.concat(['a', 'b']) }}": (
        "2: dbt's own macros are not known to the proof; write the SQL itself (`||` for `dbt.concat`)"
    ),
    "{{ config(pre_hook='drop') }}": "2: `config(pre_hook=…)` lets dbt do more than the query says; remove it",
    "{{ config({'schema': 'open'}) }}": "2: `config(schema=…)` lets dbt do more than the query says; remove it",
    "{{ config(alias='a') }}": "2: `config(alias=…)` lets dbt do more than the query says; remove it",
    "{{ config(materialized='view') }}": "2: `config(materialized=…)` is incremental or table here; correct it",
    "{% if config.get is defined %}a{% endif %}": "2: `config` may only be called, as `config(…)`",
    "{% if source('base', 'person') is string %}a{% endif %}": f"2: write `{{{{ source(…) }}}}` {PLAIN}",
    "{% if this.schema is defined %}a{% endif %}": "2: write `{{ this }}` " + PLAIN,
    "{% set ref = source %}": "2: `ref` is dbt's own name; take another",
    "{% set a = hook %}{{ return(a) }}": f"2: `hook` {RUN}",
    "{% macro a() %}a{% endmacro %}": "2: `a` is for a file of its own; move it to `macros/`",
    "{% snapshot s %}a{% endsnapshot %}": "2: `{% snapshot %}` makes a table in a way that is not proved; remove it",
}
#: A macro file, or a test of its own → the problem.
OTHERS = {
    "{% macro ref(name) %}{{ name }}{% endmacro %}": (
        "1: dbt would use the macro `ref` instead of its own, which is not proved; rename it"
    ),
    "{% macro spark__get_merge_sql() %}{% endmacro %}": (
        "1: dbt would use the macro `spark__get_merge_sql` instead of its own, which is not proved; rename it"
    ),
    "{% macro generate_schema_name(a, b) %}open{% endmacro %}": (
        "1: dbt would use the macro `generate_schema_name` instead of its own, which is not proved; rename it"
    ),
    "{% test t(model) %}{% do run_query('drop') %}{% endtest %}": f"1: `run_query` {RUN}",
    "{% materialization m, default %}{% endmaterialization %}": (
        "1: `{% materialization %}` makes a table in a way that is not proved; remove it"
    ),
    "{% set a = 1 %}": "1: dbt runs nothing between the macros of a file; put it into a macro",
    "{% if true %}{% macro a() %}1{% endmacro %}{% endif %}": (
        "1: dbt runs nothing between the macros of a file; put it into a macro"
    ),
    "{% macro a() %}{% if execute %}1{% endif %}{% endmacro %}": f"1: `execute` {RUN}",
}


@pytest.mark.parametrize("text", MODELS)
def test_a_model_may_not(tmp_path: Path, text: str) -> None:
    folder = project(tmp_path, model("m", f"select id\n{text}\n{FROM}"))
    found = [str(problem).replace("DBT_UNPROVED ", "") for problem in read(folder).problems]
    assert found[0] == f"dbt/models/x/m.sql:{MODELS[text]}"


@pytest.mark.parametrize("text", OTHERS)
def test_a_macro_may_not(tmp_path: Path, text: str) -> None:
    folder = project(tmp_path, model("m", f"select id {FROM}"), {"macros/x.sql": text})
    assert [str(problem) for problem in read(folder).problems] == [
        f"dbt/macros/x.sql:{OTHERS[text].replace(': ', ': DBT_UNPROVED ', 1)}"
    ]


def test_a_test_may_not_write(tmp_path: Path) -> None:
    folder = project(tmp_path, model("m", f"select id {FROM}"), {"tests/t.sql": "{{ config(store_failures=true) }}"})
    assert [str(problem) for problem in read(folder).problems] == [
        "dbt/tests/t.sql:1: DBT_UNPROVED `config` may not be used here; remove it"
    ]


def test_our_own_project_may_be_all_that_it_is() -> None:
    assert read(PROJECT).problems == []
