"""新代码 of a division that changed: codes joined by `;`, each with the year in brackets where it differs."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Family

# The two engines disagree on how a bracket is written inside a character class: parentheses stand in for it.
ONE = "[0-9]{6}([(][0-9]{4}[)])?"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    fails = f"NOT translate({{x}}, '[]', '()') rlike '^{ONE}(;{ONE})*$'"
    fix = "请按“新代码;新代码”填写，每个代码6位"
    return Family(
        normalise=number_text("{x}"),
        checks=(
            error(
                "FORMAT",
                fails,
                "新代码不是用分号隔开的6位代码",
                "The text is not 6-digit division codes, each with an optional year in brackets, joined by semicolons.",
                fix,
                "GB/T 2260 区划变更",
                Indicator.FORMAT,
            ),
        ),
    )
