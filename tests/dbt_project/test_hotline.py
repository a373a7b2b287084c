"""The whole tables of theme.hotline__* over the literal lake."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from tests.dbt_project.conftest import rows

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OFFICE = ("390102", "市政", "东湖区城管局", "11390102000000115D")


def test_ticket(lake: SparkSession) -> None:
    """One row per ticket, without caller and phone; the text without them too."""
    assert rows(lake, "theme.hotline__ticket") == [
        ("T1", _at(9, 30, 15, 59, 59), *OFFICE, _at(10, 1, 1), "1", "[来电人]反映路灯不亮，电话[电话]"),
        ("T2", _at(9, 30, 16), *OFFICE, _at(10, 1, 18), "5", "李女士家漏水，座机[电话]"),
        ("T3", _at(10, 2), *OFFICE, _at(10, 2, 4, 30), None, "手机[电话]，证件[证件号]"),
        ("T4", _at(10, 3), *OFFICE, None, None, None),
        ("T5", *[None] * 8),
    ]


def test_no_phone_survives_in_any_column(lake: SparkSession) -> None:
    """Whatever column a later version adds: no mobile number, however written."""
    for table in ("theme.hotline__ticket", "theme.hotline__tickets_by_division"):
        values = [str(value) for row in rows(lake, table) for value in row if isinstance(value, str)]
        digits = [re.sub(r"[\s\-－—()（）]", "", value).translate(FULL_WIDTH) for value in values]
        assert [text for text in digits if re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)|6543210", text)] == []
        assert values


def test_tickets_by_division(lake: SparkSession) -> None:
    """Months are those of Beijing: T1 is the last second of September there, T2 the first of October."""
    office = ("390102", "东湖区", "11390102000000115D", "东湖区城管局", "市政")
    assert rows(lake, "theme.hotline__tickets_by_division") == [
        (None, None, None, None, None, None, 1, 0, None, 0, 0, 0),
        (*office, "2026-09", 1, 1, 9, 1, 1, 0),
        (*office, "2026-10", 3, 2, 4, 1, 0, 1),
    ]


FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def _at(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, second)  # noqa: DTZ001 - what Spark returns
