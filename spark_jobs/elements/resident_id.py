"""公民身份号码, GB 11643-1999 (18 characters) and GB 11643-1989 (15 digits, no check digit).

Also the 18-character residence permits for 港澳台 (8x0000…) and the 2023 permanent residence card of foreigners (9…).
"""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error, listed, provinces, region_unknown, warn
from spark_jobs.elements.checksum import weighted_sum
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.date import usual_day
from spark_jobs.elements.family import Check, Family

BASIS = "GB 11643-1999"
FIX = "请对照身份证原件核对号码后重新报送"
#: Cyrillic, Greek and other signs typed for the X at the end.
LOOK_ALIKES = "ХхΧχ×✕*"
#: Of the first seventeen digits: 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, …, that is 2^(18-i) modulo 11.
WEIGHTS = tuple(2 ** (18 - i) % 11 for i in range(1, 18))
FIRST_17 = "left({x}, 17)"
LAST = "CASE WHEN right({x}, 1) = 'X' THEN 10 ELSE try_cast(right({x}, 1) AS INT) END"
#: The card of foreigners: 9 before the province. Citizens begin with 1 to 8, also in fifteen digits.
FOREIGN = "length({x}) = 18 AND {x} LIKE '9%'"
#: Sequences 996–999 of a 15-digit number were kept for people born in the 1800s.
CENTURY = "CASE WHEN right({x}, 3) >= '996' THEN '18' ELSE '19' END"
LONG_17 = f"concat(substr({{x}}, 1, 6), {CENTURY}, substr({{x}}, 7, 9))"
#: yyyyMMdd, the order of this text is the order of days.
BIRTH = f"CASE length({{x}}) WHEN 18 THEN substr({{x}}, 7, 8) ELSE concat({CENTURY}, substr({{x}}, 7, 6)) END"
DAY_AND_SEQUENCE = f"{usual_day('')}[0-9]{{3}}"
BIRTHDATE_FAILS = (
    f"CASE WHEN {{x}} rlike '^([0-9]{{8}}{DAY_AND_SEQUENCE}|[0-9]{{10}}{DAY_AND_SEQUENCE}.)$' THEN false"
    f" ELSE try_cast(regexp_replace({BIRTH}, '^(.{{4}})(..)', '$1-$2-') AS DATE) IS NULL END"
)


def weighted(digits: str) -> str:
    """SQL of the weighted sum of seventeen digits, or of a number congruent to it modulo 11."""
    return weighted_sum(f"try_cast({digits} AS BIGINT)", WEIGHTS, 11)


CHECK_FAILS = f"length({{x}}) = 18 AND ({weighted(FIRST_17)} + {LAST} - 1) % 11 <> 0"
CLASS = (
    "CASE WHEN length({x}) = 15 THEN 'OK15' WHEN {x} LIKE '9%' THEN 'OKFPR' "
    "WHEN substr({x}, 1, 6) IN ('810000', '820000', '830000') THEN 'OKHMT' ELSE 'OKCN' END"
)
#: A 15-digit number becomes the 18 characters it stands for, so that one person has one key.
CHECK_OF_15 = f"substr('10X98765432', cast(pmod({weighted(LONG_17)}, 11) AS INT) + 1, 1)"
VALUE = f"CASE WHEN length({{x}}) = 15 THEN concat({LONG_17}, {CHECK_OF_15}) ELSE {{x}} END"


DELIVERED = "replace(cast({as_of} AS STRING), '-', '')"
BIRTH_AND_CHECK: tuple[Check, ...] = (
    error(
        "BIRTHDATE",
        BIRTHDATE_FAILS,
        "身份号码中的出生日期在日历上不存在",
        "Digits 7-14, the birth date, are no day of the calendar.",
        FIX,
        f"{BASIS} 出生日期码",
    ),
    error(
        "BIRTHRANGE",
        f"{BIRTH} NOT BETWEEN '18400101' AND {DELIVERED}",
        "身份号码中的出生日期晚于今天或早于1840年",
        "Digits 7-14, the birth date, lie before 1840 or after the day of delivery.",
        FIX,
        f"{BASIS} 出生日期码",
    ),
    error(
        "CHECK",
        CHECK_FAILS,
        "第18位校验码与前17位不符",
        "Character 18 is not the ISO 7064 MOD 11-2 check of the first 17 digits.",
        FIX,
        f"{BASIS} 校验码；GB/T 17710",
    ),
)


def family(element: Element, codes: CodeList | None) -> Family:
    """Class of a good value: OKCN, OKHMT, OKFPR or OK15. `value` is always 18 characters."""
    return Family(
        normalise=number_text("{x}", LOOK_ALIKES),
        checks=(*_errors(codes), *_warnings(codes)),
        value=VALUE,
        ok=CLASS,
    )


def _errors(codes: CodeList | None) -> tuple[Check, ...]:
    """Errors in the order of the standard's structure: the first that fails is the reason."""
    prefixes = listed(provinces(codes))
    region = f"substr({{x}}, CASE WHEN {FOREIGN} THEN 2 ELSE 1 END, 2) NOT IN ({prefixes})"
    return (
        error(
            "LENGTH",
            "length({x}) NOT IN (15, 18)",
            "身份号码不是18位",
            "The number has neither 18 nor 15 characters.",
            FIX,
            f"{BASIS} 号码结构",
            Indicator.LENGTH,
        ),
        error(
            "FORMAT",
            "NOT {x} rlike '^([0-9]{15}|[0-9]{17}[0-9X])$'",
            "身份号码含有数字和末位X以外的字符",
            "The number has a character other than digits and a final X.",
            FIX,
            BASIS,
            Indicator.FORMAT,
        ),
        error(
            "REGION",
            f"{region} AND NOT (length({{x}}) = 18 AND {{x}} LIKE '830000%')",
            "身份号码前两位不是任何省份的代码",
            "Digits 1-2, the province of the address code, are no GB/T 2260 province.",
            FIX,
            f"{BASIS} 地址码",
            Indicator.REFERENCE_ACCURATE,
        ),
        *BIRTH_AND_CHECK,
    )


def _warnings(codes: CodeList | None) -> tuple[Check, ...]:
    return (
        *region_unknown(codes, "substr({x}, 1, 6)", "{x} LIKE '9%' OR {x} LIKE '830000%'"),
        warn(
            "AGE",
            f"{BIRTH} < {DELIVERED.replace('{as_of}', 'add_months({as_of}, -1440)')}",
            "按身份号码计算年龄已超过120岁",
            "Digits 7-14, the birth date, give an age of more than 120 years.",
            "请核实此人是否健在、是否应注销户籍",
            f"{BASIS} 出生日期码",
        ),
        warn(
            "FIFTEEN_DIGITS",
            "length({x}) = 15",
            "仍在使用已停用的15位身份号码",
            "The number is a 15-digit one of GB 11643-1989, which no current card carries.",
            "请更换为18位公民身份号码",
            "《居民身份证法》第二十三条",
            Indicator.LENGTH,
        ),
    )
