"""Legal entities: enterprises (USCC 9…), social organisations (5…) and public institutions (1…)."""

from __future__ import annotations

import numpy as np
import polars as pl

from city.draw import Ints, floats, ints, texts, weighted
from city.identifiers import entity_usccs
from city.months import Month, dates, day
from city.names import people as people_names
from city.names import trade_names, trade_texts, trades
from city.offices import NAMES
from city.places import CITY, COUNTIES, COUNTY_NAMES

_SCOPES = (
    "{}，依法须经批准的项目，经相关部门批准后方可开展经营活动",
    "一般项目：{}、技术咨询、技术服务",
    "{},零售;批发",
    "{}（凭“许可证”经营）；货物进出口",
    "许可项目：{}。\n一般项目：销售代理",
)
_SECTORS = (
    ("教育", "第{}小学", "实施小学义务教育"),
    ("卫健", "第{}人民医院", "提供医疗与护理服务"),
    ("民政", "第{}福利院", "收养救助与康复"),
)


def enterprises(seed: int, base: int, addresses: pl.DataFrame, month: Month) -> pl.DataFrame:
    """企业登记 with the columns of the real register; a hundredth of the first month's number is new each month."""
    count = base + -(-base // 100) * month.number
    kind = weighted(seed, "enterprise.kind", count, (70, 25, 5))
    at = _addresses(seed, "enterprise", addresses, count)
    county = addresses["_county"].gather(at).to_numpy()
    trade = trades(seed, "enterprise.trade", count)
    name = CITY + texts(COUNTY_NAMES, county).set(pl.Series(kind == 0), "") + trade_names(seed, "enterprise", count)
    tail = texts(("有限公司", "经营部", "农民专业合作社"), kind)
    category = texts(("有限责任公司(自然人投资或控股)", "个体工商户", "农民专业合作社"), kind)
    scope = [_SCOPES[place % 5].format(text) for place, text in enumerate(trade_texts(trade).to_list())]
    return pl.DataFrame(
        {
            "_entity": np.arange(count),
            "name": name + trade_texts(trade) + tail,
            "uscc": entity_usccs(texts(("91", "92", "93"), kind), np.array(COUNTIES)[county], "MA", np.arange(count)),
            "registered_on": _founded(seed, "enterprise", base, count, month).dt.strftime("%Y-%m-%d"),
            "business_category": _not_told(seed, "enterprise.category", category, 0.4),
            "legal_representative": _not_told(
                seed, "enterprise.head", people_names(seed, "enterprise.head", count), 0.1
            ),
            "capital": _capitals(seed, count, kind),
            "business_scope": pl.Series(scope, dtype=pl.String),
            "province": ["云海"] * count,
            "city": ["云州"] * count,
            "address": addresses["text"].gather(at),
        },
        schema_overrides={"province": pl.String, "city": pl.String},
    )


def social_organisations(seed: int, base: int, addresses: pl.DataFrame, month: Month) -> pl.DataFrame:
    """社会组织登记: associations, private non-enterprise units and foundations. Dates and amounts are typed cells."""
    count = base + month.number * (base > 0)
    kind = weighted(seed, "social.kind", count, (45, 50, 5))
    at = _addresses(seed, "social", addresses, count)
    regions = np.array(COUNTIES)[addresses["_county"].gather(at).to_numpy()]
    trade = trade_texts(trades(seed, "social.trade", count))
    status = weighted(seed, "social.status", count, (96, 3, 1))
    return pl.DataFrame(
        {
            "_entity": np.arange(count),
            "uscc": entity_usccs(texts(("51", "52", "53"), kind), regions, "MJ", np.arange(count)),
            "name": CITY + trade_names(seed, "social", count) + trade + texts(("协会", "服务中心", "公益基金会"), kind),
            "business_category": texts(("社会团体", "民办非企业单位", "基金会"), kind),
            "legal_representative": people_names(seed, "social.head", count),
            "capital": np.round(3 + floats(seed, "social.capital", count) * np.array([20, 50, 400])[kind], 2),
            "registered_on": _founded(seed, "social", base, count, month),
            "registrar": pl.Series([NAMES["民政"][0]] * count, dtype=pl.String),
            "address": addresses["text"].gather(at),
            "division": pl.Series(regions).cast(pl.String),
            "status": texts(("正常", "注销", "撤销"), status),
        }
    )


def public_institutions(seed: int, base: int, addresses: pl.DataFrame, month: Month) -> pl.DataFrame:
    """事业单位登记: schools, hospitals, welfare homes. Their number does not change within the demo."""
    at = _addresses(seed, "institution", addresses, base)
    regions = np.array(COUNTIES)[addresses["_county"].gather(at).to_numpy()]
    sector = [_SECTORS[place % 3] for place in range(base)]
    founded = ints(seed, "institution.founded", base, day(1985, 1, 1), day(2019, 12, 31))
    renewed = ints(seed, "institution.renewed", base, day(2023, 1, 1), day(2026, 9, 30))
    return pl.DataFrame(
        {
            "_entity": np.arange(base),
            "uscc": entity_usccs(texts(("12",), np.zeros(base, np.int64)), regions, "MB", np.arange(base)),
            "name": [CITY + name.format(place // 3 + 1) for place, (_, name, _) in enumerate(sector)],
            "legal_representative": people_names(seed, "institution.head", base),
            "capital": [f"{value:.2f}" for value in (50 + 5000 * floats(seed, "institution.capital", base)).tolist()],
            "business_scope": [f"{scope}，开展相关业务培训" for _, _, scope in sector],
            "address": addresses["text"].gather(at),
            "sponsor": [NAMES[office][0] for office, _, _ in sector],
            "registrar": [NAMES["编办"][0]] * base,
            "valid_from": _chinese(renewed),
            "valid_to": _chinese(renewed + 5 * 365),
            "status": ["正常"] * base,
            "registered_on": _chinese(founded),
        },
        schema_overrides=dict.fromkeys(
            ("name", "capital", "business_scope", "sponsor", "registrar", "status"), pl.String
        ),
    )


def _addresses(seed: int, name: str, addresses: pl.DataFrame, count: int) -> pl.Series:
    return pl.Series(ints(seed, f"{name}.address", count, 0, len(addresses) - 1))


def _founded(seed: int, name: str, base: int, count: int, month: Month) -> pl.Series:
    """Any day of thirty years for those of the first month; the month itself for those that came later."""
    days = ints(seed, f"{name}.founded", count, day(1996, 1, 1), day(2026, 9, 30))
    each = (count - base) // month.number if month.number else 0
    days[base:] = np.repeat(month.days_since_first()[1:], each) + days[base:] % 28
    return dates(days)


def _not_told(seed: int, name: str, values: pl.Series, share: float) -> pl.Series:
    """The register writes N/A where it does not tell."""
    return values.set(pl.Series(floats(seed, f"{name}.not_told", len(values)) < share), "N/A")


def _capitals(seed: int, count: int, kind: Ints) -> pl.Series:
    """Registered capital in the spellings found in the published register."""
    thousands = ints(seed, "enterprise.capital", count, 1, 400) * ints(seed, "enterprise.tens", count, 1, 30) * 10
    style = np.where(kind == 1, 5, weighted(seed, "enterprise.spelling", count, (40, 25, 10, 5, 5, 10)))
    return pl.Series([_capital(int(n), int(s)) for n, s in zip(thousands, style, strict=True)], dtype=pl.String)


def _capital(wan: int, style: int) -> str:
    spellings = (
        f"{wan:,}(万元人民币)",
        f"{wan}(万)",
        f"{wan / 10:.4f}(万元人民币)",
        f"{wan:,}(万元美元)",
        f"{wan:,}(万元)",
    )
    return spellings[style] if style < len(spellings) else "N/A"


def _chinese(days: Ints) -> pl.Series:
    """Dates as offices write them: 2024年3月15日."""
    return dates(days).dt.strftime("%Y年%-m月%-d日")
