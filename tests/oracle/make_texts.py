"""Texts, names, phone numbers, codes of a list, and numbers of a department's own."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from catalog.model import CodeList, Element
from tests.oracle.make_numbers import TYPES, Made, Make, credit_code, figures

CHARACTERS = "云州东湖西山北原南港科技贸易有限公司建材张王李赵欧阳明华𠮷㐂𠀀"
LATIN = (
    "JOHN SMITH",
    "José García",
    "NGUYỄN VĂN AN",
    "J. K. ROWLING",
    "ИВАН ПЕТРОВ",
    "Ana María",
    "阿卜杜•热合曼",
    "古丽．买买提",
)
NO_NAMES = ("张三1", "张*", "李＊＊", "王?", "赵#2", "abc@de", "张_三", "１２三")
PHONES = (
    "0531-88886666",
    "(0531)8888-6666",
    "88886666",
    "0531-88886666-801",
    "010-6666777转12",
    "0531 88886666 转 801",
)
PHONES += (
    "400-123-4567",
    "12345",
    "110",
    "95588",
    "（０５３１）８８８８６６６６",
    "０５３１－８８８８６６６６－８０１",
    "800 810 1234",
)


def characters(dice: Random, low: int, high: int) -> str:
    return "".join(dice.choices(CHARACTERS, k=dice.randint(low, high)))


def _broken(made: Make) -> dict[str, Make]:
    """A text whose characters were lost, and one with a character that only one vendor's font has."""
    return {
        "GARBLED": lambda dice: made(dice)[:3] + "\ufffd",
        "PRIVATE_USE": lambda dice: made(dice)[:3] + dice.choice("\ue000\ue5cf\uf8ff"),
    }


def _long(made: Make, limit: int | None) -> dict[str, Make]:
    return {"TOO_LONG": lambda dice: made(dice) + "长" * (limit + dice.randint(1, 9))} if limit else {}


def text(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random) -> str:
        parts = (characters(dice, 2, 12), f"第{dice.randint(1, 99)}号", "ＡＢ１", " ", "\n", "，", "（甲）", "Ab-1")
        return characters(dice, 1, 4) + "".join(dice.choices(parts, k=2))

    return made, _broken(made) | _long(made, element.max_length)


def address_level(element: Element, codes: CodeList | None) -> Made:
    made, faults = text(element, codes)
    return lambda dice: dice.choice(("无", " 无", "无　", made(dice), made(dice))), faults


def identifier(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random) -> str:
        forms = ("J390102-2026-{}", "（2026）{}号", "云证字[2026]第{}号", "a{}B", "GD{}", "京－{}")
        return dice.choice(forms).format(figures(dice, 6))

    float_text: Make = lambda dice: f"{dice.randint(1, 9)}.{figures(dice, 4)}E+{dice.randint(15, 20)}"  # noqa: E731
    return made, {"EXCEL_PRECISION": float_text} | _broken(made) | _long(made, element.max_length)


def licence_type(dice: Random) -> str:
    return dice.choice((*TYPES, credit_code(dice, "11") + figures(dice, 3)))


def no_licence_type(dice: Random) -> str:
    return dice.choice(
        (licence_type(dice)[:18], licence_type(dice)[:20] + "A", "O" + licence_type(dice)[1:], "J390102-2026")
    )


def person_name(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random) -> str:
        name = characters(dice, 2, 4)
        return dice.choice((name, name, dice.choice(LATIN), f"{name[0]}　{name[1:]}", f"{name} {dice.choice(LATIN)}"))

    return made, _broken(made) | {
        "LENGTH": lambda dice: dice.choice((characters(dice, 1, 1), characters(dice, 51, 60))),
        "FORMAT": lambda dice: dice.choice(NO_NAMES),
    }


def organisation_name(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random) -> str:
        name = characters(dice, 4, 20)
        return dice.choice((name, f"{name}(集团)有限公司", f" {name}•{name}", f"３６０{name}", f"{name[:2]} LTD. (HK)"))

    return made, _broken(made) | _long(made, element.max_length or 200) | {
        "FORMAT": lambda dice: dice.choice(("厂", "12345", "1.2", "３６０", "2026-1", "，。", "1 2")),
    }


def phone(element: Element, codes: CodeList | None) -> Made:
    def made(dice: Random) -> str:
        mobile = f"1{dice.randint(3, 9)}9000{figures(dice, 5)}"
        return dice.choice(
            (mobile, f"+86 {mobile[:3]}-{mobile[3:7]}-{mobile[7:]}", f"(+86){mobile}", *dice.choices(PHONES, k=3))
        )

    wrong = ("1380013800", "12800138000", "张三 13900000000", "13900000000/13900000001", "0531-123", "1390000000000")
    return made, {"FORMAT": lambda dice: dice.choice(wrong)}


def code(element: Element, codes: CodeList | None) -> Made:
    known = [text for one in (codes.codes if codes else ()) for text in (one.code, one.name, *one.aliases)]
    wrong = ("不存在的值", "男女", "A9X", "其他的", "98Z", "12345", "？", "—1", "0.0")
    return lambda dice: dice.choice(known), {"NOT_IN_LIST": lambda dice: dice.choice(wrong)}


KINDS: dict[str, Callable[[Element, CodeList | None], Made]] = {
    function.__name__: function
    for function in (text, address_level, identifier, person_name, organisation_name, phone, code)
}
