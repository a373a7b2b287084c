"""Masks 脱敏: what is left of a value for somebody who may not see it whole, as SQL.

The patterns use only what Java, Rust and Python regular expressions read alike, and no backslash, so that they can
stand in a SQL literal as they are.
"""

from __future__ import annotations

from typing import assert_never

from catalog.model import Mask

DIGIT = "[0-9０-９〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖①②③④⑤⑥⑦⑧⑨⓪]"
#: What people put between the digits of a number: blanks (also a line break), dots, dashes.
GAP = "[ \t\r\n\u00a0\u2009\u200b\u3000.．·•_－—–‐‑−-]{0,3}"


#: And between the groups of a mobile number alone: such signs stand between the parts of dates and amounts as well.
WIDE_GAP = "[ \t\u3000.．·_－—–−、,，/／:：(（)）|*＊-]{0,3}"


def _digits(count: str) -> str:
    return f"(?:{GAP}{DIGIT}){{{count}}}"


#: A citizen number of 15 or 18 places: unbroken, or with gaps where its birth date is one.
CERTIFICATE = "|".join(
    (
        f"{DIGIT}{{17}}[0-9０-９XxＸｘ]",
        f"{DIGIT}{_digits('5')}{GAP}[12１２一二]{GAP}[089０８９〇零八九]{_digits('2')}{GAP}[01０１〇零一幺]{_digits('1')}"
        f"{GAP}[0-3０-３〇零一二三幺]{_digits('4')}{GAP}[0-9０-９XxＸｘ]",
        f"{DIGIT}{_digits('7')}{GAP}[01０１〇零一幺]{_digits('1')}{GAP}[0-3０-３〇零一二三幺]{_digits('4')}",
        f"{DIGIT}{{15}}",
    )
)
#: Mobile, area code with landline (brackets, extension), 400/800, and a landline of 7 or 8 digits without its area
#: code. The last must not begin like a year, or every date written 20261005 would go.
COUNTRY = f"(?:(?:[+＋]|00|００)?{GAP}(?:86|８６){GAP})?"
ONE, NETWORK = "[1１一幺壹①]", "[3-9３-９三四五六七八九叁肆伍陆柒捌玖③④⑤⑥⑦⑧⑨]"
TELEPHONE = "|".join(
    (
        f"{COUNTRY}{ONE}{GAP}{NETWORK}{_digits('9')}",
        f"{COUNTRY}{ONE}{NETWORK}{DIGIT}{WIDE_GAP}{DIGIT}{{4}}{WIDE_GAP}{DIGIT}{{4}}",
        f"[(（]?[0０〇零]{_digits('2,3')}{GAP}[)）]?{GAP}{DIGIT}{_digits('6,7')}(?:{GAP}(?:转|分机){GAP}{DIGIT}{{1,6}})?",
        f"[48４８四八]{GAP}[0０〇零]{GAP}[0０〇零]{_digits('7')}",
        "(?:[2２][1-9１-９]|[3-8３-８][0-9０-９])[0-9０-９]{1,2}[ －-]?[0-9０-９]{4}",
    )
)
#: Up to the county or district. A 小区, 社区 or 园区 is not one, and no level reaches across a number or a road.
_LEVEL = "[^0-9０-９ 　,，号村街巷弄路道]"
COUNTY = (
    f"^((?:{_LEVEL}{{2,9}}?(?:省|自治区))?(?:{_LEVEL}{{2,10}}?(?:自治州|地区|盟|市))?"
    f"(?:[^0-9０-９ 　,，号村街巷弄]{{1,10}}?(?:自治县|自治旗|县|旗|市|[^小社园]区)))"
)
HIDDEN_CERTIFICATE, HIDDEN_TELEPHONE = "[证件号]", "[电话]"


def mask_sql(mask: Mask, column: str) -> str:
    """SQL text of a masked STRING column or expression; `hide` keeps the type of any other. NULL stays NULL."""
    match mask:
        case "none":
            return column
        case "identifier":
            return _ends_sql(column, 4, 4, 12)
        case "phone":
            return _ends_sql(column, 3, 4, 11)
        case "name":
            return f"concat(substr({column}, 1, 1), '*')"
        case "address":
            county = f"regexp_extract({column}, '{COUNTY}', 1)"
            return f"concat(CASE WHEN {county} <> '' THEN {county} ELSE substr({column}, 1, 6) END, '***')"
        case "scrub":
            certificates = f"regexp_replace({column}, '{CERTIFICATE}', '{HIDDEN_CERTIFICATE}')"
            return f"regexp_replace({certificates}, '{TELEPHONE}', '{HIDDEN_TELEPHONE}')"
        case "hide":
            # Not a bare NULL, which would have no type.
            return f"CASE WHEN FALSE THEN {column} END"
        case _:
            assert_never(mask)


def _ends_sql(column: str, head: int, tail: int, least: int) -> str:
    """Both ends with stars between; a value shorter than `least` would be given away by them and is starred whole."""
    stars = f"repeat('*', length({column}) - {head + tail})"
    ends = f"concat(substr({column}, 1, {head}), {stars}, substr({column}, length({column}) - {tail - 1}))"
    return f"CASE WHEN length({column}) >= {least} THEN {ends} ELSE repeat('*', length({column})) END"
