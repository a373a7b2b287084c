"""工商注册号, GS 15-2006: 15 digits, check by ISO 7064 MOD 11,10. Kept as an alias of the credit code."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Family

BASIS = "GS 15-2006"
FIX = "请对照原营业执照核对注册号后重新报送"
#: p starts at 10; each digit: s = (p + d) mod 10, 0 counts as 10; p = 2s mod 11.
DIGITS = ", ".join(f"coalesce(try_cast(substr({{x}}, {i}, 1) AS INT), 0)" for i in range(1, 15))
CHECK_FAILS = (
    f"(aggregate(array({DIGITS}), 10, (p, d) -> ((p + d + 9) % 10 + 1) * 2 % 11)"
    " + coalesce(try_cast(right({x}, 1) AS INT), 0)) % 10 <> 1"
)


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    return Family(
        normalise=number_text("{x}"),
        checks=(
            error(
                "LENGTH",
                "length({x}) <> 15",
                "工商注册号不是15位",
                "The registration number does not have 15 digits.",
                FIX,
                f"{BASIS} 编码结构",
                Indicator.LENGTH,
            ),
            error(
                "FORMAT",
                "NOT {x} rlike '^[0-9]{15}$'",
                "工商注册号含有数字以外的字符",
                "The registration number has a character that is not a digit.",
                FIX,
                f"{BASIS} 编码结构",
                Indicator.FORMAT,
            ),
            error(
                "CHECK",
                CHECK_FAILS,
                "第15位校验码与前14位不符",
                "Digit 15 is not the ISO 7064 MOD 11,10 check digit of the first 14.",
                FIX,
                f"{BASIS} 校验码；GB/T 17710",
            ),
        ),
    )
