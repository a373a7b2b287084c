"""A survey as the YAML text of its catalogue file."""

from __future__ import annotations

import yaml

from catalog.survey import Survey

WIDTH = 120


def to_yaml(survey: Survey) -> str:
    """Every field that says something, in the model's order; the innermost mappings on one line."""
    value = survey.model_dump(mode="json", exclude={"id"}, exclude_defaults=True)
    value["surveyed_on"] = survey.surveyed_on
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=WIDTH, default_flow_style=None)
