"""A value of a code list: the code itself, its name or a text that local systems write for it → the code."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error, listed, required
from spark_jobs.elements.cleaning import PLACEHOLDER, code_key, code_text, quoted, without
from spark_jobs.elements.family import Family


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
    """Every text, cleaned as `code_text` does, that stands for a code. A code wins over a name of the same text."""
    found = {code_key(code.code): code.code for code in codes.codes}
    own = set(found)
    for code in codes.codes:
        for text in (code.name, *code.aliases):
            key = code_key(text)
            if key not in own and found.setdefault(key, code.code) != code.code:
                raise ValueError(f"code list {codes.id}: {text} stands for both {found[key]} and {code.code}")
    return found


def _mapped(x: str, codes_of: dict[str, str]) -> str:
    """A CASE with one operand: measured the fastest form of a small look-up that both engines share."""
    pairs = sorted((text, code) for text, code in codes_of.items() if text != code)
    whens = " ".join(f"WHEN {quoted(text)} THEN {quoted(code)}" for text, code in pairs)
    return f"(CASE {x} {whens} ELSE {x} END)" if whens else x
