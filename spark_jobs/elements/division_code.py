"""行政区划代码, GB/T 2260: six digits, of any year; no province begins with 0."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error, region_unknown
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Family

BASIS = "GB/T 2260"
FIX = "请对照行政区划代码表核对后重新报送"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    return Family(
        # 222222 was a real code (通化县, 1981): only zeros are a placeholder here.
        normalise=number_text("{x}", placeholder="0+"),
        checks=(
            error(
                "LENGTH",
                "length({x}) <> 6",
                "区划代码不是6位",
                "The division code does not have 6 digits.",
                FIX,
                BASIS,
                Indicator.LENGTH,
            ),
            error(
                "FORMAT",
                "NOT {x} rlike '^[1-9][0-9]{5}$'",
                "区划代码含有数字以外的字符，或以0开头",
                "The division code has a character that is not a digit, or begins with 0.",
                FIX,
                BASIS,
                Indicator.FORMAT,
            ),
            *region_unknown(codes, "{x}"),
        ),
    )
