"""Characters as Unicode describes them: what a number, a text or a placeholder is (standards §1.0, §2.12)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

#: Hyphens, dashes and the minus sign; a full-width or small one is the same sign (NFKC).
DASHES = frozenset("-‐‑‒–—―−")
QUOTES = frozenset("'`‘’")
#: Words for "nothing was entered"; capitals and small letters alike.
NOTHING = frozenset({"NULL", "NONE", "NAN", "无", "暂无", "不详", "待补"})
#: Letters, digits and signs of the common block that people type for the last X of a number.
LOOK_ALIKES = frozenset("ХхΧχ×✕*")


class Table(dict[int, str]):
    """A table for str.translate that works out each character once."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self.rule = rule

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, self.rule(chr(code)))


def plain(character: str) -> str:
    """The one ASCII sign that NFKC gives for a character of the basic plane (１ ② Ⅹ → 1 2 X), else the character.

    One for one only: no engine can normalise, and a sign that stands for two (⑩) is no way to write a number.
    """
    short = unicodedata.normalize("NFKC", character)
    return short if len(short) == 1 and short.isascii() and ord(character) < 0x10000 else character


def half(character: str) -> str:
    """The ASCII sign of a full-width form (U+FF01–FF5E), else the character."""
    return unicodedata.normalize("NFKC", character) if "\uff01" <= character <= "\uff5e" else character


def unseen(character: str) -> bool:
    """Spaces, line ends, controls, and signs that only steer the others (zero width, direction, BOM, soft hyphen)."""
    return unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cc") or steering(character)


def steering(character: str) -> bool:
    """A format sign of the basic plane, without the few of Arabic script that are seen."""
    seen = "\u0600" <= character <= "\u0605" or character in "\u06dd\u070f\u0890\u0891\u08e2"
    return unicodedata.category(character) == "Cf" and ord(character) < 0x10000 and not seen


def dash(character: str) -> bool:
    return character in DASHES or unicodedata.normalize("NFKC", character) in DASHES


def _of_number(character: str) -> str:
    sign = plain(character)
    if unseen(character) or sign in QUOTES:
        return ""
    if dash(character):
        return "-"
    return sign.upper() if sign.isascii() else sign


def _of_identifier(character: str) -> str:
    return "" if unseen(character) else half(character)


def _of_words(character: str) -> str:
    if unicodedata.category(character) == "Zs":
        return " "
    if unicodedata.category(character) in ("Zl", "Zp") or steering(character):
        return ""
    return half(character) if half(character).isalnum() else character


_NUMBER, _IDENTIFIER, _WORDS = Table(_of_number), Table(_of_identifier), Table(_of_words)


def number(value: str, keep_dashes: bool = False) -> str:
    """An official number in half-width capitals, without anything unseen, quotes, and dashes unless they are kept."""
    text = value.translate(_NUMBER)
    return text if keep_dashes else text.replace("-", "")


def identifier(value: str) -> str:
    """A department's own number: half-width, nothing unseen; case and dashes are the department's."""
    return value.translate(_IDENTIFIER)


def words(value: str) -> str:
    """A text: half-width letters, digits and spaces, trimmed; its punctuation and inner line ends are its own."""
    return value.translate(_WORDS).strip(" " + "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0)))))


def nothing(text: str) -> bool:
    """Empty, a word for nothing, N/A, or only dashes or only slashes, in full width or half."""
    if len(text) < 9 and (text.upper() in NOTHING or re.fullmatch("#?N ?/ ?A", "".join(map(half, text)).upper())):
        return True
    return not text.strip("/／") or all(map(dash, text))


def placeholder_number(text: str) -> bool:
    """Nothing, one digit repeated, or the digits in their order."""
    return nothing(text) or bool(re.fullmatch(r"([0-9])\1*", text)) or text == "123456789012345678"
