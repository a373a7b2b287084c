"""组织机构代码, GB 11714-1997: eight digits or capitals and a check sign, often printed with a dash before it."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.checksum import SIGNS, two_digits, weighted_sum
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Family

BASIS = "GB 11714-1997"
FIX = "请对照组织机构代码证核对后重新报送"
#: Of the first eight characters, A = 10 … Z = 35: 3, 7, 9, 10, 5, 8, 4, 2, that is 2^(9-i) modulo 11.
WEIGHTS = tuple(2 ** (9 - i) % 11 for i in range(1, 9))


def check_fails(body: str, sign: str) -> str:
    """SQL: whether `sign`, the last character, is not the check sign of `body`, the eight before it."""
    number = f"try_cast({two_digits(body, SIGNS, 11)} AS BIGINT)"
    last = f"CASE {sign} WHEN 'X' THEN 10 ELSE try_cast({sign} AS INT) END"
    return f"({weighted_sum(number, WEIGHTS, 11, 100)} + {last}) % 11 <> 0"


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
                check_fails("left({x}, 8)", "right({x}, 1)"),
                "第9位校验码与前8位不符",
                "Character 9 is not the weighted MOD 11 check sign of the first 8.",
                FIX,
                f"{BASIS} 校验码",
            ),
        ),
    )
