"""The whole tables of theme.social_security__* over the literal lake."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.dbt_project.conftest import rows

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def test_pension_after_death(lake: SparkSession) -> None:
    """Not the month of death itself, not the living, not who has no date of death; health verifies where it agrees."""
    a, b, f = "390102194001010010", "390102194001010029", "390103194001010068"
    august, september, october = date(2026, 8, 15), date(2026, 9, 25), date(2026, 10, 25)
    pension = Decimal("180.00")
    assert rows(lake, "theme.social_security__pension_after_death") == [
        (a, "甲老人", "390102", august, date(2026, 8, 14), True, "2026-09", pension, september),
        (a, "甲老人", "390102", august, date(2026, 8, 14), True, "2026-10", pension, october),
        (b, "乙老人", "390102", date(2026, 8, 31), None, False, "2026-09", None, None),
        (f, "己老人", None, date(2026, 8, 10), date(2026, 9, 2), False, "2026-09", Decimal("230.00"), september),
    ]


def test_death_unconfirmed(lake: SparkSession) -> None:
    """A certificate that public security has not followed, or only later; also of somebody not in base.person."""
    c, e, september = "390103194001010033", "390104194001010056", date(2026, 9, 25)
    assert rows(lake, "theme.social_security__death_unconfirmed") == [
        (c, "丙老人", "390103", "1", None, date(2026, 8, 20), "2026-09", Decimal("200.00"), september),
        (e, None, None, None, None, date(2026, 7, 31), "2026-09", Decimal("220.00"), september),
    ]


def test_pension_monthly(lake: SparkSession) -> None:
    """Every payment once, also those of people without a division; the division under its present name."""
    assert rows(lake, "theme.social_security__pension_monthly") == [
        (None, None, "2026-09", 2, Decimal("450.00")),
        ("390102", "东湖区", "2026-08", 2, Decimal("370.50")),
        ("390102", "东湖区", "2026-09", 2, Decimal("180.00")),
        ("390102", "东湖区", "2026-10", 1, Decimal("180.00")),
        ("390103", "西山区", "2026-08", 1, Decimal("200.00")),
        ("390103", "西山区", "2026-09", 3, Decimal("650.00")),
    ]
