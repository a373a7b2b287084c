"""The sources that lineage can say anything about; leaving out the others changes no answer."""

from __future__ import annotations

from pathlib import Path

from catalog.load import HERE, load
from catalog.model import Catalogue
from spark_jobs.flow.lineage import lineage
from spark_jobs.proofs.relevant import relevant
from tests.spark_jobs.small_city import model, project

NO_MODELS = Path("nowhere")


def with_sources(catalogue: Catalogue, **changed: object) -> Catalogue:
    """A catalogue with more sources, each like hotline/tickets but for an update."""
    like = catalogue.sources["hotline/tickets"]
    more = {f"hotline/{name}": like.model_copy(update=update) for name, update in changed.items()}
    return catalogue.model_copy(update={"sources": {**catalogue.sources, **more}})


def test_lineage_of_the_part_is_the_lineage_of_the_whole() -> None:
    city = with_sources(load(HERE), alone={}, lonely={})
    part = relevant(city)
    assert city.sources.keys() - part.sources.keys() == {"hotline/alone", "hotline/lonely"}
    one, all_ = lineage(part), lineage(city)
    assert (one.models, one.problems, one.left_out) == (all_.models, all_.problems, all_.left_out)
    assert {of: flow for of, flow in all_.flows.items() if flow.values} == {
        of: flow for of, flow in one.flows.items() if flow.values
    }


def test_what_feeds_a_relevant_source_is_relevant() -> None:
    city = load(HERE)
    named = next(iter(city.bases["person"].scopes)).source
    fed = city.sources[named].model_copy(update={"upstream": "hotline/first"})
    city = with_sources(city, first={"upstream": "hotline/second"}, second={}, third={})
    city = city.model_copy(update={"sources": {**city.sources, named: fed}})
    found = relevant(city, NO_MODELS).sources.keys()
    assert {"hotline/first", "hotline/second"} <= found
    assert "hotline/third" not in found


def test_what_a_letter_shows_of_a_barred_element_is_relevant() -> None:
    city = with_sources(load(HERE), shown={})
    entry = next(iter(city.barred.values())).model_copy(update={"columns": (), "outputs": ("letter",)})
    for element, kept in (("satisfaction", True), ("phone", False)):  # no letter quotes a caller's telephone number
        barred = {"x": entry.model_copy(update={"elements": (element,)})}
        found = relevant(city.model_copy(update={"barred": barred}), NO_MODELS).sources
        assert ("hotline/shown" in found) == kept


def test_a_model_that_is_no_text_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "models/x").mkdir(parents=True)
    (tmp_path / "models/x/m.sql").write_bytes(b"\xff select ticket_no from tickets")
    (tmp_path / "models/x/gone.sql").symlink_to("nowhere")
    assert "hotline/tickets" in relevant(load(HERE), tmp_path).sources


def test_a_source_whose_name_a_template_puts_together_is_relevant(tmp_path: Path) -> None:
    text = "select ticket_no from {{ source('standard', 'tick' ~ 'ets') }}"
    macros = {"macros/m.sql": "{% macro other() %}(select name from {{ source('standard', 'pension_' ~ 'payments') }})"}
    macros["macros/m.sql"] += "{% endmacro %}"
    files = model("m", text) | model("n", "select name from {{ other() }} as it") | macros
    city = load(HERE)
    bare = city.model_copy(update={"bases": {}, "opens": {}, "shares": {}, "barred": {}, "demands": {}, "duties": {}})
    assert relevant(bare, NO_MODELS).sources.keys() == set()
    assert relevant(bare, project(tmp_path, files)).sources.keys() == {
        "hotline/tickets",
        "human_resources/pension_payments",
    }
