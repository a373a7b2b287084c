"""A month, GB/T 7408.1-2023: yyyy-MM, yyyyMM or yyyy年M月 → the text yyyy-MM."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import without
from spark_jobs.elements.date import BASIS, NOTHING, Steps, punctuated, replaced
from spark_jobs.elements.family import Family

STEPS: Steps = (("([0-9])-$", "$1"), ("^([0-9]{4})([0-9]{2})$", "$1-$2"), ("-([0-9])$", "-0$1"))
FIX = "请按“年-月”填写，例如2026-10"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    return Family(
        normalise=without(replaced(punctuated("{x}"), STEPS), NOTHING),
        checks=(
            error(
                "FORMAT",
                "NOT {x} rlike '^[0-9]{4}-[0-9]{2}$'",
                "月份格式无法识别",
                "The text is not a year and a month.",
                FIX,
                BASIS,
                Indicator.FORMAT,
            ),
            error(
                "CALENDAR",
                "substr({x}, 6, 2) NOT BETWEEN '01' AND '12'",
                "月份不在1至12之间",
                "The month is not 01 to 12.",
                FIX,
                BASIS,
            ),
        ),
    )
