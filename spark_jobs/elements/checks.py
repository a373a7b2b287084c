"""The two severities of a check, and checks that several families share."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.indicators import Indicator
from catalog.model import CodeList
from spark_jobs.elements.cleaning import quoted
from spark_jobs.elements.family import Check

#: GB/T 2260 province prefixes; 83 is only for residence permits of Taiwan residents, see resident_id.
PROVINCES = tuple(str(n) for n in (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55)))
PROVINCES += tuple(str(n) for n in (*range(61, 66), 71, 81, 82))


def error(
    reason: str,
    fails: str,
    sentence: str,
    english: str,
    fix: str,
    basis: str,
    indicator: Indicator = Indicator.CORRECT,
) -> Check:
    """The value is withheld; in a key column the row is quarantined."""
    return Check(reason, "error", indicator, fails, sentence, english, fix, basis)


def warn(
    reason: str,
    fails: str,
    sentence: str,
    english: str,
    fix: str,
    basis: str,
    indicator: Indicator = Indicator.CORRECT,
) -> Check:
    """The value stays; the finding is only recorded."""
    return Check(reason, "warn", indicator, fails, sentence, english, fix, basis)


def listed(values: Sequence[str]) -> str:
    """The inside of an SQL IN (…)."""
    return ", ".join(map(quoted, values))


def required(codes: CodeList | None, kind: str) -> CodeList:
    """The code list of an element whose kind cannot do without. Raises ValueError."""
    if codes is None:
        raise ValueError(f"an element of kind {kind} needs `code_list`")
    return codes


def provinces(codes: CodeList | None) -> tuple[str, ...]:
    """Province prefixes of the division list (it may hold a fictional one), else those of GB/T 2260."""
    return tuple(sorted({code.code[:2] for code in codes.codes})) if codes else PROVINCES


def region_unknown(codes: CodeList | None, digits: str, unless: str = "false") -> tuple[Check, ...]:
    """A warning where six digits were a division in no year. Codes are frozen at numbering: old ones are right."""
    if codes is None:
        return ()
    known = listed(sorted({code.code for code in codes.codes}))
    return (
        warn(
            "REGION_UNKNOWN",
            f"NOT ({unless}) AND {digits} NOT IN ({known})",
            "区划代码在历年行政区划代码表中都查不到",
            "The six digits of the division are in no edition of the division list.",
            "请对照原件核对前几位区划代码；确认无误的请说明来源",
            "GB/T 2260 及历年区划变更",
            Indicator.EQUAL_ACROSS_TABLES,
        ),
    )


def garbled() -> Check:
    """U+FFFD: somebody decoded the text wrongly before it reached us; the characters are lost."""
    return error(
        "GARBLED",
        f"instr({{x}}, {quoted(chr(0xFFFD))}) > 0",
        "文字含有乱码，原字已丢失",
        "The text holds U+FFFD: it was decoded with the wrong character set and its characters are lost.",
        "请用 UTF-8 或 GB18030 编码重新导出该行",
        "GB 18030-2022",
        Indicator.FORMAT,
    )


def private_use() -> Check:
    """Private-use code points stand for a rare character in one vendor's font only."""
    return warn(
        "PRIVATE_USE",
        f"{{x}} rlike {quoted(f'[{chr(0xE000)}-{chr(0xF8FF)}]')}",
        "文字含有自造字，其他系统无法显示",
        "The text holds a private-use code point (U+E000 to U+F8FF), which no standard defines.",
        "请改用 GB 18030-2022 中的正式汉字",
        "GB 18030-2022",
        Indicator.FORMAT,
    )


def too_long(limit: int) -> Check:
    """More characters (code points) than the data element allows."""
    return error(
        "TOO_LONG",
        f"length({{x}}) > {limit}",
        f"内容超过{limit}个字，可能串列或粘连",
        f"The text has more than {limit} characters, the length of its data element.",
        "请核对该列是否与其他列错位，更正后重新报送",
        "GB/T 36344-2018 数据标准（长度）",
        Indicator.LENGTH,
    )
