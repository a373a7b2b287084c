"""Check signs by the weights and the loops that the standards print."""

from __future__ import annotations

SIGNS_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: GB 32100: without I, O, S, V, Z.
SIGNS_31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_RESIDENT = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION = (3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def resident(seventeen: str) -> str:
    """GB 11643-1999, ISO 7064 MOD 11-2: the sign after seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, _RESIDENT, strict=True))
    return "10X98765432"[total % 11]


def organisation(eight: str) -> str:
    """GB 11714-1997: the sign after eight digits or capitals."""
    total = sum(SIGNS_36.index(sign) * weight for sign, weight in zip(eight, _ORGANISATION, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def credit(seventeen: str) -> str:
    """GB 32100-2015: the sign after seventeen signs of its own alphabet."""
    total = sum(SIGNS_31.index(sign) * weight for sign, weight in zip(seventeen, _CREDIT, strict=True))
    return SIGNS_31[(31 - total % 31) % 31]


def registration(fourteen: str) -> str:
    """GS 15-2006, ISO 7064 MOD 11,10."""
    p = 10
    for digit in fourteen:
        p = ((p + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - p) % 10)


def licence(body: str) -> str:
    """GB/T 36904-2018, ISO 7064 MOD 37,36 over type, issuer, serial and version without dots."""
    p = 36
    for sign in body:
        p = ((p + SIGNS_36.index(sign)) % 36 or 36) * 2 % 37
    return SIGNS_36[(37 - p) % 36]


def travel_document(fourteen: str) -> str:
    """ICAO 9303: weights 7, 3, 1 over and over, A = 10 … Z = 35."""
    return str(sum(SIGNS_36.index(sign) * (7, 3, 1)[i % 3] for i, sign in enumerate(fourteen)) % 10)
