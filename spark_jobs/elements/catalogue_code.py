"""政务信息资源代码: class 1, item 2, sub-item 3, optional detail, slash, sequence (发改高技术〔2017〕1272号)."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Family

BASIS = "《政务信息资源目录编制指南（试行）》发改高技术〔2017〕1272号"
FIX = "请在目录系统中核对资源代码"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    base_item = "left({x}, 1) = '1' AND substr({x}, 2, 2) > '05'"
    return Family(
        normalise=number_text("{x}"),
        checks=(
            error(
                "FORMAT",
                "NOT {x} rlike '^[123][0-9]{5}[0-9A-Z]*/[0-9]+$'",
                "资源代码不符合“分类码/顺序码”的格式",
                "The resource code is not class, item and sub-item digits, a slash and a sequence.",
                FIX,
                BASIS,
                Indicator.FORMAT,
            ),
            error(
                "CLASS",
                "substr({x}, 2, 2) = '00' OR substr({x}, 4, 3) = '000'",
                "资源代码的项或目为零",
                "The item (digits 2-3) or the sub-item (digits 4-6) is zero.",
                FIX,
                BASIS,
            ),
            error(
                "BASE_ITEM",
                base_item,
                "基础信息资源没有这一项",
                "Class 1 (base resources) has only items 01 to 05.",
                FIX,
                BASIS,
                Indicator.REFERENCE_ACCURATE,
            ),
            error(
                "SEQ",
                "{x} rlike '/0+$'",
                "资源代码的顺序码为零",
                "The sequence number after the slash is zero.",
                FIX,
                BASIS,
            ),
        ),
    )
