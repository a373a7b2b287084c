"""Numbers with the precision and the limits of their element."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.model import Element
from spark_jobs.elements import family


def test_money(judge):
    assert judge(
        "money_amount",
        ["1,234.50", "１２００．５元", "¥3", "0", "-0", "-1", "−5", "12,3", "约300", "1.5E3", "9" * 25, None, "-"],
    ) == {
        "1,234.50": ("OK", Decimal("1234.50")),
        "１２００．５元": ("OK", Decimal("1200.50")),
        "¥3": ("OK", Decimal("3.00")),
        "0": ("OK", Decimal("0.00")),
        "-0": ("OK", Decimal("0.00")),
        "-1": ("NEGATIVE", None),
        "−5": ("NEGATIVE", None),
        "12,3": ("FORMAT", None),
        "约300": ("FORMAT", None),
        "1.5E3": ("FORMAT", None),
        "9" * 25: ("TOO_LARGE", None),
        None: (None, None),
        "-": (None, None),
    }


def test_coordinates(judge):
    assert judge("longitude", ["117.123456789", "36.65", "0,200", "东经117度", None]) == {
        "117.123456789": ("OK", Decimal("117.123457")),
        "36.65": ("COORDINATE_BOUNDS", None),
        "0,200": ("COORDINATE_BOUNDS", None),
        "东经117度": ("FORMAT", None),
        None: (None, None),
    }
    assert judge("latitude", ["36.65", "117.1"]) == {
        "36.65": ("OK", Decimal("36.650000")),
        "117.1": ("COORDINATE_BOUNDS", None),
    }


def test_areas_and_sums_in_wan(judge):
    assert judge("area_amount", ["1,200.5平方米", "0", None]) == {
        "1,200.5平方米": ("OK", Decimal("1200.50")),
        "0": ("NOT_POSITIVE", None),
        None: (None, None),
    }
    assert judge("amount_in_wan", ["10.5", "-3"]) == {"10.5": ("OK", Decimal("10.500000")), "-3": ("NEGATIVE", None)}


def test_a_format_without_precision_is_refused():
    element = Element(id="x", label="x", definition="x", basis="x", kind="decimal", format="n8", level=1, mask="none")

    with pytest.raises(ValueError, match="element x: format n8"):
        family(element, {})
