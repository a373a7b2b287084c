"""A system is known from its sources, and better from the survey."""

from __future__ import annotations

from catalog.load import HERE, load
from expectations.site.systems import System, systems


def test_a_system_that_was_surveyed_has_duties_and_datasets() -> None:
    catalogue = load(HERE)
    survey = catalogue.surveys["hotline"]
    assert systems(catalogue)["hotline/hotline"] == System(
        department="hotline",
        label="12345热线工单系统",
        status="在用",
        duties=(survey.duties["hotline"],),
        datasets={"tickets": survey.datasets["tickets"]},
        sources={"hotline/tickets": catalogue.sources["hotline/tickets"]},
    )
    assert systems(catalogue)["hotline/knowledge"].sources == {}


def test_without_a_survey_a_system_is_what_its_sources_say() -> None:
    catalogue = load(HERE).model_copy(update={"surveys": {}})
    source = {"hotline/tickets": catalogue.sources["hotline/tickets"]}
    found = systems(catalogue)
    assert found["hotline/hotline"] == System("hotline", "12345热线工单系统", None, (), {}, source)
    assert "hotline/knowledge" not in found
