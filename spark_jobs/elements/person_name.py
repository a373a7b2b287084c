"""姓名: 2 to 50 characters (code points), no digits. The separator of minority and foreign names is · (U+00B7)."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error, garbled, private_use
from spark_jobs.elements.cleaning import words
from spark_jobs.elements.family import Family

#: Bullets, katakana dots and full stops that systems type for the separator: •‧・･.．∙⋅
SEPARATORS = "\u2022\u2027\u30fb\uff65.\uff0e\u2219\u22c5"
FIX = "请对照身份证件核对姓名"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. Spaces stay only between Latin letters: 张　三 is one name."""
    clean = words("{x}", source=SEPARATORS, target="·" * len(SEPARATORS))
    return Family(
        normalise=f"regexp_replace({clean}, '([^A-Za-z·]) +', '$1')",
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
                "{x} rlike '[0-9*?#@_=]'",
                "姓名中含有数字或符号",
                "The name holds a digit or a symbol.",
                FIX,
                "GB 18030-2022",
                Indicator.FORMAT,
            ),
            private_use(),
        ),
    )
