"""外国人永久居留身份证号码 of the 2017 and older cards: nationality, division, YYMMDD, sequence, check (ICAO 9303)."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error, listed, warn
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Check, Family

BASIS = "外国人永久居留身份证（2017版）"
FIX = "请对照永久居留身份证核对号码后重新报送"
DAY = "concat_ws('-', concat({century}, substr({x}, 8, 2)), substr({x}, 10, 2), substr({x}, 12, 2))"
#: Over the first fourteen characters, A = 10 … Z = 35.
WEIGHTS = (7, 3, 1) * 4 + (7, 3)
ORDER = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHECK_FAILS = (
    f"({' + '.join(f'{w} * (instr({ORDER!r}, substr({{x}}, {i}, 1)) - 1)' for i, w in enumerate(WEIGHTS, 1))}) % 10"
    " <> coalesce(try_cast(right({x}, 1) AS INT), -1)"
)


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. The check is weak, so an unknown country is at least a warning."""
    no_day = " AND ".join(f"try_cast({DAY.replace('{century}', c)} AS DATE) IS NULL" for c in ("'19'", "'20'"))
    return Family(
        normalise=number_text("{x}"),
        checks=(
            error(
                "FORMAT",
                "NOT {x} rlike '^[A-Z]{3}[0-9]{12}$'",
                "号码不是3位国籍字母加12位数字",
                "The number is not 3 letters of nationality and 12 digits.",
                FIX,
                f"{BASIS} 号码结构",
                Indicator.FORMAT,
            ),
            error(
                "BIRTHDATE",
                no_day,
                "号码中的出生日期在日历上不存在",
                "Digits 8-13, the birth date YYMMDD, are no day of any century.",
                FIX,
                f"{BASIS} 号码结构",
            ),
            error(
                "CHECK",
                CHECK_FAILS,
                "第15位校验码与前14位不符",
                "Digit 15 is not the ICAO 9303 check digit (weights 7-3-1) of the first 14 characters.",
                FIX,
                "ICAO 9303 校验码",
            ),
            *_country(codes),
        ),
    )


def _country(codes: CodeList | None) -> tuple[Check, ...]:
    if codes is None:
        return ()
    fails = f"left({{x}}, 3) NOT IN ({listed(sorted({code.code for code in codes.codes}))})"
    return (
        warn(
            "COUNTRY_UNKNOWN",
            fails,
            "前三位不是任何国家或地区的代码",
            "Letters 1-3, the nationality, are in no ISO 3166-1 alpha-3 list.",
            FIX,
            "GB/T 2659.1 / ISO 3166-1",
            Indicator.EQUAL_ACROSS_TABLES,
        ),
    )
