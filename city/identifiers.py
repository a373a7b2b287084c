"""Identifiers that are right by their standard, a whole column at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from city.draw import Ints

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RESIDENT_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_ORG_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_USCC_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)])
#: Spreads row numbers over the 31^6 bodies of an organisation code; has no factor 31, so no two rows meet.
_SCATTER = 386_357_611


def _values(texts: pl.Series, width: int, alphabet: str) -> npt.NDArray[np.int64]:
    """Each character's place in the alphabet; shape (rows, width)."""
    places = np.zeros(256, dtype=np.int64)
    for place, character in enumerate(alphabet):
        places[ord(character)] = place
    raw = np.frombuffer("".join(texts.to_list()).encode(), dtype=np.uint8)
    return places[raw.reshape(len(texts), width)]


def _append(bodies: pl.Series, checks: str, places: npt.NDArray[np.int64]) -> pl.Series:
    return bodies + pl.Series(list(checks), dtype=pl.String).gather(pl.Series(places))


def resident_ids(bodies: pl.Series) -> pl.Series:
    """17 digits → 公民身份号码 with its check, ISO 7064 MOD 11-2 (GB 11643-1999)."""
    return _append(bodies, "10X98765432", _values(bodies, 17, _ALPHANUMERIC) @ _RESIDENT_WEIGHTS % 11)


def resident_bodies(regions: Ints, births: pl.Series, sequences: Ints) -> pl.Series:
    """Address code, date of birth and sequence number → the first 17 digits."""
    days = births.dt.strftime("%Y%m%d").cast(pl.Int64).to_numpy()
    return pl.Series(regions * 10**11 + days * 1000 + sequences).cast(pl.String)


def org_codes(bodies: pl.Series) -> pl.Series:
    """8 characters → organisation code with its check (GB 11714-1997)."""
    checks = 11 - _values(bodies, 8, _ALPHANUMERIC) @ _ORG_WEIGHTS % 11
    return _append(bodies, "0123456789X0", checks)


def usccs(bodies: pl.Series) -> pl.Series:
    """17 characters → 统一社会信用代码 with its check, MOD 31 (GB 32100-2015)."""
    return _append(bodies, USCC_ALPHABET, -(_values(bodies, 17, USCC_ALPHABET) @ _USCC_WEIGHTS) % 31)


def entity_usccs(kinds: pl.Series, regions: Ints, prefix: str, rows: Ints) -> pl.Series:
    """Authority and category, division, and an organisation code made from a two-letter prefix and the row number."""
    scattered = rows * _SCATTER % 31**6
    letters = [texts31(scattered // 31**place % 31) for place in range(5, -1, -1)]
    body = pl.Series([prefix], dtype=pl.String).new_from_index(0, len(rows))
    for letter in letters:
        body = body + letter
    return usccs(kinds + pl.Series(regions).cast(pl.String) + org_codes(body))


def texts31(places: Ints) -> pl.Series:
    """Places in the alphabet of the social credit code → its characters."""
    return pl.Series(list(USCC_ALPHABET), dtype=pl.String).gather(pl.Series(places))


def licence_ids(types: pl.Series, issuers: pl.Series, serials: pl.Series, versions: pl.Series) -> pl.Series:
    """电子证照标识 with its check, ISO 7064 MOD 37,36 over everything but root and dots (GB/T 36904-2018)."""
    bodies = types + issuers + serials + versions
    width = len(bodies[0]) if len(bodies) else 1
    values = _values(bodies, width, _ALPHANUMERIC)
    product = np.full(len(bodies), 36, dtype=np.int64)
    for place in range(width):
        total = (product + values[:, place]) % 36
        product = np.where(total == 0, 36, total) * 2 % 37
    return _append(
        "1.2.156.3005.2." + types + "." + issuers + "." + serials + "." + versions + ".",
        _ALPHANUMERIC,
        (37 - product) % 36,
    )


def resident_id(body: str) -> str:
    """One 公民身份号码 from its 17 digits."""
    return str(resident_ids(pl.Series([body]))[0])


def org_code(body: str) -> str:
    """One organisation code from its 8 characters."""
    return str(org_codes(pl.Series([body]))[0])


def uscc(body: str) -> str:
    """One 统一社会信用代码 from its 17 characters."""
    return str(usccs(pl.Series([body]))[0])
