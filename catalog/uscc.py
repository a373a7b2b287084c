"""The unified social credit code of a department itself, GB 32100-2015: eighteen characters, the last one a check."""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FORM = re.compile(rf"[1-9ANY][1-9]\d{{6}}[{ALPHABET}]{{10}}")


def checked(code: str) -> str:
    """The code itself. Raises ValueError with what is wrong with it."""
    if not FORM.fullmatch(code):
        raise ValueError("is no unified social credit code of 18 characters; correct it")
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(code[:17]))
    if code[17] != ALPHABET[-total % 31]:
        raise ValueError("does not agree with its check character, the last one; correct it")
    return code
