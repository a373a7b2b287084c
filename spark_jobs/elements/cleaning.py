"""SQL that cleans one text before any rule sees it. Neither engine has normalize(), so `translate` carries the table.

Every function takes and gives Spark SQL text. Characters are listed by code point: invisible ones must be seen here.
"""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase, digits, punctuation
from unicodedata import normalize

#: Every character of the basic plane → what Unicode NFKC makes of it.
_NFKC = {chr(code): normalize("NFKC", chr(code)) for code in (*range(0x20, 0xD800), *range(0xE000, 0x10000))}
_LETTERS = digits + ascii_uppercase + ascii_lowercase


def wide(signs: str) -> str:
    """The full-width forms (U+FF01–FF5E) of ASCII signs."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in signs)


def _same_as(signs: str) -> str:
    """Every character of the basic plane for which Unicode NFKC gives one of these signs."""
    return "".join(character for character, plain in _NFKC.items() if plain in signs and len(plain) == 1)


FULL, HALF = wide(_LETTERS + punctuation), _LETTERS + punctuation
#: Characters that nobody sees: controls (NUL stands in no SQL), spaces, zero-width and direction marks, BOM.
_CONTROLS = "".join(map(chr, (*range(0x01, 0x20), *range(0x7F, 0xA0))))
_MARKS = (0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2065))
_ZERO_WIDTH = "".join(map(chr, (*_MARKS, *range(0x2066, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC))))
_SPACES = " " + "".join(map(chr, (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
_QUOTES = _same_as("'`‘’")
#: Hyphens, dashes of every width, the minus sign.
DASHES = _same_as("-‐‑‒–—―−")

INVISIBLE = _CONTROLS + _ZERO_WIDTH + _SPACES
#: What may stand between two words, and what else nobody sees.
BLANKS = _SPACES + "\t"
UNSEEN = "".join(c for c in INVISIBLE if c not in BLANKS)
#: What means "nothing was entered"; such a value is missing, not wrong.
PLACEHOLDER = f"[#＃]?N ?[/／] ?A|NULL|NONE|NAN|无|暂无|不详|待补|[/／]+|[{DASHES}]+"
SAME_DIGIT = "|".join(f"{digit}+" for digit in digits)


def quoted(text: str) -> str:
    """A Spark SQL string literal, with an escape for every character that cannot be seen."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    if not escaped.isprintable():
        escaped = "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped)
    return f"'{escaped}'"


def mapped(x: str, source: str, target: str, removed: str = "") -> str:
    """Replace characters one for one and drop the `removed` ones."""
    return f"translate({x}, {quoted(source + removed)}, {quoted(target)})"


def without(x: str, pattern: str) -> str:
    """NULL where the whole text matches the pattern or nothing is left."""
    return f"nullif(regexp_replace({x}, {quoted(f'^({pattern})$')}, ''), '')"


_ASCII = set(HALF) - set("'`-")
#: Every character of the basic plane that NFKC makes one ASCII sign: １ ① Ⅹ ﹣. Quotes, dashes and spaces are apart.
_PLAIN = {c: plain for c, plain in _NFKC.items() if plain in _ASCII and c != plain}


def number_text(x: str, look_alikes: str = "", dashes: bool = False, placeholder: str = SAME_DIGIT) -> str:
    """An official number: half-width capitals, no space, quote or dash unless `dashes` are kept; a placeholder → NULL.

    `look_alikes` are signs that stand for an X at the end of the number.
    """
    source, target = ascii_lowercase + "".join(_PLAIN), ascii_uppercase + "".join(_PLAIN.values()).upper()
    kept, removed = (DASHES, INVISIBLE + _QUOTES) if dashes else ("", INVISIBLE + _QUOTES + DASHES)
    text = mapped(x, source + kept, target + "-" * len(kept), removed)
    if look_alikes:
        text = f"regexp_replace({text}, {quoted(f'[{look_alikes}]$')}, 'X')"
    # Most values are clean already; a pattern says so faster than `translate` looks at every character.
    # Not $, which in Java also stands before a line end.
    clean = f"CASE WHEN {x} rlike '^[0-9A-Z]+\\\\z' THEN {x} ELSE {text} END"
    return without(clean, f"{placeholder}|123456789012345678|{PLACEHOLDER}")


def words(x: str, placeholder: str = PLACEHOLDER, source: str = "", target: str = "") -> str:
    """A text: half-width letters, digits and spaces, trimmed, inner spaces and line ends kept; a placeholder → NULL."""
    source, target = wide(_LETTERS) + _SPACES[1:] + source, _LETTERS + " " * (len(_SPACES) - 1) + target
    trimmed = f"trim(BOTH {quoted(' ' + _CONTROLS)} FROM {mapped(x, source, target, _ZERO_WIDTH)})"
    return without(trimmed, f"(?i){placeholder}")


_UNQUOTED = "".join(sign for sign in HALF if sign not in "'`")
_CODE_SOURCE = wide(_UNQUOTED) + ascii_lowercase + "、〔〕【】"
_CODE_TARGET = _UNQUOTED.upper() + ascii_uppercase + ",()()"


def code_text(x: str) -> str:
    """A code or its name: capitals, half-width punctuation, no spaces."""
    return mapped(x, _CODE_SOURCE, _CODE_TARGET, INVISIBLE + _QUOTES)


def code_key(text: str) -> str:
    """The same for a text of a code list, here and now."""
    return text.translate(str.maketrans(_CODE_SOURCE, _CODE_TARGET, INVISIBLE + _QUOTES))
