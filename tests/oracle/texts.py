"""Texts, names, phone numbers and numbers of a department's own: standards §2.12, §2.13."""

from __future__ import annotations

import re
import unicodedata

from catalog.model import Element
from tests.oracle.characters import identifier, nothing, number, placeholder_number, words
from tests.oracle.organisations import licence_type
from tests.oracle.standard import Question, Standard

#: What systems type for the separator · of minority and foreign names.
_SEPARATORS = str.maketrans("•‧・･.．∙⋅", "········")
_ORGANISATION = str.maketrans("()•‧・", "（）···")
MOBILE = r"1[3-9]\d{9}"
#: With or without area code (two or three digits after the zero) and extension.
LAND_LINE = r"(0[1-9]\d{1,2})?[2-9]\d{6,7}(#\d{1,5})?"
SERVICE = r"[48]00\d{7}|1\d{2,4}|9[56]\d{3,6}"


def text_or_none(text: str) -> str | None:
    return None if nothing(text) else text


def garbled() -> dict[str, Question]:
    return {"GARBLED": lambda x, _: "\ufffd" in x}


def too_long(limit: int | None) -> dict[str, Question]:
    """More characters than the element has; a character of a far plane is one."""
    return {"TOO_LONG": lambda x, _: len(x) > limit} if limit else {}


def private_use() -> dict[str, Question]:
    return {"PRIVATE_USE": lambda x, _: any("\ue000" <= sign <= "\uf8ff" for sign in x)}


def text(element: Element) -> Standard:
    return Standard(
        read=lambda value: text_or_none(words(value)),
        errors=garbled() | too_long(element.max_length),
        warnings=private_use(),
    )


def address_level(element: Element) -> Standard:
    """The word 无 is a value here: there is no such level."""

    def read(value: str) -> str | None:
        found = words(value)
        return found if found == "无" else text_or_none(found)

    return Standard(read=read, errors=garbled() | too_long(element.max_length), warnings=private_use())


def identifier_of(element: Element) -> Standard:
    """Printable text without inner spaces; scientific notation is the mark of a spreadsheet."""
    return Standard(
        read=lambda value: text_or_none(identifier(value)),
        errors={"EXCEL_PRECISION": lambda x, _: scientific(x)} | garbled() | too_long(element.max_length),
        warnings=private_use(),
    )


def scientific(text: str) -> bool:
    """1.10105E+17: a number that went through a float."""
    return bool(re.fullmatch(r"[0-9]([.][0-9]+)?E[+][0-9]+", text.upper()))


def type_code() -> dict[str, Question]:
    return {"TYPE": lambda x, _: not licence_type(x)}


def person_name() -> Standard:
    """2–50 characters without digits. Spaces beside a Chinese character are none; those of foreign names stay."""

    def read(value: str) -> str | None:
        found = words(value).translate(_SEPARATORS)
        kept = [
            sign
            for i, sign in enumerate(found)
            if sign != " " or not (han(found[:i].rstrip(" ")[-1:]) or han(found[i:].lstrip(" ")[:1]))
        ]
        return text_or_none("".join(kept))

    return Standard(
        read=read,
        errors=garbled()
        | {
            "LENGTH": lambda x, _: not 2 <= len(x) <= 50,
            "FORMAT": lambda x, _: any(sign in "0123456789*?#@_=＊？＃＠＿＝" for sign in x),
        },
        warnings=private_use(),
    )


def han(sign: str) -> bool:
    """A Chinese character of any plane, or a private-use sign that stands for one."""
    name = unicodedata.name(sign, "") if sign else ""
    return "\ue000" <= sign <= "\uf8ff" or name.startswith(
        ("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "IDEOGRAPHIC NUMBER ZERO")
    )


def organisation_name(element: Element) -> Standard:
    """Parentheses are full-width as in registered names; one character or digits alone are no name."""
    return Standard(
        read=lambda value: text_or_none(words(value).translate(_ORGANISATION)),
        errors=garbled()
        | too_long(element.max_length or 200)
        | {"FORMAT": lambda x, _: len(x) < 2 or not x.strip("0123456789.,，。 -")},
        warnings=private_use(),
    )


def phone() -> Standard:
    """Without +86, spaces, dashes, parentheses; an extension follows a #."""

    def read(value: str) -> str | None:
        if placeholder_number(number(value)):
            return None
        text = re.sub(r"(?<=[0-9]{7})[-转](?=[0-9]{1,5}$)", "#", number(value, keep_dashes=True))
        text = re.sub(r"^\(?(\+|00)86\)?", "", text)
        return "".join(sign for sign in text if sign not in "()-")

    return Standard(
        read=read,
        errors={"FORMAT": lambda x, _: not re.fullmatch(f"{MOBILE}|{LAND_LINE}|{SERVICE}", x, re.ASCII)},
    )
