"""SQL that cleans one text before any rule sees it. Neither engine has normalize(), so `translate` carries the table.

Every function takes and gives Spark SQL text. Characters are listed by code point: invisible ones must be seen here.
"""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase, digits

_WIDE = digits + ascii_uppercase + ascii_lowercase + ".,:;()/+#*@&=_"
#: Full-width forms (U+FF01–FF5E) and the half-width characters they stand for (Unicode NFKC).
FULL, HALF = "".join(chr(ord(c) + 0xFEE0) for c in _WIDE), _WIDE
#: Characters that nobody sees: tab, line ends, no-break and zero-width spaces, direction marks, soft hyphen, BOM.
_CONTROLS = "\t\n\r\x0b\x0c\x7f\x85"
_ZERO_WIDTH = "".join(
    map(chr, (0xAD, 0x180E, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2065), 0xFEFF))
)
_SPACES = " " + "".join(map(chr, (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))
_QUOTES = "'`" + "".join(map(chr, (0x2018, 0x2019, 0xFF07, 0xFF40)))
DASHES = "-" + "".join(map(chr, (*range(0x2010, 0x2016), 0x2212, 0xFF0D)))

INVISIBLE = _CONTROLS + _ZERO_WIDTH + _SPACES
#: Words that mean "nothing was entered"; such a value is missing, not wrong.
PLACEHOLDER = "N/A|#N/A|NULL|NONE|NAN|无|暂无|不详|待补|/+"
SAME_DIGIT = "|".join(f"{digit}+" for digit in digits)


def quoted(text: str) -> str:
    """A Spark SQL string literal, with an escape for every character that cannot be seen."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + "'"


def mapped(x: str, source: str, target: str, removed: str = "") -> str:
    """Replace characters one for one and drop the `removed` ones."""
    return f"translate({x}, {quoted(source + removed)}, {quoted(target)})"


def without(x: str, pattern: str) -> str:
    """NULL where the whole text matches the pattern or nothing is left."""
    return f"nullif(regexp_replace({x}, {quoted(f'^({pattern})$')}, ''), '')"


def number_text(x: str, look_alikes: tuple[str, str] = ("", ""), keep: str = "", placeholder: str = SAME_DIGIT) -> str:
    """An official number: half-width capitals, no space, quote or dash except those in `keep`; a placeholder → NULL."""
    removed = "".join(c for c in INVISIBLE + _QUOTES + DASHES if c not in keep)
    source, target = look_alikes[0] + FULL + ascii_lowercase, look_alikes[1] + HALF.upper() + ascii_uppercase
    # Most values are clean already; a pattern says so faster than `translate` looks at every character.
    clean = f"CASE WHEN {x} rlike '^[0-9A-Z]+$' THEN {x} ELSE {mapped(x, source, target, removed)} END"
    return without(clean, f"{placeholder}|123456789012345678|{PLACEHOLDER}")


def words(x: str, placeholder: str = PLACEHOLDER, source: str = "", target: str = "") -> str:
    """A text: half-width letters, digits and spaces, trimmed, inner spaces and line ends kept; a placeholder → NULL."""
    wide = FULL[: FULL.index("．")]
    source, target = wide + _SPACES[1:] + source, HALF[: len(wide)] + " " * (len(_SPACES) - 1) + target
    trimmed = f"trim(BOTH {quoted(' ' + _CONTROLS)} FROM {mapped(x, source, target, _ZERO_WIDTH)})"
    return without(trimmed, f"(?i){placeholder}|-+|—+")


_CODE_SOURCE = FULL + ascii_lowercase + "、〔〕【】"
_CODE_TARGET = HALF.upper() + ascii_uppercase + ",()()"


def code_text(x: str) -> str:
    """A code or its name: capitals, half-width punctuation, no spaces."""
    return mapped(x, _CODE_SOURCE, _CODE_TARGET, INVISIBLE + _QUOTES)


def code_key(text: str) -> str:
    """The same for a text of a code list, here and now."""
    return text.translate(str.maketrans(_CODE_SOURCE, _CODE_TARGET, INVISIBLE + _QUOTES))
