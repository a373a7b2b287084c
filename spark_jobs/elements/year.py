"""A calendar year, GB/T 7408.1-2023: four digits, with or without 年."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.date import BASIS
from spark_jobs.elements.family import Family

FIX = "请填写四位数年份"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. `value` is an INT."""
    return Family(
        normalise=f"regexp_replace({number_text('{x}')}, '年$', '')",
        checks=(
            error(
                "FORMAT",
                "NOT {x} rlike '^[0-9]{4}$'",
                "年份不是四位数字",
                "The year is not four digits.",
                FIX,
                BASIS,
                Indicator.FORMAT,
            ),
            error(
                "DATERANGE",
                "{x} NOT BETWEEN '1840' AND '2200'",
                "年份不合常理",
                "The year is not within 1840 to 2200.",
                FIX,
                BASIS,
            ),
        ),
        value="try_cast({x} AS INT)",
        type="INT",
    )
