"""What else dbt would run or write: each is a problem of its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from spark_jobs.flow.dbt_files import problems
from tests.catalog.test_load import write
from tests.spark_jobs.small_city import model

PROJECT = "name: small\nmodel-paths: [models]\n"
MODELS = "in `models/`, which is not proved; write `.sql` or `.yml` or `.yaml`"
MORE = "lets dbt do more than the query says; remove it"

CASES: dict[str, tuple[dict[str, str], list[str]]] = {
    "nothing": ({"models/x/m.md": "", "macros/a.sql": "", "tests/t.sql": ""}, []),
    "hooks of the run": (
        {"dbt_project.yml": PROJECT + "on-run-start: ['drop']\non-run-end: ['drop']\nflags: {store_failures: true}\n"},
        [
            "dbt_project.yml:3: `on-run-start` of the project is not proved; remove it",
            "dbt_project.yml:4: `on-run-end` of the project is not proved; remove it",
            "dbt_project.yml:5: a test keeps no rows; remove `store_failures`",
        ],
    ),
    "another folder of models": (
        {"dbt_project.yml": PROJECT.replace("[models]", "[models, other]")},
        ["dbt_project.yml:2: `model-paths` is ['models'] here; correct it"],
    ),
    "settings of models": (
        {
            "dbt_project.yml": PROJECT
            + "models:\n  small:\n    +schema: open\n    pre-hook: drop\n    x:\n      +post-hook: drop\n"
            + "      +location_root: /lake/open\n      +materialized: view\n"
        },
        [
            f"dbt_project.yml:5: `+schema` {MORE}",
            "dbt_project.yml:6: `pre-hook` is no folder of models, and as a setting not proved; remove it",
            f"dbt_project.yml:8: `+post-hook` {MORE}",
            "dbt_project.yml:9: `+location_root` is {{ env_var('YIYUAN_LAKE') }}/theme here; correct it",
            "dbt_project.yml:10: `+materialized` is incremental or table here; correct it",
        ],
    ),
    "variables of a package": (
        {"dbt_project.yml": PROJECT + "vars:\n  small: {a: b}\n"},
        ["dbt_project.yml:4: write the variables of `small` straight under `vars`"],
    ),
    "hooks and names in a model's YAML": (
        {
            "models/x/m.yml": "models:\n  - name: m\n    config:\n      alias: n\n      post_hook: drop\n"
            "    versions: [{v: 1}]\n"
            "    columns: [{name: id, data_tests: [{unique: {config: {store_failures: true}}}]}]\n"
        },
        [
            f"models/x/m.yml:4: `alias` {MORE}",
            f"models/x/m.yml:5: `post_hook` {MORE}",
            "models/x/m.yml:6: `versions` of a model is not proved; remove it",
            "models/x/m.yml:7: a test keeps no rows; remove `store_failures`",
        ],
    ),
    "a source under another name": (
        {"models/x/s.yml": "sources: [{name: standard, schema: raw, tables: [{name: t}]}]\n"},
        ["models/x/s.yml:1: `sources` beside models is not proved; remove it"],
    ),
    "another table under the name of a source": (
        {"models/staging/_sources.yml": "sources:\n- name: standard\n  tables:\n  - name: t\n    identifier: u\n"},
        ["models/staging/_sources.yml:5: `identifier` of a source is not proved; remove it"],
    ),
    "a profile that writes elsewhere": (
        {"profiles.yml": "yiyuan:\n  outputs:\n    lake: {type: spark, schema: open}\n"},
        ["profiles.yml:3: dbt writes into the schema `theme` only; correct it"],
    ),
    "files that dbt takes for models": (
        {"models/x/a.py": "", "models/x/b.SQL": "", "macros/m.yml": "", "tests/c.csv": "", "models/x/Big.sql": ""},
        [
            "macros/m.yml:1: dbt would run `.yml` in `macros/`, which is not proved; write `.sql`",
            "models/x/Big.sql:1: name the file of a model in lower case, as its table is",
            f"models/x/a.py:1: dbt would run `.py` {MODELS}",
            f"models/x/b.SQL:1: dbt would run `.SQL` {MODELS}",
            "tests/c.csv:1: dbt would run `.csv` in `tests/`, which is not proved; write `.sql`",
        ],
    ),
    "seeds, snapshots, packages": (
        {"seeds/a.csv": "", "snapshots/s.yml": "", "functions/f.sql": "", "packages.yml": "", "dbt_packages/a": ""},
        [
            "dbt_packages/a:1: dbt would read `dbt_packages/`, which is not proved; remove it",
            "functions/f.sql:1: dbt would read `functions/`, which is not proved; remove it",
            "packages.yml:1: another project's models and macros are not proved; remove the file",
            "seeds/a.csv:1: dbt would read `seeds/`, which is not proved; remove it",
            "snapshots/s.yml:1: dbt would read `snapshots/`, which is not proved; remove it",
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_whatever_dbt_would_do_besides(tmp_path: Path, case: str) -> None:
    files, messages = CASES[case]
    folder = write(tmp_path / "dbt", model("m", "select 1 as id") | {"dbt_project.yml": PROJECT} | files)
    assert [str(found).replace("DBT_UNPROVED ", "") for found in sorted(problems(folder))] == [
        f"dbt/{message}" for message in messages
    ]


def test_a_linked_folder_is_not_looked_into(tmp_path: Path) -> None:
    folder = write(tmp_path / "dbt", model("m", "select 1 as id"))
    write(tmp_path / "other", {"n.sql": "select 1 as id"})
    (folder / "models/y").symlink_to(tmp_path / "other")
    assert [str(found) for found in problems(folder)] == [
        "dbt/models/y:1: DBT_UNPROVED is a link to a folder; put the folder itself here"
    ]
