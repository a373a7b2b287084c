"""Data-quality indicators of GB/T 36344-2018, numbered as DB31/T 1523-2024 carries and refines them.

The first two digits are the dimension, so a rule names its indicator and never its dimension as well.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self, get_args

Dimension = Literal["规范性", "完整性", "准确性", "一致性", "时效性", "可访问性"]
#: In the order of the standard: 01 is the first.
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


class Indicator(StrEnum):
    """What a rule measures; always the share of good ones, 0…1. `label` is its name in the standard."""

    label: str

    def __new__(cls, code: str, label: str) -> Self:
        """A member is its code."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    TYPE = "010101", "数据类型"
    FORMAT = "010102", "数据格式"
    LENGTH = "010103", "数据长度"
    MODEL = "0102", "数据模型"
    METADATA = "0103", "元数据"
    BUSINESS_RULE = "0104", "业务规则"
    REFERENCE_LIST = "0105", "权威参考数据"
    SECURITY = "0106", "安全规范"
    VALUE_PRESENT = "0201", "数据元素完整性"
    RECORD_PRESENT = "0202", "数据记录完整性"
    CORRECT = "0301", "数据内容正确性"
    FORMAT_ACCURATE = "0302", "数据格式合规性"
    REPEATED = "0303", "数据重复率"
    UNIQUE = "0304", "数据唯一性"
    DIRTY = "0305", "脏数据出现率"
    REFERENCE_ACCURATE = "0306", "标准参照准确性"
    SAME_DATUM = "0401", "相同数据一致性"
    EQUAL_IN_TABLE = "040201", "表内等值一致性"
    LOGIC_IN_TABLE = "040202", "表内逻辑一致性"
    EQUAL_ACROSS_TABLES = "040203", "跨表等值一致性"
    LOGIC_ACROSS_TABLES = "040204", "跨表逻辑一致性"
    CONTENT_AND_METADATA = "0403", "内容与元数据一致性"
    TIME_SPAN = "0501", "基于时间段的正确性"
    ON_TIME = "0502", "基于时间点的及时性"
    TIME_ORDER = "0503", "时序性"
    AUTHORISED_TIME = "0504", "授权使用时效性"
    ACCESSIBLE = "0601", "可访问"
    USABLE = "0602", "可用性"

    @property
    def dimension(self) -> Dimension:
        """The characteristic (一级指标) that the indicator belongs to."""
        return DIMENSIONS[int(self[:2]) - 1]
