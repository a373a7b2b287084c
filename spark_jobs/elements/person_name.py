"""姓名: 2 to 50 characters (code points), no digits. The separator of minority and foreign names is · (U+00B7)."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error, garbled, private_use
from spark_jobs.elements.cleaning import quoted, words
from spark_jobs.elements.family import Family

#: Bullets, katakana dots and full stops that systems type for the separator: •‧・･.．∙⋅
SEPARATORS = "\u2022\u2027\u30fb\uff65.\uff0e\u2219\u22c5"
#: A Chinese character of any plane, 〇, or a private-use sign that stands for one.
HAN = f"〇㐀-䶿一-鿿豈-\ufaff𠀀-\U0003134a{chr(0xE000)}-{chr(0xF8FF)}"
#: Signs that mask or replace a character, in either width.
SIGNS = "0-9*?#@_=＊？＃＠＿＝"
FIX = "请对照身份证件核对姓名"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. Spaces beside a Chinese character go (张　三), in foreign names they stay."""
    clean = words("{x}", source=SEPARATORS, target="·" * len(SEPARATORS))
    before = f"regexp_replace({clean}, {quoted(f'([{HAN}]) +')}, '$1')"
    return Family(
        normalise=f"regexp_replace({before}, {quoted(f' +([{HAN}])')}, '$1')",
        checks=(
            garbled(),
            error(
                "LENGTH",
                "length({x}) NOT BETWEEN 2 AND 50",
                "姓名少于2个字或多于50个字",
                "The name has fewer than 2 or more than 50 characters.",
                FIX,
                "GB 18030-2022",
                Indicator.LENGTH,
            ),
            error(
                "FORMAT",
                f"{{x}} rlike '[{SIGNS}]'",
                "姓名中含有数字或符号",
                "The name holds a digit or a symbol.",
                FIX,
                "GB 18030-2022",
                Indicator.FORMAT,
            ),
            private_use(),
        ),
    )
