"""The same rules written by hand for Polars, as a good engineer without Yiyuan would: the limit on one machine.

Every list holds (reason, expression that is true where the value is wrong), errors before warnings, as the families do.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bench.rows import COLUMNS, DIVISIONS, first_bits

Rules = list[tuple[str, pl.Expr]]
PROVINCES = ["39"]


def masks(source: Path, target: Path, as_of: date) -> None:
    """Parquet → parquet with `_line` and `_mask0`, streaming."""
    frame = pl.scan_parquet(source)
    bits = [_mask(name, first_bits()[name], as_of) for name in COLUMNS]
    frame.select("_line", pl.sum_horizontal(bits).cast(pl.Int64).alias("_mask0")).sink_parquet(target)


def rules(name: str, as_of: date) -> Rules:
    """The rules of one column."""
    x = pl.col(name)
    match COLUMNS[name]:
        case "resident_id":
            return _resident(x, as_of)
        case "uscc":
            return _uscc(x)
        case "division_code":
            return [
                ("LENGTH", _length(x) != 6),
                ("FORMAT", ~x.str.contains(r"^[1-9][0-9]{5}$")),
                ("REGION_UNKNOWN", _unknown(x)),
            ]
        case "stat_division_12":
            return _place(x)
        case "org_code":
            return _organisation(x)
        case _:
            return _parcel(x)


def _mask(name: str, first: int, as_of: date) -> pl.Expr:
    """The bit of the first rule that fails."""
    found: Any = pl.when(pl.col(name).is_null()).then(0)
    for place, (_, fails) in enumerate(rules(name, as_of)):
        found = found.when(fails).then(1 << (first + place))
    mask: pl.Expr = found.otherwise(0)
    return mask


def _length(x: pl.Expr) -> pl.Expr:
    return x.str.len_chars()


def _unknown(x: pl.Expr) -> pl.Expr:
    return ~x.is_in(list(DIVISIONS))


def _integer(x: pl.Expr, base: int) -> pl.Expr:
    return x.str.to_integer(base=base, strict=False)


def _resident(x: pl.Expr, as_of: date) -> Rules:
    born = pl.concat_str(x.str.slice(6, 4), x.str.slice(10, 2), x.str.slice(12, 2), separator="-")
    last = pl.when(x.str.ends_with("X")).then(10).otherwise(_integer(x.str.slice(17), 10))
    region = x.str.slice(pl.when(x.str.starts_with("9")).then(1).otherwise(0), 2)
    old = date(as_of.year - 120, as_of.month, as_of.day).isoformat()
    return [
        ("LENGTH", ~_length(x).is_in([15, 18])),
        ("FORMAT", ~x.str.contains(r"^([0-9]{15}|[0-9]{17}[0-9X])$")),
        ("REGION", ~region.is_in(PROVINCES) & (x.str.slice(0, 6) != "830000")),
        ("BIRTHDATE", born.str.to_date("%Y-%m-%d", strict=False).is_null()),
        ("BIRTHRANGE", ~born.is_between(pl.lit("1840-01-01"), pl.lit(as_of.isoformat()))),
        ("CHECK", (2 * (_integer(x.str.slice(0, 17), 13) % 11) + last) % 11 != 1),
        ("REGION_UNKNOWN", _unknown(x.str.slice(0, 6)) & ~x.str.starts_with("9")),
        ("AGE", born < old),
        ("FIFTEEN_DIGITS", _length(x) == 15),
    ]


def _uscc(x: pl.Expr) -> Rules:
    organisation = pl.when(x.str.slice(16, 1) == "X").then(10).otherwise(_integer(x.str.slice(16, 1), 10))
    shifted = x.str.replace_many(list("JKLMNPQRTUWXY"), list("IJKLMNOPQRSTU")).str.reverse()
    low, high = _integer(shifted.str.slice(9, 9), 34), _integer(shifted.str.slice(1, 8), 34)
    total = low % 31 + 29 * (high % 31) + _integer(shifted.str.slice(0, 1), 34)
    pairs = "1[1239]|2[19]|3[123459]|4[19]|5[1239]|6[129]|7[129]|8[19]|9[123]|A[19]|N[1239]|Y[1]"
    return [
        ("LENGTH", _length(x) != 18),
        ("CHARSET", ~x.str.contains(r"^[0-9A-HJ-NPQRTUWXY]{18}$")),
        ("AUTHORITY", ~x.str.slice(0, 1).is_in(list("123456789ANY"))),
        ("CATEGORY", ~x.str.contains(f"^({pairs})")),
        ("REGION", ~x.str.slice(2, 6).str.contains(r"^[0-9]{6}$")),
        (
            "ORGCHECK",
            ~x.str.slice(16, 1).str.contains("[0-9X]")
            | ((2 * (_integer(x.str.slice(8, 8), 35) % 11) + organisation) % 11 != 0),
        ),
        ("CHECK", total % 31 != 0),
        ("REGION_UNKNOWN", _unknown(x.str.slice(2, 6)) & (x.str.slice(2, 6) != "100000")),
    ]


def _place(x: pl.Expr) -> Rules:
    prefecture, county, town, village = (x.str.slice(start, n) for start, n in ((2, 2), (4, 2), (6, 3), (9, 3)))
    direct = x.str.slice(0, 4).is_in(["4419", "4420", "4604", "6202"])
    broken = (
        ((prefecture == "00") & (county != "00"))
        | ((town == "000") & (village != "000"))
        | ((county == "00") & (town != "000") & ~direct)
    )
    return [
        ("LENGTH", _length(x) != 12),
        ("FORMAT", ~x.str.contains(r"^[0-9]{12}$")),
        ("PROVINCE", ~x.str.slice(0, 2).is_in(PROVINCES)),
        ("HIERARCHY", broken),
        ("TOWN", town > "599"),
        ("VILLAGE", village > "599"),
    ]


def _organisation(x: pl.Expr) -> Rules:
    body = _integer(x.str.slice(0, 8).str.replace_all("Z", "2", literal=True), 35)
    last = pl.when(x.str.ends_with("X")).then(10).otherwise(_integer(x.str.tail(1), 10))
    return [
        ("LENGTH", _length(x) != 9),
        ("FORMAT", ~x.str.contains(r"^[0-9A-Z]{8}[0-9X]$")),
        ("CHECK", (2 * (body % 11) + last) % 11 != 0),
    ]


def _parcel(x: pl.Expr) -> Rules:
    return [
        ("LENGTH", _length(x) != 19),
        ("FORMAT", ~x.str.contains(r"^[0-9]{12}[GJZ][A-FGHLNSWXY][0-9]{5}$")),
        ("OWNERSHIP", x.str.slice(12, 2).str.contains("[GZ][AC]|[JZ][GH]")),
    ]
