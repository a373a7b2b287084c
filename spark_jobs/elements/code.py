"""A value of a code list: the code itself, its name or a text that local systems write for it → the code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error, listed, required
from spark_jobs.elements.cleaning import PLACEHOLDER, code_key, code_text, quoted, without
from spark_jobs.elements.family import Family

#: Texts that one CASE may hold.
SMALL = 200


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. Raises ValueError without a list, or if one text stands for two codes."""
    known = required(codes, "code")
    return Family(
        normalise=without(_mapped(code_text("{x}"), texts(known)), PLACEHOLDER),
        checks=(
            error(
                "NOT_IN_LIST",
                f"{{x}} NOT IN ({listed(sorted({code.code for code in known.codes}))})",
                f"{element.label}不在代码表中",
                f"The value is neither a code nor a name or alias of code list {known.id}.",
                f"请按代码表填写{element.label}，不要自拟",
                element.basis,
                Indicator.REFERENCE_LIST,
            ),
        ),
    )


def texts(codes: CodeList) -> dict[str, str]:
    """Every text, cleaned as `code_text` does, that stands for a code. A code wins over a name of the same text.

    Where a class and the only class below it have one name (教育, P and 83), the name stands for the wider one.
    Raises ValueError where a text stands for two codes of which neither is above the other.
    """
    found = {code_key(code.code): code.code for code in codes.codes}
    own = set(found)
    above = {code.code: code.parent for code in codes.codes}
    for code in sorted(codes.codes, key=lambda code: len(_line(code.code, above))):
        for text in (code.name, *code.aliases):
            key = code_key(text)
            if key not in own and found.setdefault(key, code.code) not in _line(code.code, above):
                raise ValueError(f"code list {codes.id}: {text} stands for both {found[key]} and {code.code}")
    return found


def _line(code: str, above: Mapping[str, str | None]) -> list[str]:
    """The code and every code above it."""
    parent = above.get(code)
    return [code] if parent is None else [code, *_line(parent, above)]


def _mapped(x: str, codes_of: dict[str, str]) -> str:
    """A CASE with one operand: measured the fastest form of a small look-up that both engines share.

    A large one lets codes pass by first and is divided by the length of the text: that halves its time.
    """
    others = {text: code for text, code in sorted(codes_of.items()) if text != code}
    if len(others) <= SMALL:
        return _case(x, others) if others else x
    by_length: dict[int, dict[str, str]] = defaultdict(dict)
    for text, code in others.items():
        by_length[len(text)][text] = code
    lengths = " ".join(f"WHEN {length} THEN {_case(x, texts)}" for length, texts in sorted(by_length.items()))
    codes = listed(sorted(set(codes_of.values())))
    return f"(CASE WHEN {x} IN ({codes}) THEN {x} ELSE CASE length({x}) {lengths} ELSE {x} END END)"


def _case(x: str, codes_of: Mapping[str, str]) -> str:
    whens = " ".join(f"WHEN {quoted(text)} THEN {quoted(code)}" for text, code in sorted(codes_of.items()))
    return f"(CASE {x} {whens} ELSE {x} END)"
