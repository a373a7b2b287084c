"""The whole tables of theme.enterprise__* over the literal lake."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.dbt_project.conftest import rows

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def test_profile(lake: SparkSession) -> None:
    """Enterprises only. A licence is valid on its last day; revoked, not yet begun and stateless ones are neither."""
    registrar, day = "market_regulation", date(2026, 11, 5)
    a = ("91390102000000211E", "云州甲公司", registrar, "390102", date(2010, 1, 1), None, Decimal("1000000.00"), "CNY")
    b = ("9139010200000022X6", "云州乙公司", registrar, None, None, None, None, None)
    c = ("91390103000000238L", "云州丙公司", registrar, "390103", date(2011, 1, 1), None, Decimal("2000000.00"), "USD")
    assert rows(lake, "theme.enterprise__profile") == [
        (*a, None, "云海省东湖区 一路1号", "A1", day, 5, 2, 1, "营业执照、食品经营许可证", 2),
        (*b, None, None, None, day, 2, 0, 1, None, 0),
        (*c, None, "云海省西山区二路2号", None, day, 0, 0, 0, None, 0),
    ]


def test_coverage(lake: SparkSession) -> None:
    """Covered, total and share of each department's kind of information; shares rounded down."""
    one, two, none = (1, 3, Decimal("0.3333")), (2, 3, Decimal("0.6666")), (0, 3, Decimal("0.0000"))
    assert rows(lake, "theme.enterprise__coverage") == [
        ("administrative_approval", "有效电子证照", *one),
        ("administrative_approval", "电子证照", *two),
        ("civil_affairs", "注册地址与标准地址一致", *one),
        ("market_regulation", "企业名称和成立日期", *two),
        ("market_regulation", "法定代表人", *none),
        ("market_regulation", "注册地址", *two),
        ("market_regulation", "注册资本", *two),
        ("market_regulation", "经营范围", *none),
        ("natural_resources", "宗地", *one),
    ]
