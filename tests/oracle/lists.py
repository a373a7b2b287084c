"""Values of a code list: the code, its name, or what local systems write for it."""

from __future__ import annotations

from catalog.model import CodeList
from tests.oracle.characters import QUOTES, identifier, nothing, plain
from tests.oracle.standard import Standard

#: Full-width punctuation counts as half-width: 存续（在营、开业） and 存续(在营,开业) are one text.
_PUNCTUATION = str.maketrans("、〔〕【】", ",()()")


def spelled(value: str) -> str:
    """Capitals, half-width punctuation, no spaces and quotes."""
    text = "".join(sign for sign in identifier(value) if plain(sign) not in QUOTES).translate(_PUNCTUATION)
    return "".join(sign.upper() if sign.isascii() else sign for sign in text)


def names(codes: CodeList) -> dict[str, str]:
    """Every spelling → its code. A code wins over a name; of a class and one below it of one name, the wider wins."""
    parents = {code.code: code.parent for code in codes.codes}
    deepest_first = sorted(codes.codes, key=lambda code: -depth(code.code, parents))
    known = {spelled(text): code.code for code in deepest_first for text in (code.name, *code.aliases)}
    return known | {spelled(code.code): code.code for code in codes.codes}


def depth(code: str, parents: dict[str, str | None]) -> int:
    """How many classes lie above a code."""
    parent = parents.get(code)
    return 0 if parent is None else 1 + depth(parent, parents)


def code(codes: CodeList) -> Standard:
    known, members = names(codes), {code.code for code in codes.codes}

    def read(value: str) -> str | None:
        text = spelled(value)
        text = known.get(text, text)
        return None if nothing(text) else text

    return Standard(read=read, errors={"NOT_IN_LIST": lambda x, _: x not in members})
