"""The survey of data resources 政务数据资源普查: one form per department, `survey/<department>.yml`.

A department lists its duties 权责事项, the systems that serve them, and the datasets in those systems, whether or not
they are catalogued yet. What it lists is what coverage is measured against.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from catalog.terms import Cycle, Day, Id, Sharing, SourceId, Strict, Text, Whole

Status = Literal["在用", "在建", "停用"]
#: 信息资源格式, the seven classes (发改高技术〔2017〕1272号).
FormatClass = Literal["电子文件", "电子表格", "数据库", "图形图像", "流媒体", "自描述格式", "服务接口"]


class SurveyedDuty(Strict):
    """A duty or service item 权责事项 with what it rests on."""

    label: Text
    basis: Text


class SurveyedSystem(Strict):
    """A business system and the duties that it serves."""

    label: Text
    status: Status
    duties: tuple[Id, ...] = ()


class Format(Strict):
    """In what form a dataset is kept: its class, the concrete format, and the table or view if it is a database."""

    kind: FormatClass
    name: Text
    table: Text | None = None


class Item(Strict):
    """An information item 信息项: its data element, if one fits, and the forms 表单 that ask people for it."""

    element: Id | None = None
    forms: tuple[Text, ...] = ()


class SurveyedDataset(Strict):
    """A dataset of the department. Either a source of the catalogue describes it, or a reason says why none does."""

    label: Text
    system: Id | None = None
    format: Format
    cycle: Cycle
    rows: Whole = Field(ge=0, description="volume, as the department estimates it")
    items: dict[Text, Item] = Field(min_length=1)
    share: Sharing
    open: Sharing
    source: SourceId | None = None
    not_catalogued: Text | None = None


class Survey(Strict):
    """What one department has. Its id is the department's."""

    id: Id
    surveyed_on: Day
    duties: dict[Id, SurveyedDuty] = Field(default={})
    systems: dict[Id, SurveyedSystem] = Field(default={})
    datasets: dict[Id, SurveyedDataset] = Field(default={})
