"""统一社会信用代码, GB 32100-2015 with its amendment No. 1. The letters I, O, S, V, Z are not used."""

from __future__ import annotations

from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error, region_unknown
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Family

BASIS = "GB 32100-2015"
FIX = "请对照营业执照或登记证书核对代码后重新报送"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CHARSET = "0-9A-HJ-NPQRTUWXY"
#: Registration authority → categories it may register.
CATEGORIES = {
    "1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129", "7": "129", "8": "19", "9": "123",
    "A": "19", "N": "1239", "Y": "1",
}  # fmt: skip
#: The 31 signs as digits of one number system, last character first: weights 3^i, and 34 = 3 modulo 31.
DIGITS = "reverse(translate({x}, 'JKLMNPQRTUWXY', 'IJKLMNOPQRSTU'))"
CHECK_FAILS = (
    f"(try_cast(conv(substr({DIGITS}, 10, 9), 34, 10) AS BIGINT) % 31"
    f" + 29 * (try_cast(conv(substr({DIGITS}, 2, 8), 34, 10) AS BIGINT) % 31)"
    f" + try_cast(conv(substr({DIGITS}, 1, 1), 34, 10) AS BIGINT)) % 31 <> 0"
)
#: GB 11714: weights 2^(8-i) modulo 11, and 35 = 2 modulo 11.
ORG_CHECK_FAILS = (
    "(2 * (try_cast(conv(substr({x}, 9, 8), 35, 10) AS BIGINT) % 11)"
    " + CASE substr({x}, 17, 1) WHEN 'X' THEN 10 ELSE try_cast(substr({x}, 17, 1) AS INT) END) % 11 <> 0"
)


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    pairs = "|".join(f"{authority}[{kinds}]" for authority, kinds in CATEGORIES.items())
    bad_sign = "substr({x}, 17, 1) NOT rlike '[0-9X]'"
    return Family(
        normalise=number_text("{x}"),
        checks=(
            error("LENGTH", "length({x}) <> 18", "统一社会信用代码不是18位", FIX, f"{BASIS} 代码构成", "规范性"),
            error(
                "CHARSET",
                f"NOT {{x}} rlike '^[{CHARSET}]{{18}}$'",
                "代码含有不该出现的字符（如字母I、O、S、V、Z）",
                FIX,
                f"{BASIS} 代码字符集",
                "规范性",
            ),
            error(
                "AUTHORITY",
                f"left({{x}}, 1) NOT IN ({', '.join(map(repr, CATEGORIES))})",
                "代码第1位不是任何登记管理部门的代码",
                FIX,
                f"{BASIS} 登记管理部门代码",
            ),
            error(
                "CATEGORY",
                f"NOT {{x}} rlike '^({pairs})'",
                "代码第2位不是该登记部门的机构类别",
                FIX,
                f"{BASIS} 机构类别代码",
            ),
            error(
                "REGION",
                "NOT substr({x}, 3, 6) rlike '^[0-9]{6}$'",
                "代码第3至8位不是6位区划数字",
                FIX,
                f"{BASIS} 登记管理机关行政区划码",
            ),
            error(
                "ORGCHECK",
                f"{bad_sign} OR {ORG_CHECK_FAILS}",
                "第17位与第9至16位主体标识码不符",
                FIX,
                f"{BASIS} 主体标识码；GB 11714-1997",
            ),
            error("CHECK", CHECK_FAILS, "第18位校验码与前17位不符", FIX, f"{BASIS} 校验码"),
            # 100000 is the whole country: registered by a national authority (GS 15-2006).
            *region_unknown(codes, "substr({x}, 3, 6)", "substr({x}, 3, 6) = '100000'"),
        ),
    )
