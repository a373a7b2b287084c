"""Vectors from the State Council's holiday notices for 2025 and 2026."""

from __future__ import annotations

from datetime import date

import pytest

from expectations.report.working_days import Deadline, deadline


@pytest.mark.parametrize(
    ("start", "on"),
    [
        (date(2025, 9, 26), date(2025, 10, 16)),  # a Sunday and a Saturday that work
        (date(2026, 2, 13), date(2026, 3, 5)),  # a Saturday that works
        (date(2025, 12, 31), date(2026, 1, 15)),
        (date(2026, 6, 1), date(2026, 6, 15)),
    ],
)
def test_deadline_by_the_notices(start: date, on: date) -> None:
    assert deadline(start) == Deadline(on, weekends_only=False)


def test_a_year_without_a_notice_counts_weekends_only_and_says_so() -> None:
    assert deadline(date(2099, 1, 1)) == Deadline(date(2099, 1, 15), weekends_only=True)
