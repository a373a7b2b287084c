"""宗地代码, GB/T 37346-2019: division 6, cadastral area 3 + 3, two feature letters, sequence 5. No check digit."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Check, Family

BASIS = "GB/T 37346-2019"
FIX = "请对照不动产权籍调查成果核对代码"
FEATURE = "[GJZ][A-FGHLNSWXY]"
#: A and C are rights on collective land, G and H on state land.
OWNERSHIP = error(
    "OWNERSHIP",
    "substr({x}, 13, 2) rlike '[GZ][AC]|[JZ][GH]'",
    "土地所有权类型与宗地特征码不匹配",
    "The ownership letter (position 13) contradicts the right that the feature letter (position 14) stands for.",
    FIX,
    f"{BASIS} 宗地特征码",
    Indicator.LOGIC_IN_TABLE,
)


def length(digits: int, name: str) -> Check:
    """The code has a fixed number of characters."""
    return error(
        "LENGTH",
        f"length({{x}}) <> {digits}",
        f"{name}不是{digits}位",
        f"The code does not have {digits} characters.",
        FIX,
        f"{BASIS} 代码结构",
        Indicator.LENGTH,
    )


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    fails = f"NOT {{x}} rlike '^[0-9]{{12}}{FEATURE}[0-9]{{5}}$'"
    return Family(
        normalise=number_text("{x}"),
        checks=(
            length(19, "宗地代码"),
            error(
                "FORMAT",
                fails,
                "宗地代码各段的字符不符合规定",
                "The parcel code is not 12 digits, an ownership letter, a feature letter and 5 digits.",
                FIX,
                f"{BASIS} 代码结构",
                Indicator.FORMAT,
            ),
            OWNERSHIP,
        ),
    )
