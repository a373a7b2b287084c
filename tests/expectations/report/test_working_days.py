"""Vectors from the State Council's holiday notices for 2025 and 2026."""

from __future__ import annotations

from datetime import date

import pytest

from expectations.report.working_days import Deadline, deadline


@pytest.mark.parametrize(
    ("start", "days", "on"),
    [
        (date(2025, 9, 26), 1, date(2025, 9, 28)),  # a Sunday that works
        (date(2025, 9, 26), 5, date(2025, 10, 10)),
        (date(2025, 9, 26), 10, date(2025, 10, 16)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday that works
        (date(2026, 2, 13), 10, date(2026, 3, 5)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),
        (date(2026, 9, 30), 0, date(2026, 9, 30)),
    ],
)
def test_deadline_by_the_notices(start: date, days: int, on: date) -> None:
    assert deadline(start, days) == Deadline(on, weekends_only=False)


def test_a_year_without_a_notice_counts_weekends_only_and_says_so() -> None:
    assert deadline(date(2099, 1, 1), 2) == Deadline(date(2099, 1, 5), weekends_only=True)
