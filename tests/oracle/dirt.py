"""What happens to a value on its way to us: harmless dress, damage, spreadsheets, and texts that mean nothing."""

from __future__ import annotations

from random import Random

UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\u00ad\u061c"
SPACES = " \u00a0\u3000\u2002\u2009\u202f"
LINE_ENDS = "\n\r\t\x0b\x0c\x85\u2028\u2029"
FAR = "\U00020bb7\U0002a6d6\U00030000"
LOOK_ALIKE = {"X": "ХΧ×✕*＊", "x": "хχ×", "A": "АΑ", "B": "ВΒ", "C": "С", "E": "ЕΕ", "H": "НΗ", "M": "М", "0": "OＯО"}
#: One sign for one digit or letter that NFKC knows.
ODD = {
    "1": "①¹₁",
    "2": "②²",
    "3": "③",
    "0": "⓪⁰",
    "X": "Ⅹⅹ",
    "M": "Ⅿ",
    "C": "Ⅽℂ",
    "I": "Ⅰ",
    "R": "ℝ",
    "-": "－‐–—﹣",
    "/": "／",
}
# fmt: off
NOTHING = (
    "", " ", "　", "\u00a0", "\t", "\ufeff", "\u200b\u200e", " \r\n", "无", "暂无",
    "不详", "待补", "null", "NULL", "None",
    "nan", "N/A", "n/a", "#N/A", "Ｎ／Ａ", "/", "//", "／", "-", "--", "—", "——",
    "－", "–", " 无 ", "'", "0", "000000",
    "000000000000000000", "111111111111111111", "123456789012345678", "999999999", "１１１１", "N / A",
    "无。", "没有", "空",
)
STRANGE = (
    "1.10105E+17", "1.1e+17", "9E+17", "３.9E＋17", "110105194912310000", "\ufffd",
    "锟斤拷", "\ue001", "𠮷野家", "\U00030000",
    "e\u0301", "\u0301", "\u202e123", "👨\u200d👩\u200d👧", "1️", "{x}", "$1", "\\", "\\n", "'",
    '"', "%", "_", "(", "[", "]]",
    "{}", "[]", "{", "true", "NaN", "Infinity", "-0", "+1", "1,2", "0,117.5",
    "0x1F", "1e400", "9" * 60, "A" * 18, "Z" * 28,
    "一二三", "x\ny", "ß", "ı", "ſ", "ﬁ", "⑩", "㎡", "½", "٣٤٥", "०१२", "𝟏𝟐", "Ａ", "\x1f", "\x7f", "a\u2028",
)
# fmt: on
ALPHABET = "0123456789XxABCIO.-/ ,:;()（）年月日万元无张\u00a0\u200b１Ｘ\ufffd\ue001𠮷Хé·#+\n"


def dressed(dice: Random, text: str) -> str:
    """The same value as another system would type it. Not harmless for every kind: the oracle knows."""
    how = dice.randrange(9)
    if how == 0:
        return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    if how == 1:
        return text.lower()
    if how == 2:
        return inserted(dice, text, UNSEEN)
    if how == 3:
        return inserted(dice, text, SPACES + LINE_ENDS)
    if how == 4:
        return dice.choice(SPACES + LINE_ENDS + UNSEEN + "'`’") + text
    if how == 5:
        return text + dice.choice(SPACES + LINE_ENDS + UNSEEN + "'`’")
    if how == 6:
        return replaced(dice, text, LOOK_ALIKE)
    if how == 7:
        return replaced(dice, text, ODD)
    return inserted(dice, text, "-－‐–")


def damaged(dice: Random, text: str) -> str:
    """One slip of a hand: two signs swapped, one dropped,
    doubled or replaced, an end cut off or something added."""
    if len(text) < 2:
        return text + dice.choice(ALPHABET)
    how, place = dice.randrange(6), dice.randrange(len(text) - 1)
    head, tail = text[:place], text[place + 1 :]
    if how == 0:
        return head + text[place + 1] + text[place] + text[place + 2 :]
    if how == 1:
        return head + tail
    if how == 2:
        return head + text[place] * 2 + tail
    if how == 3:
        return head + dice.choice(text + "0123456789" + ALPHABET) + tail
    if how == 4:
        return text[: dice.randrange(1, len(text))]
    return inserted(dice, text, ALPHABET + "\ufffd\ue001" + FAR)


def through_spreadsheet(dice: Random, text: str) -> str:
    """As a number: 1.10105E+17, digits after the fifteenth lost, or a decimal point added."""
    digits = "".join(sign for sign in text if sign in "0123456789") or "1"
    return dice.choice(
        (f"{float(digits[:300]):.5E}", digits[:15] + "0" * (len(digits) - 15), f"{digits}.0", digits.lstrip("0"))
    )


def scribble(dice: Random) -> str:
    return "".join(dice.choices(ALPHABET, k=dice.randint(1, 24)))


def inserted(dice: Random, text: str, signs: str) -> str:
    place = dice.randint(0, len(text))
    return text[:place] + dice.choice(signs) + text[place:]


def replaced(dice: Random, text: str, signs: dict[str, str]) -> str:
    """One sign that the table knows, changed; the text as it is where there is none."""
    places = [i for i, sign in enumerate(text) if sign in signs]
    if not places:
        return text
    place = dice.choice(places)
    return text[:place] + dice.choice(signs[text[place]]) + text[place + 1 :]
