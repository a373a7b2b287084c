"""Late only after the declared cycle and its grace, not before."""

from __future__ import annotations

from datetime import date

import pytest

from expectations.report.arrival import Punctuality, punctuality

LAST = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("last", "cycle", "grace", "today", "expected"),
    [
        (LAST, "monthly", 10, date(2026, 10, 12), Punctuality(LAST, date(2026, 10, 12), 0)),
        (LAST, "monthly", 10, date(2026, 10, 13), Punctuality(LAST, date(2026, 10, 12), 1)),
        (LAST, "daily", 0, date(2026, 9, 5), Punctuality(LAST, date(2026, 9, 2), 3)),
        (LAST, "irregular", 3, date(2027, 9, 1), Punctuality(LAST, None, 0)),
        (None, "daily", 0, date(2026, 9, 5), Punctuality(None, None, 0)),
    ],
)
def test_punctuality(last: date | None, cycle: str, grace: int, today: date, expected: Punctuality) -> None:
    assert punctuality(last, cycle, grace, today) == expected
