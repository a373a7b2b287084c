"""不动产单元代码, GB/T 37346-2019: parcel code 19, fixture letter, unit 8. No check digit."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Family
from spark_jobs.elements.parcel_19 import BASIS, FEATURE, FIX, OWNERSHIP, length

#: Right on the land (2nd feature letter) with the fixtures it may carry; W and Y leave it open.
COMBINATIONS = "AW|[BCSX][WFQ]|[DFN]W|[EL][WLQ]|[GH][WFLQ]|[WY][WFLQ]"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK."""
    fails = f"NOT {{x}} rlike '^[0-9]{{12}}{FEATURE}[0-9]{{5}}[FLQW][0-9]{{8}}$'"
    combination = f"NOT concat(substr({{x}}, 14, 1), substr({{x}}, 20, 1)) rlike '^({COMBINATIONS})$'"
    return Family(
        normalise=number_text("{x}"),
        checks=(
            length(28, "不动产单元代码"),
            error(
                "FORMAT",
                fails,
                "不动产单元代码各段的字符不符合规定",
                "The real-estate unit code is not 12 digits, 2 feature letters, 5 digits, a fixture letter, 8 digits.",
                FIX,
                f"{BASIS} 代码结构",
                Indicator.FORMAT,
            ),
            OWNERSHIP,
            error(
                "COMBO",
                combination,
                "宗地特征码与定着物特征码不能这样组合",
                "The fixture letter (position 20) may not go with this feature letter of the parcel (position 14).",
                FIX,
                f"{BASIS} 定着物特征码",
                Indicator.LOGIC_IN_TABLE,
            ),
            error(
                "UNIT",
                "(substr({x}, 20, 1) = 'W') <> (right({x}, 8) = '00000000')",
                "定着物单元号与有无定着物不一致",
                "Fixture letter W (none) must go with unit number 00000000, and no other letter may.",
                FIX,
                f"{BASIS} 定着物单元号",
                Indicator.LOGIC_IN_TABLE,
            ),
        ),
    )
