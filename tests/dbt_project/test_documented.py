"""dbt's own page of the models: complete, without this machine's paths, and nobody is told that it was opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from spark_jobs import themes
from spark_jobs.flow import dbt_models

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture
def page(lake: SparkSession) -> str:
    return themes.documented()


def test_dbts_page_is_whole_and_says_nothing_about_this_machine(page: str, built: Path) -> None:
    models = dbt_models.described()
    assert [name for name in models if f'"unique_id": "model.yiyuan.{name}"' not in page] == []
    assert '"location_root": "lake/theme"' in page
    assert '"index": 0, "name": "ticket_no"' in page  # as the lake has it; the project alone knows no index
    assert str(built) not in page
    assert str(dbt_models.PROJECT.parent) not in page


def test_dbts_page_does_not_call_home(page: str) -> None:
    assert '"send_anonymous_usage_stats": false' in page
