"""统计用区划代码, 12 digits (GB/T 10114): province 2, prefecture 2, county 2, township 3, village 3."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error, listed, provinces
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Check, Family

BASIS = "GB/T 10114 统计用区划代码"
FIX = "请对照统计用区划代码表核对后重新报送"
#: Prefecture-level cities without counties: their townships hang on the city itself.
WITHOUT_COUNTIES = ("4419", "4420", "4604", "6202")
#: No prefecture but a county; no township but a village.
GAPS = "[0-9]{2}00([1-9]|[0-9][1-9])|[0-9]{6}000([1-9]|[0-9][1-9]|[0-9]{2}[1-9])"
#: No county but a township: a gap except in those cities.
WITHOUT_COUNTY = "[0-9]{4}00([1-9]|[0-9][1-9]|[0-9]{2}[1-9])"
HIERARCHY = (
    f"{{x}} rlike '^({GAPS}|{WITHOUT_COUNTY})'"
    f" AND ({{x}} rlike '^({GAPS})' OR left({{x}}, 4) NOT IN ({listed(WITHOUT_COUNTIES)}))"
)


LEVELS: tuple[Check, ...] = (
    error(
        "HIERARCHY",
        HIERARCHY,
        "上级代码为零而下级代码不为零",
        "A higher level of the code is zero while a lower one is not.",
        FIX,
        BASIS,
    ),
    error(
        "TOWN",
        "substr({x}, 7, 3) > '599'",
        "第7至9位不在乡级代码范围内",
        "Digits 7-9 are above 599, the last township-level number.",
        FIX,
        BASIS,
    ),
    error(
        "VILLAGE",
        "substr({x}, 10, 3) > '599'",
        "第10至12位不在村级代码范围内",
        "Digits 10-12 are above 599, the last village-level number.",
        FIX,
        BASIS,
    ),
)


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    province = f"left({{x}}, 2) NOT IN ({listed(provinces(codes))})"
    return Family(
        normalise=number_text("{x}"),
        checks=(
            error(
                "LENGTH",
                "length({x}) <> 12",
                "统计区划代码不是12位",
                "The statistical division code does not have 12 digits.",
                FIX,
                BASIS,
                Indicator.LENGTH,
            ),
            error(
                "FORMAT",
                "NOT {x} rlike '^[0-9]{12}$'",
                "统计区划代码含有数字以外的字符",
                "The statistical division code has a character that is not a digit.",
                FIX,
                BASIS,
                Indicator.FORMAT,
            ),
            error(
                "PROVINCE",
                province,
                "前两位不是任何省份的代码",
                "Digits 1-2 are no GB/T 2260 province.",
                FIX,
                "GB/T 2260",
                Indicator.REFERENCE_ACCURATE,
            ),
            *LEVELS,
        ),
    )
