"""电子证照 held by people and by legal entities, with identifiers by GB/T 36904."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from city.draw import Ints, floats, ints, texts
from city.identifiers import licence_ids
from city.months import Month, dates, day
from city.offices import MINISTRY_USCC, NAMES, PROVINCE_USCC


@dataclass(frozen=True)
class Kind:
    """A type of licence: who defines and who issues it, and for how many years (None: 长期)."""

    code: str
    name: str
    word: str
    issuer: str
    years: int | None


PERSONAL = (
    Kind(PROVINCE_USCC + "011", "机动车驾驶证", "驾", "公安", 6),
    Kind(PROVINCE_USCC + "012", "护士执业证书", "护", "卫健", 5),
    Kind(PROVINCE_USCC + "013", "专业技术资格证书", "资", "人社", None),
    Kind(MINISTRY_USCC + "011", "二级建造师注册证书", "建", "住建", 3),
)
CORPORATE = (
    Kind(PROVINCE_USCC + "021", "营业执照", "照", "市监", None),
    Kind(PROVINCE_USCC + "022", "食品经营许可证", "食", "市监", 5),
    Kind(PROVINCE_USCC + "023", "道路运输经营许可证", "运", "交通", 4),
    Kind(MINISTRY_USCC + "032", "建筑业企业资质证书", "质", "住建", 5),
)


@dataclass(frozen=True)
class Holders:
    """Who may hold a licence: names and identifiers of rows that every check accepts."""

    names: pl.Series
    ids: pl.Series


def licences(seed: int, counts: tuple[int, int], people: Holders, entities: Holders, month: Month) -> pl.DataFrame:
    """Licences at the end of the month: `counts[0]` of people, then `counts[1]` of entities."""
    personal, corporate = (
        number if len(who.ids) else 0 for number, who in zip(counts, (people, entities), strict=True)
    )
    parts = [
        _issued(seed, "person", personal, 0, people, PERSONAL, "111", month),
        _issued(seed, "entity", corporate, personal, entities, CORPORATE, "001", month),
    ]
    return pl.concat(parts)


def _issued(
    seed: int,
    name: str,
    count: int,
    first: int,
    holders: Holders,
    kinds: tuple[Kind, ...],
    holder_kind: str,
    month: Month,
) -> pl.DataFrame:
    rows = np.arange(count)
    kind = ints(seed, f"licence.{name}.kind", count, 0, len(kinds) - 1)
    holder = pl.Series(ints(seed, f"licence.{name}.holder", count, 0, max(len(holders.ids), 1) - 1))
    issued = ints(seed, f"licence.{name}.issued", count, day(2021, 1, 1), day(2026, 9, 30))
    until = issued + np.array([366 * (entry.years or 0) for entry in kinds])[kind]
    open_end = np.array([entry.years is None for entry in kinds])[kind]
    serial = dates(issued).dt.strftime("%Y") + pl.Series(rows + first + 1).cast(pl.String).str.zfill(7)
    version = texts(("001", "002"), (floats(seed, f"licence.{name}.version", count) < 0.03).astype(np.int64))
    types, issuers = (
        texts([entry.code for entry in kinds], kind),
        texts([NAMES[entry.issuer][1] for entry in kinds], kind),
    )
    return pl.DataFrame(
        {
            "_entity": rows + first,
            "licence_id": licence_ids(types, issuers, serial, version),
            "type_code": types,
            "type_name": texts([entry.name for entry in kinds], kind),
            "licence_no": "云" + texts([entry.word for entry in kinds], kind) + "证字第" + serial + "号",
            "holder_name": holders.names.gather(holder),
            "holder_id": holders.ids.gather(holder),
            "holder_kind": pl.Series([holder_kind] * count, dtype=pl.String),
            "issuer_name": texts([NAMES[entry.issuer][0] for entry in kinds], kind),
            "issuer": issuers,
            "issued_on": _iso(issued),
            "valid_from": _iso(issued),
            "valid_to": _iso(until).set(pl.Series(open_end), "长期"),
            "state": texts(("05", "01"), (open_end | (until >= month.end)).astype(np.int64)),
        }
    )


def _iso(days: Ints) -> pl.Series:
    return dates(days).dt.strftime("%Y-%m-%d")
