"""Nothing leaves before this: full identity numbers, mobile numbers and names in any part of a letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape
from io import BytesIO

from python_calamine import CalamineWorkbook

#: First two digits of GB/T 2260 division codes, with 39 of the fictional province and 83 of residence permits.
PROVINCES = frozenset(
    str(code)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (39, 39),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
        (91, 91),
    )
    for code in range(first, last + 1)
)
#: Gaps that people put between digits; every start is tried, since numbers may stand side by side.
RESIDENT_18 = re.compile(r"(?<![0-9A-Za-z.])(?=((?:\d[ -]?){17}[\dXx])(?![0-9A-Za-z]))")
RESIDENT_15 = re.compile(r"(?<![0-9A-Za-z.])(?=(\d{15})(?![0-9A-Za-z]))")
MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])")
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f·]+")


@dataclass(frozen=True)
class Leak:
    """What was found where, never the value itself."""

    part: str
    kind: str
    count: int

    def __str__(self) -> str:
        return f"{self.part}：{self.kind} {self.count} 处"


def scan(parts: Mapping[str, Iterable[str]], names: Collection[str], own_words: str) -> list[Leak]:
    """Leaks in the parts of a letter, each given as its texts.

    `own_words`: text that may be printed to anybody (the letter's own wording and public values). A name that is a
    word of it, such as 高峰, cannot be told from that word and is not looked for.
    """
    wanted = {plain(name) for name in names}
    wanted = {name for name in wanted if len(name) > 1 and HAN.fullmatch(name)}
    wanted -= found_names({plain(own_words)}, wanted)
    leaks = []
    for part, texts in parts.items():
        distinct = {plain(text) for text in texts}
        numbers = [kind for text in distinct for kind in personal_numbers(text)]
        leaks += [Leak(part, kind, numbers.count(kind)) for kind in sorted(set(numbers))]
        if named := found_names(distinct, wanted):
            leaks.append(Leak(part, "姓名", len(named)))
    return leaks


def plain(text: str) -> str:
    """Full-width digits and letters as the usual ones; nothing invisible between characters."""
    return re.sub("[\u200b\u200c\u200d\u2060\ufeff\u00ad]", "", unicodedata.normalize("NFKC", text)).strip()


def personal_numbers(text: str) -> Iterator[str]:
    """The kind of every identity number (18 digits with check digit, GB 11643; or 15) and mobile number in a text."""
    for match in RESIDENT_18.finditer(text):
        if _is_resident_18(re.sub("[ -]", "", match[1]).upper()):
            yield "公民身份号码"
    for match in RESIDENT_15.finditer(text):
        if _is_resident_15(match[1]):
            yield "15位身份证号"
    for _ in MOBILE.finditer(text):
        yield "手机号码"


def _is_resident_18(number: str) -> bool:
    total = sum(2 ** (17 - place) * int(digit) for place, digit in enumerate(number[:17]))
    return number[17] == "10X98765432"[total % 11] and number[:2] in PROVINCES and _is_day(number[6:14])


def _is_resident_15(number: str) -> bool:
    """An old registration number of an enterprise (GS 15—2006) looks the same, but carries a check digit."""
    return number[:2] in PROVINCES and _is_day(f"19{number[6:12]}") and not _is_registration(number)


def _is_registration(number: str) -> bool:
    """ISO/IEC 7064 MOD 11,10."""
    product = 10
    for digit in number[:14]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (product + int(number[14])) % 10 == 1


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def found_names(texts: Iterable[str], names: Collection[str]) -> set[str]:
    """Those of the names that stand anywhere in the texts."""
    wanted, lengths = set(names), sorted({len(name) for name in names})
    runs = {run for text in texts for run in HAN.findall(text)}
    return {
        run[start : start + length]
        for run in runs
        for length in lengths
        for start in range(len(run) - length + 1)
        if run[start : start + length] in wanted
    }


def html_texts(page: str) -> list[str]:
    """The page as written, and as read: inline tags joined, others apart, entities resolved."""
    joined = re.sub(r"(?s)<!--.*?-->|</?(?:a|b|em|font|i|span|strong|wbr)\b[^>]*>", "", page)
    return [page, unescape(re.sub(r"<[^>]*>", "\n", joined))]


def workbook_texts(content: bytes) -> set[str]:
    """Every cell and every sheet name of an .xlsx."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    texts = set(book.sheet_names)
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python():
            texts.update(_cell_text(cell) for cell in row if cell != "")
    return texts


def _cell_text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
