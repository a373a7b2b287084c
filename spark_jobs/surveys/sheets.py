"""The sheets of the survey workbook: each column with the field of the survey that it fills, and its choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from catalog.survey import FormatClass, Status
from catalog.terms import Method

#: Where the day of the survey stands.
COVER, DAY = "说明", "普查日期"
#: Between several names in one cell; a department may also write a comma or a semicolon.
BETWEEN = "、"


@dataclass(frozen=True)
class Column:
    """A column: what is written above it, and the place in its record. `several` holds names separated by 、."""

    header: str
    field: tuple[str, ...]
    width: int
    note: str = ""
    choices: Mapping[str, str] | None = None
    required: bool = False
    several: bool = False
    number: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet of records that become `<part>: {<first column>: {…}}` of the survey."""

    name: str
    part: str
    columns: tuple[Column, ...]


def _same(choices: tuple[str, ...]) -> dict[str, str]:
    return {choice: choice for choice in choices}


CYCLES = {
    "每日": "daily",
    "每周": "weekly",
    "每月": "monthly",
    "每季度": "quarterly",
    "每年": "yearly",
    "不定期": "irregular",
}
SHARING = {"无条件共享": "unconditional", "有条件共享": "conditional", "不予共享": "none"}
OPENING = {"无条件开放": "unconditional", "有条件开放": "conditional", "不予开放": "none"}
ID = "小写英文字母、数字和下划线，以字母开头；确定后不再改变"

DUTIES = Sheet(
    "权责事项",
    "duties",
    (
        Column("编号", (), 26, ID, required=True),
        Column("名称", ("label",), 30, required=True),
        Column("依据", ("basis",), 60, "法律法规或文件的名称与文号", required=True),
    ),
)
SYSTEMS = Sheet(
    "业务系统",
    "systems",
    (
        Column("编号", (), 26, ID, required=True),
        Column("名称", ("label",), 34, required=True),
        Column("状态", ("status",), 8, choices=_same(get_args(Status)), required=True),
        Column("承担的权责事项", ("duties",), 50, "权责事项的编号，多个之间用顿号", several=True),
    ),
)
DATASETS = Sheet(
    "数据集",
    "datasets",
    (
        Column("编号", (), 24, ID, required=True),
        Column("名称", ("label",), 26, "不超过50字", required=True),
        Column("所属系统", ("system",), 20, "业务系统的编号；没有系统的（如纸质台账）留空"),
        Column("格式大类", ("format", "kind"), 12, choices=_same(get_args(FormatClass)), required=True),
        Column("具体格式", ("format", "name"), 14, "例如 Oracle、xlsx、pdf", required=True),
        Column("表名或视图名", ("format", "table"), 16, "格式大类为数据库时必填"),
        Column("更新周期", ("cycle",), 10, choices=CYCLES, required=True),
        Column("数据量（行）", ("rows",), 12, "整数，估计即可", required=True, number=True),
        Column("共享类型", ("share", "type"), 12, choices=SHARING, required=True),
        Column("共享条件", ("share", "condition"), 30, "有条件共享时必填：谁、为什么事使用；不能只写“需审批”"),
        Column(
            "共享依据", ("share", "basis"), 40, "不予共享的，须为法律、行政法规或党中央、国务院政策依据", required=True
        ),
        Column("共享方式", ("share", "method"), 12, choices=_same(get_args(Method))),
        Column("开放类型", ("open", "type"), 12, choices=OPENING, required=True),
        Column("开放条件", ("open", "condition"), 30, "有条件开放时必填"),
        Column("开放依据", ("open", "basis"), 40, required=True),
        Column("目录条目", ("source",), 36, "已编目的填条目编号，例如 health/tickets；否则填右边的原因"),
        Column("未编目原因", ("not_catalogued",), 40, "目录条目留空时必填"),
    ),
)
#: Its records belong to a dataset, by the first column, and are called by the second.
ITEMS = Sheet(
    "信息项",
    "items",
    (
        Column("数据集", (), 24, "数据集的编号", required=True),
        Column("名称", (), 28, required=True),
        Column("数据元", ("element",), 26, "数据元的名称或编号；没有合适的留空"),
        Column("采集表单", ("forms",), 50, "向群众或企业采集它的表单名称，多个之间用顿号", several=True),
    ),
)
SHEETS = (DUTIES, SYSTEMS, DATASETS, ITEMS)
