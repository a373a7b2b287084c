"""组织机构代码, GB 11714-1997: eight digits or capitals and a check sign, often printed with a dash before it."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Family

BASIS = "GB 11714-1997"
FIX = "请对照组织机构代码证核对后重新报送"
#: Weights 2^(8-i) modulo 11, and 35 = 2 modulo 11; Z (35) counts as 2, which is the same modulo 11.
CHECK_FAILS = (
    "(2 * (try_cast(conv(translate(substr({x}, 1, 8), 'Z', '2'), 35, 10) AS BIGINT) % 11)"
    " + CASE right({x}, 1) WHEN 'X' THEN 10 ELSE try_cast(right({x}, 1) AS INT) END) % 11 <> 0"
)


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    return Family(
        normalise=number_text("{x}"),
        checks=(
            error(
                "LENGTH",
                "length({x}) <> 9",
                "组织机构代码不是9位",
                "The organisation code does not have 9 characters.",
                FIX,
                f"{BASIS} 代码结构",
                Indicator.LENGTH,
            ),
            error(
                "FORMAT",
                "NOT {x} rlike '^[0-9A-Z]{8}[0-9X]$'",
                "组织机构代码含有不该出现的字符",
                "The organisation code is not 8 digits or capitals and a check sign 0-9 or X.",
                FIX,
                f"{BASIS} 代码结构",
                Indicator.FORMAT,
            ),
            error(
                "CHECK",
                CHECK_FAILS,
                "第9位校验码与前8位不符",
                "Character 9 is not the weighted MOD 11 check sign of the first 8.",
                FIX,
                f"{BASIS} 校验码",
            ),
        ),
    )
