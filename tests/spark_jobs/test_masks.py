"""Masks: exact results, and SQL and Python agree on anything."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.model import Mask
from spark_jobs.masks import mask_sql
from tests.oracle.masked import mask_value

MASKS: tuple[Mask, ...] = get_args(Mask)
CASES: list[tuple[Mask, str | None, str | None]] = [
    ("none", "甲", "甲"),
    ("identifier", "390102199001010012", "3901**********0012"),
    ("identifier", "39010219900", "***********"),
    ("identifier", "", ""),
    ("phone", "13900000000", "139****0000"),
    ("phone", "81234567", "********"),
    ("name", "欧阳某某", "欧*"),
    ("address", "云海省云州市东湖区湖滨路12号阳光小区3栋", "云海省云州市东湖区***"),
    ("address", "云州市青岚市人民路1号", "云州市青岚市***"),
    ("address", "内蒙古自治区锡林郭勒盟苏尼特左旗1号", "内蒙古自治区锡林郭勒盟苏尼特左旗***"),
    ("address", "云州市湖滨路9号", "云州市***"),
    ("address", "湖滨路12号阳光小区3栋", "湖滨路12号***"),
    ("address", "东湖区", "东湖区***"),
    ("scrub", "请回电13900000000，谢谢", "请回电[电话]，谢谢"),
    ("scrub", "电话 139 0000 0000 或 139-0000-0000", "电话 [电话] 或 [电话]"),
    ("scrub", "１３９００００００００", "[电话]"),
    ("scrub", "+86 139.0000.0000", "[电话]"),
    ("scrub", "139000\n00000", "[电话]"),
    ("scrub", "幺三九零零零零零零零零", "[电话]"),
    ("scrub", "座机0390-8123456转12，(0390)81234567", "座机[电话]，[电话]"),
    ("scrub", "8123 4567；400-800-1234", "[电话]；[电话]"),
    ("scrub", "身份证390102199001010012，390102 19900101 001X，390102900101001", "身份证[证件号]，[证件号]，[证件号]"),
    ("scrub", "2026-10-05 停水，20261005 恢复，第12楼，1200元", "2026-10-05 停水，20261005 恢复，第12楼，1200元"),
    ("scrub", "139，0000，0000或139(0000)0000", "[电话]或[电话]"),
    ("scrub", "0086-138-1234-5678", "[电话]"),
    ("scrub", "壹叁玖零零零零零零零零", "[电话]"),
    ("scrub", "13:45:12 2026/10/15", "13:45:12 2026/10/15"),
    ("hide", "甲", None),
    *((mask, None, None) for mask in MASKS),
]


@pytest.mark.parametrize(("mask", "value", "masked"), CASES)
def test_mask_value(mask, value, masked):
    assert mask_value(mask, value) == masked


def in_engine(spark, mask, values):
    frame = spark.createDataFrame([(number, value) for number, value in enumerate(values)], "n INT, x STRING")
    return [row.y for row in frame.selectExpr("n", f"{mask_sql(mask, 'x')} AS y").orderBy("n").collect()]


@pytest.mark.parametrize("mask", MASKS)
def test_sql_gives_the_same_as_python(spark, mask):
    values = [value for _, value, _ in CASES]
    assert in_engine(spark, mask, values) == [mask_value(mask, value) for value in values]


#: Fragments that make up numbers and addresses, and what an engine or a regular expression might trip over.
pieces = st.sampled_from(
    [*"1一幺-－.)转X省市区县路号甲𠮷'\\*\n ", "39", "0000", "１３", "(0", "小区", "东湖", "$1", "20261005"]
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(pieces, max_size=12).map("".join), min_size=40, max_size=40))
def test_sql_and_python_agree_on_anything(spark, values):
    for mask in MASKS:
        assert in_engine(spark, mask, values) == [mask_value(mask, value) for value in values]
