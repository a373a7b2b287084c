"""A number that a department gives out itself (certificate, ticket, address): printable text without inner spaces."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.arrival import excel_precision_sql
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import FULL, HALF, INVISIBLE, PLACEHOLDER, mapped, without
from spark_jobs.elements.family import Family
from spark_jobs.elements.text import text_checks


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. Case and dashes are kept: only the department knows what they mean."""
    float_text = f"{excel_precision_sql('{x}')} AND {{x}} LIKE '%+%'"
    return Family(
        normalise=without(mapped("{x}", FULL, HALF, INVISIBLE), f"(?i){PLACEHOLDER}"),
        checks=(
            error(
                "EXCEL_PRECISION",
                float_text,
                f"{element.label}在电子表格中变成了科学计数",
                "The number was stored as a floating-point number; its digits after the fifteenth are lost.",
                "请把该列设为文本格式，从业务系统重新导出",
                "GB/T 36344-2018 数据标准（类型）",
                Indicator.TYPE,
            ),
            *text_checks(element),
        ),
    )
