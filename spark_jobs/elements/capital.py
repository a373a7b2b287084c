"""注册资金 as registries write it: `2,500(万元人民币)`, `300(万)`, `15.8万人民币`, `80(万元美元)`, `1000` → amount.

The unit is inside the text; a bare number is yuan. The currency of the same text is kind `capital_currency`.
"""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error, listed, required
from spark_jobs.elements.cleaning import FULL, HALF, INVISIBLE, PLACEHOLDER, mapped, without
from spark_jobs.elements.code import texts
from spark_jobs.elements.family import Family

BASIS = "GB/T 36104-2018 注册资本；GB/T 12406 货币代码"
FIX = "请按“数字（万元币种）”填写，例如 300(万元人民币)"
AMOUNT = "([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?"
#: Amount and unit at the head of the text; the currency follows.
HEAD = f"^{AMOUNT}[亿万]?"
#: Ten places: a whole 元 said in 亿 needs eight.
NUMBER = "try_cast(regexp_replace({x}, '[^0-9.]', '') AS DECIMAL(28,10))"
UNIT = "cast(CASE WHEN {x} LIKE '%亿%' THEN 100000000 WHEN {x} LIKE '%万%' THEN 10000 ELSE 1 END AS DECIMAL(9,0))"
VALUE = f"try_cast({NUMBER} * {UNIT} AS DECIMAL(20,2))"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. `value` is DECIMAL(20,2) in whole units (元) of its own currency."""
    names = sorted(currencies(required(codes, "capital")))
    unknown = f"{tail('{x}')} NOT IN ({listed(names)})"
    return Family(
        normalise=amount_text("{x}"),
        checks=(
            error(
                "FORMAT",
                f"NOT {{x}} rlike '{HEAD}[^0-9]*$'",
                "注册资金不是“数字加单位币种”的写法",
                "The text is not an amount followed by its unit and currency.",
                FIX,
                BASIS,
                Indicator.FORMAT,
            ),
            error(
                "CURRENCY",
                unknown,
                "注册资金的币种无法识别",
                "The words after the amount name no currency of the list.",
                FIX,
                BASIS,
                Indicator.REFERENCE_LIST,
            ),
            error(
                "TOO_LARGE",
                f"{VALUE} IS NULL",
                "注册资金的位数超过规定长度",
                "The amount in whole units does not fit n..20,2.",
                "请核对金额和单位（元、万元）",
                BASIS,
                Indicator.LENGTH,
            ),
        ),
        value=VALUE,
        type="DECIMAL(20,2)",
    )


def amount_text(x: str) -> str:
    """The text without spaces, parentheses and currency sign: 2,500万元人民币."""
    return without(mapped(mapped(x, FULL, HALF, INVISIBLE), "", "", "()¥￥"), f"(?i){PLACEHOLDER}")


def tail(x: str) -> str:
    """What stands after amount and unit: the name of the currency, or nothing."""
    return f"upper(regexp_replace({x}, '{HEAD}', ''))"


def currencies(codes: CodeList) -> dict[str, str]:
    """Every way to name a currency after an amount → its code. None named is yuan; 万元美元 says 元 once too often."""
    named = texts(codes)
    return {"": "CNY", "元": "CNY"} | named | {f"元{name}": code for name, code in named.items()}
