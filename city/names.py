"""Names of people and of enterprises, by the frequency of their characters. Nobody real is meant."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from city.draw import Flags, Ints, floats, texts, weighted

_DATA = Path(__file__).parent / "data"
_TRADES = ("电子科技", "建筑工程", "商贸", "食品", "物流", "餐饮管理", "机械设备", "信息技术", "农业开发", "文化传媒")
_UYGUR_FIRST = ("艾力", "买买提", "阿依古丽", "古丽娜尔", "吐尔逊", "热依汗")
_UYGUR_LAST = ("吾买尔", "玉素甫", "阿布都拉", "艾合买提", "司马义")


@cache
def _table(name: str) -> pl.DataFrame:
    return pl.read_csv(_DATA / f"{name}.csv", infer_schema_length=None)


def surnames(seed: int, name: str, count: int) -> pl.Series:
    """Surnames in the proportion they are borne."""
    table = _table("surnames")
    return texts(table["surname"].to_list(), weighted(seed, name, count, table["count"].to_list()))


def given_names(seed: int, name: str, male: Flags) -> pl.Series:
    """Given names of one or two characters, in the proportion of the sex."""
    table = _table("given_characters")
    characters, count = table["character"].to_list(), len(male)
    parts = []
    for part in ("first", "second"):
        hers = weighted(seed, f"{name}.{part}.female", count, table["female"].to_list())
        his = weighted(seed, f"{name}.{part}.male", count, table["male"].to_list())
        parts.append(texts(characters, np.where(male, his, hers)))
    single = pl.Series(floats(seed, f"{name}.single", count) < 0.15)
    return parts[0] + parts[1].set(single, "")


def people(seed: int, name: str, count: int) -> pl.Series:
    """Full names of any people, such as legal representatives."""
    male = floats(seed, f"{name}.male", count) < 0.6
    return surnames(seed, f"{name}.surname", count) + given_names(seed, f"{name}.given", male)


def uygur_names(seed: int, name: str, count: int) -> pl.Series:
    """Names with the separator U+00B7."""
    first = weighted(seed, f"{name}.first", count, [1.0] * len(_UYGUR_FIRST))
    last = weighted(seed, f"{name}.last", count, [1.0] * len(_UYGUR_LAST))
    return texts(_UYGUR_FIRST, first) + "·" + texts(_UYGUR_LAST, last)


def trade_names(seed: int, name: str, count: int) -> pl.Series:
    """字号 of two or three characters."""
    table = _table("company_characters")
    characters, weights = table["character"].to_list(), table["count"].to_list()
    parts = [texts(characters, weighted(seed, f"{name}.{part}", count, weights)) for part in range(3)]
    short = pl.Series(floats(seed, f"{name}.short", count) < 0.6)
    return parts[0] + parts[1] + parts[2].set(short, "")


def trades(seed: int, name: str, count: int) -> Ints:
    """Places in the list of trades."""
    return weighted(seed, name, count, [1.0] * len(_TRADES))


def trade_texts(places: Ints) -> pl.Series:
    """The trades' words in an enterprise's name."""
    return texts(_TRADES, places)
