"""Nothing leaves before this: full identity numbers, mobile numbers and names in any part of a letter."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from io import BytesIO

from python_calamine import CalamineWorkbook

from spark_jobs.personal import personal_numbers, plain

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
