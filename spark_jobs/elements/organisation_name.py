"""机构名称: trimmed, full-width parentheses, the separator · as in registered names; 2 to 200 characters."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error, garbled, private_use, too_long
from spark_jobs.elements.cleaning import words
from spark_jobs.elements.family import Family


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    return Family(
        normalise=words("{x}", source="()•‧・", target="（）···"),
        checks=(
            garbled(),
            too_long(element.max_length or 200),
            error(
                "FORMAT",
                "length({x}) < 2 OR NOT {x} rlike '[^0-9.,，。 -]'",
                "机构名称只有一个字或全是数字",
                "The organisation name is a single character, or has nothing but digits and punctuation.",
                "请对照登记证书核对机构名称",
                "GB/T 36104-2018 机构名称",
                Indicator.FORMAT,
            ),
            private_use(),
        ),
    )
