"""The month a scheduled letter is about."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location("wiring_under_test", Path(__file__).parents[2] / "dags" / "wiring.py")


@pytest.mark.parametrize(
    ("instant", "month"),
    [
        (datetime(2026, 11, 30, 22, tzinfo=UTC), "2026-11"),  # already 1 December in Shanghai
        (datetime(2026, 11, 30, 15, tzinfo=UTC), "2026-10"),
        (datetime(2027, 1, 1, 0, tzinfo=UTC), "2026-12"),
    ],
)
def test_a_letter_of_the_first_is_about_the_month_before(instant: datetime, month: str) -> None:
    assert SPEC and SPEC.loader
    wiring = importlib.util.module_from_spec(SPEC)
    SPEC.loader.exec_module(wiring)
    assert wiring.month_before(instant) == month
