"""The codes of themes, which stand beside the models."""

from __future__ import annotations

from pathlib import Path

from catalog.load import load
from spark_jobs.register.resources import Resource, resources, theme_problems

MODEL = """\
models:
  - name: hotline__ticket
    config: {meta: {code: 201001/000001, label: 热线工单}}
    columns:
      - {name: ticket_no, meta: {element: ticket_no}}
      - {name: tickets, meta: {level: 3}}
"""


def models(folder: Path, *texts: str) -> Path:
    for name, text in zip(("hotline__ticket", "hotline__other"), texts, strict=False):
        (folder / "dbt/models/hotline").mkdir(parents=True, exist_ok=True)
        (folder / f"dbt/models/hotline/{name}.yml").write_text(text, encoding="utf-8")
    return folder / "dbt"


def problems(folder: Path, *texts: str) -> list[str]:
    return [str(problem) for problem in theme_problems(load(), models(folder, *texts))]


def test_every_resource_of_the_demo_city_has_a_code_of_its_own() -> None:
    found = resources(load())
    assert {it.kind for it in found} == {"source", "base", "theme"}
    assert len({it.code for it in found}) == len(found)
    assert theme_problems(load()) == []


def test_a_theme_is_a_resource(tmp_path: Path) -> None:
    [theme] = [it for it in resources(load(), models(tmp_path, MODEL)) if it.kind == "theme"]
    assert theme == Resource(
        "theme", "hotline__ticket", "201001/000001", "热线工单", "theme.hotline__ticket", ("ticket_no", "tickets"), 3
    )


def test_a_model_without_a_code(tmp_path: Path) -> None:
    text = MODEL.replace("code: 201001/000001, ", "")
    assert problems(tmp_path, text) == [
        "dbt/models/hotline/hotline__ticket.yml:3: MISSING_FIELD `config.meta.code` is required of "
        "hotline__ticket; add it"
    ]


def test_a_code_of_another_class_that_is_taken(tmp_path: Path) -> None:
    text = MODEL.replace("201001/000001", "101001/000001")
    assert problems(tmp_path, text) == [
        "dbt/models/hotline/hotline__ticket.yml:3: RESOURCE_CODE `101001/000001` is of class 1; "
        "the code of a theme begins with 2",
        "dbt/models/hotline/hotline__ticket.yml:3: CODE_TWICE `101001/000001` is the code of person too; "
        "give each its own, and never an old one again",
    ]


def test_two_models_of_one_code(tmp_path: Path) -> None:
    [found] = problems(tmp_path, MODEL, MODEL.replace("hotline__ticket", "hotline__other"))
    assert found.startswith(
        "dbt/models/hotline/hotline__ticket.yml:3: CODE_TWICE `201001/000001` is the code of hotline__o"
    )


def test_a_model_whose_input_the_catalogue_does_not_have_is_none(tmp_path: Path) -> None:
    folder = models(tmp_path, MODEL, MODEL.replace("hotline__ticket", "hotline__other"))
    (folder / "models/hotline/hotline__ticket.sql").write_text("select * from {{ source('standard', 'unheard_of') }}")
    (folder / "models/hotline/hotline__other.sql").write_text("select * from {{ ref('hotline__ticket') }}")
    assert [it.id for it in resources(load(), folder) if it.kind == "theme"] == []
