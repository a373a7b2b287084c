"""电子证照标识, GB/T 36904-2018: root OID . type 21 . issuer 18 . serial . version 3 . check (MOD 37,36)."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Check, Family
from spark_jobs.elements.uscc import CHARSET

BASIS = "GB/T 36904-2018"
FIX = "请从电子证照系统重新导出该证照标识"
ROOT = "1.2.156.3005.2."
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Type, issuer, serial and version without dots; neither the root nor the check sign counts (GB/T 17710).
BODY = f"replace(substr({{x}}, {len(ROOT) + 1}, length({{x}}) - {len(ROOT) + 1}), '.', '')"
CHECK_FAILS = (
    f"(aggregate(split({BODY}, ''), 36, (p, c) -> CASE WHEN c = '' THEN p ELSE"
    f" (((p + instr('{SIGNS}', c) + 34) % 36 + 1) * 2) % 37 END) + instr('{SIGNS}', right({{x}}, 1)) - 1) % 36 <> 1"
)


def part(number: int) -> str:
    """Segment 1 (type) to 5 (check) after the root."""
    return f"split_part({{x}}, '.', {number + 5})"


CHECKS: tuple[Check, ...] = (
    error(
        "SEGMENTS",
        "length({x}) - length(replace({x}, '.', '')) <> 9",
        "证照标识不是由10段组成",
        "The licence identifier does not have ten segments separated by dots.",
        FIX,
        f"{BASIS} 标识结构",
        Indicator.FORMAT,
    ),
    error(
        "ROOT",
        f"NOT startswith({{x}}, '{ROOT}')",
        f"证照标识不以{ROOT}开头",
        f"The licence identifier does not begin with the root {ROOT}",
        FIX,
        f"{BASIS} 根节点",
        Indicator.FORMAT,
    ),
    error(
        "TYPE",
        f"NOT {part(1)} rlike '^[{CHARSET}]{{18}}[0-9]{{3}}$'",
        "证照类型代码不是21位",
        "Segment 6, the licence type, is not an 18-character credit code and 3 digits.",
        FIX,
        f"{BASIS} 证照类型代码",
        Indicator.FORMAT,
    ),
    error(
        "ISSUER",
        f"NOT {part(2)} rlike '^[{CHARSET}]{{18}}$'",
        "颁发机构代码不是18位统一社会信用代码",
        "Segment 7, the issuer, is not an 18-character credit code.",
        FIX,
        f"{BASIS} 证照颁发机构代码",
        Indicator.FORMAT,
    ),
    error(
        "SERIAL",
        f"NOT {part(3)} rlike '^[0-9A-Z]+$'",
        "流水号含有数字和大写字母以外的字符",
        "Segment 8, the serial number, has a character other than digits and capitals.",
        FIX,
        f"{BASIS} 流水号",
        Indicator.FORMAT,
    ),
    error(
        "VERSION",
        f"NOT {part(4)} rlike '^[0-9]{{3}}$'",
        "版本号不是3位数字",
        "Segment 9, the version, is not 3 digits.",
        FIX,
        f"{BASIS} 版本号",
        Indicator.FORMAT,
    ),
    error(
        "CHECK",
        f"NOT {part(5)} rlike '^[0-9A-Z]$' OR {CHECK_FAILS}",
        "末位校验位与前面各段不符",
        "The last segment is not the ISO 7064 MOD 37,36 check character of segments 6 to 9.",
        FIX,
        f"{BASIS} 校验位；GB/T 17710",
    ),
)


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. Dashes are kept: one inside the serial is an error, not dirt."""
    return Family(normalise=number_text("{x}", dashes=True), checks=CHECKS)
