"""注册资金 in every shape seen in the real register, and of that register itself where it is at hand."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

REGISTER = Path(__file__).parents[4] / "shared" / "real" / "enterprise_register"
SHAPES = {
    "50(万元人民币)": ("500000.00", "CNY"),
    "2,500(万元人民币)": ("25000000.00", "CNY"),
    "505(万元)": ("5050000.00", "CNY"),
    "300(万)": ("3000000.00", "CNY"),
    "10,000(万)": ("100000000.00", "CNY"),
    "51.8000(万元人民币)": ("518000.00", "CNY"),
    "196,760.8857(万元)": ("1967608857.00", "CNY"),
    "13(万美元)": ("130000.00", "USD"),
    "80(万元美元)": ("800000.00", "USD"),
    "1,294.7529(万美元)": ("12947529.00", "USD"),
    "5万人民币": ("50000.00", "CNY"),
    "0.001万人民币": ("10.00", "CNY"),
    "66万元人民币": ("660000.00", "CNY"),
    "3万人民币元": ("30000.00", "CNY"),
    "50万元": ("500000.00", "CNY"),
    "594.9843万美元": ("5949843.00", "USD"),
    "6,000(万香港元)": ("60000000.00", "HKD"),
    "91.4000(万澳大利亚元)": ("914000.00", "AUD"),
    "2,520(万欧元)": ("25200000.00", "EUR"),
    "750(万日元)": ("7500000.00", "JPY"),
    "1000": ("1000.00", "CNY"),
    "1000元": ("1000.00", "CNY"),
    "1.5亿元": ("150000000.00", "CNY"),
    "0.12345678亿元": ("12345678.00", "CNY"),
    "３００（万元）": ("3000000.00", "CNY"),
    " 300 ( 万元 ) ": ("3000000.00", "CNY"),
}
WRONG = {
    "300(万贝壳)": "CURRENCY",
    "三百万": "FORMAT",
    "12,34(万)": "FORMAT",
    "一般经营项目：销售五金，2012年12月9日": "FORMAT",
    "-5(万)": "FORMAT",
    "1234567890123456789012(万)": "TOO_LARGE",
}
MISSING = [None, "", "N/A", "/", "无"]


def test_amounts(judge):
    assert judge("capital_amount", [*SHAPES, *WRONG, *MISSING]) == {
        **{raw: ("OK", Decimal(amount)) for raw, (amount, _) in SHAPES.items()},
        **{raw: (reason, None) for raw, reason in WRONG.items()},
        **dict.fromkeys(MISSING, (None, None)),
    }


def test_currencies(judge):
    found = judge("capital_currency", [*SHAPES, "300(万贝壳)", "三百万", *MISSING])

    assert found == {
        **{raw: ("OK", currency) for raw, (_, currency) in SHAPES.items()},
        "300(万贝壳)": ("CURRENCY", None),
        **dict.fromkeys(("三百万", *MISSING), (None, None)),
    }


@pytest.mark.skipif(not REGISTER.is_dir(), reason="the real register is not part of the project; it lies beside it")
@pytest.mark.parametrize("name", ["2002_tibet.csv", "2001_2003_heilongjiang.masked.csv"])
def test_every_readable_text_of_the_real_register(judge, name):
    with (REGISTER / name).open(
        encoding="utf-8-sig", errors="strict" if "tibet" in name else "replace", newline=""
    ) as f:
        sent = sorted({row["注册资金"] or "" for row in csv.DictReader(f) if row["所在省份"] in ("西藏", "黑龙江")})

    outcomes = {outcome for outcome, _ in judge("capital_amount", sent).values()}

    assert len(sent) > 20
    assert outcomes == {"OK", None}
