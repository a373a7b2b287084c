"""The rows that the rule engines compete on: six official numbers, some of them spoilt in ways clerks spoil them."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from catalog.model import Code, CodeList, Element
from city.identifiers import org_codes, resident_bodies, resident_ids, usccs
from spark_jobs.elements import family
from spark_jobs.elements.family import Family

#: Column → kind of its element.
COLUMNS = {
    "person": "resident_id",
    "entity": "uscc",
    "division": "division_code",
    "place": "stat_division_12",
    "organisation": "org_code",
    "parcel": "parcel_19",
}
DIVISIONS = ("390102", "390103", "390104", "390105", "390121", "390181")
#: One value in so many is missing, and one in so many is spoilt.
MISSING, SPOILT = 97, 41


@cache
def families() -> dict[str, Family]:
    """The compiled rules of every column, in order of bits."""
    codes = CodeList(
        id="division",
        label="区划",
        standard="GB/T 2260",
        version="bench",
        origin="bench",
        codes=tuple(Code(code=code, name=code) for code in DIVISIONS),
    )
    return {name: family(_element(kind), {"division": codes}) for name, kind in COLUMNS.items()}


def _element(kind: str) -> Element:
    listed = kind in ("resident_id", "uscc", "division_code", "stat_division_12")
    text = {"label": kind, "definition": kind, "basis": kind, "format": "an", "mask": "none", "level": 3}
    return Element(id=kind, kind=kind, code_list="division" if listed else None, **text)


def first_bits() -> dict[str, int]:
    """Column → number of its first bit."""
    bits, start = {}, 0
    for name, rules in families().items():
        bits[name], start = start, start + len(rules.checks)
    return bits


def sample(count: int, seed: int = 1) -> pl.DataFrame:
    """`_line` and one text column per kind; the same for the same count and seed."""
    draw, line = np.random.default_rng(seed), np.arange(1, count + 1)
    region = np.array([int(code) for code in DIVISIONS])[draw.integers(0, len(DIVISIONS), count)]
    births = pl.Series(draw.integers(-20_000, 20_000, count)).cast(pl.Int32).cast(pl.Date)
    numbers = pl.Series(line)
    body = "MA" + (numbers % 1_000_000).cast(pl.String).str.zfill(6)
    texts = {
        "person": resident_ids(resident_bodies(region, births, draw.integers(0, 1000, count))),
        "entity": usccs("91" + pl.Series(region).cast(pl.String) + org_codes(body)),
        "division": pl.Series(region).cast(pl.String),
        "place": pl.Series(
            region * 1_000_000 + draw.integers(1, 600, count) * 1000 + draw.integers(1, 600, count)
        ).cast(pl.String),
        "organisation": org_codes(body),
        "parcel": pl.Series(region).cast(pl.String) + "001001GB" + (numbers % 100_000).cast(pl.String).str.zfill(5),
    }
    frame = pl.DataFrame({"_line": numbers, **texts})
    return frame.with_columns(_spoilt(name, salt) for salt, name in enumerate(COLUMNS))


def _spoilt(name: str, salt: int) -> pl.Expr:
    """Cut off, a letter for a digit, two neighbours swapped, another province, or a wrong last character."""
    text, turn = pl.col(name), (pl.col("_line") + 7 * salt) // SPOILT % 5
    wrong = (
        pl.when(turn == 0).then(text.str.slice(0, text.str.len_chars() - 1))
        .when(turn == 1).then(text.str.slice(0, 5) + "I" + text.str.slice(6))
        .when(turn == 2).then(text.str.slice(0, 8) + text.str.slice(9, 1) + text.str.slice(8, 1) + text.str.slice(10))
        .when(turn == 3).then("0" + text.str.slice(1))
        .otherwise(text.str.slice(0, text.str.len_chars() - 1) + "7")
    )  # fmt: skip
    spoilt = (pl.col("_line") + 7 * salt) % SPOILT == 0
    missing = (pl.col("_line") + 11 * salt) % MISSING == 0
    return pl.when(missing).then(None).when(spoilt).then(wrong).otherwise(text).alias(name)
