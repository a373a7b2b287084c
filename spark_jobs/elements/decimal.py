"""A number with its precision from the element's `format` (GB/T 19488.1: n..20,2 is DECIMAL(20,2))."""

from __future__ import annotations

import re

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import FULL, HALF, INVISIBLE, PLACEHOLDER, mapped, quoted, without
from spark_jobs.elements.family import Family

BASIS = "GB/T 19488.1 数据格式"
FIX = "请填写阿拉伯数字，不要带单位和文字"
GROUPED = "[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)"
#: Signs of currency and units that may stand around a number, where the element's unit is the same.
AROUND = "^[¥￥]|(元|平方米|㎡|m²|°)$"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. Raises ValueError for a format without precision."""
    decimal = _type(element)
    clean = f"regexp_replace({mapped('{x}', FULL + '−', HALF + '-', INVISIBLE)}, '{AROUND}', '')"
    value = f"try_cast(replace({{x}}, ',', '') AS {decimal})"
    return Family(
        normalise=without(clean, f"(?i){PLACEHOLDER}"),
        checks=(
            error(
                "FORMAT",
                f"NOT {{x}} rlike {quoted(f'^{GROUPED}([.][0-9]+)?$')}",
                f"{element.label}不是数字",
                "The text is not a decimal number, plain or with groups of three.",
                FIX,
                BASIS,
                Indicator.FORMAT,
            ),
            error(
                "TOO_LARGE",
                f"{value} IS NULL",
                f"{element.label}的位数超过规定长度",
                f"The number does not fit {decimal} of its format {element.format}.",
                "请核对数值和单位",
                BASIS,
                Indicator.LENGTH,
            ),
        ),
        value=value,
        type=decimal,
    )


def _type(element: Element) -> str:
    found = re.fullmatch(r"n\.\.(\d+),(\d+)", element.format)
    if not found:
        raise ValueError(f"element {element.id}: format {element.format} of a decimal must look like n..20,2")
    return f"DECIMAL({found[1]},{found[2]})"
