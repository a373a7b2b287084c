"""统一社会信用代码, GB 32100-2015 with its amendment No. 1. The letters I, O, S, V, Z are not used."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error, region_unknown
from spark_jobs.elements.checksum import two_digits, weighted_sum
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Check, Family
from spark_jobs.elements.org_code import check_fails

BASIS = "GB 32100-2015"
FIX = "请对照营业执照或登记证书核对代码后重新报送"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CHARSET = "0-9A-HJ-NPQRTUWXY"
#: Registration authority → categories it may register.
CATEGORIES = {
    "1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129", "7": "129", "8": "19", "9": "123",
    "A": "19", "N": "1239", "Y": "1",
}  # fmt: skip
#: Of all 18 characters: 3^(i-1) modulo 31, and the check character itself.
WEIGHTS = (*(3**i % 31 for i in range(17)), 1)
DIGITS = two_digits("{x}", ALPHABET, 31)
#: Nine characters a number: more do not fit a BIGINT.
HALVES = (
    (f"try_cast(left({DIGITS}, 18) AS BIGINT)", WEIGHTS[:9]),
    (f"try_cast(right({DIGITS}, 18) AS BIGINT)", WEIGHTS[9:]),
)
CHECK_FAILS = f"({' + '.join(weighted_sum(number, weights, 31, 100) for number, weights in HALVES)}) % 31 <> 0"
ORG_CHECK_FAILS = check_fails("substr({x}, 9, 8)", "substr({x}, 17, 1)")


PAIRS = "|".join(f"{authority}[{kinds}]" for authority, kinds in CATEGORIES.items())
#: In the order of the standard: the first that fails is the reason.
CHECKS: tuple[Check, ...] = (
    error(
        "LENGTH",
        "length({x}) <> 18",
        "统一社会信用代码不是18位",
        "The code does not have 18 characters.",
        FIX,
        f"{BASIS} 代码构成",
        Indicator.LENGTH,
    ),
    error(
        "CHARSET",
        f"NOT {{x}} rlike '^[{CHARSET}]{{18}}$'",
        "代码含有不该出现的字符（如字母I、O、S、V、Z）",
        "The code has a character outside the 31 of GB 32100 (digits and capitals without I, O, S, V, Z).",
        FIX,
        f"{BASIS} 代码字符集",
        Indicator.FORMAT,
    ),
    error(
        "AUTHORITY",
        f"left({{x}}, 1) NOT IN ({', '.join(map(repr, CATEGORIES))})",
        "代码第1位不是任何登记管理部门的代码",
        "Character 1 is no registration authority.",
        FIX,
        f"{BASIS} 登记管理部门代码",
        Indicator.REFERENCE_ACCURATE,
    ),
    error(
        "CATEGORY",
        f"NOT {{x}} rlike '^({PAIRS})'",
        "代码第2位不是该登记部门的机构类别",
        "Character 2 is no category that the authority of character 1 registers.",
        FIX,
        f"{BASIS} 机构类别代码",
        Indicator.REFERENCE_ACCURATE,
    ),
    error(
        "REGION",
        "NOT {x} rlike '^..[0-9]{6}'",
        "代码第3至8位不是6位区划数字",
        "Characters 3-8, the division of the authority, are not six digits.",
        FIX,
        f"{BASIS} 登记管理机关行政区划码",
        Indicator.FORMAT_ACCURATE,
    ),
    error(
        "ORGCHECK",
        f"substr({{x}}, 17, 1) NOT rlike '[0-9X]' OR {ORG_CHECK_FAILS}",
        "第17位与第9至16位主体标识码不符",
        "Character 17 is not the GB 11714 check sign of the entity code at 9-16.",
        FIX,
        f"{BASIS} 主体标识码；GB 11714-1997",
    ),
    error(
        "CHECK",
        CHECK_FAILS,
        "第18位校验码与前17位不符",
        "Character 18 is not the weighted MOD 31 check character of the first 17.",
        FIX,
        f"{BASIS} 校验码",
    ),
)


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    # 100000 is the whole country: registered by a national authority (GS 15-2006).
    unknown = region_unknown(codes, "substr({x}, 3, 6)", "substr({x}, 3, 6) = '100000'")
    return Family(normalise=number_text("{x}"), checks=(*CHECKS, *unknown))
