"""Planted leaks in every part. Synthetic people live in 3901xx."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from expectations.report import mail
from expectations.report.letter import compose
from expectations.report.letters import texts, write
from expectations.report.mail import Parts
from expectations.report.material import Material
from expectations.report.scan import Leak, scan
from expectations.report.workbook import workbook


def resident(first: str) -> str:
    """A synthetic identity number from its first 17 digits."""
    return first + "10X98765432"[sum(2 ** (17 - n) * int(d) for n, d in enumerate(first)) % 11]


PERSON = resident("39010219900101123")
PHONE = "13800000000"


def with_html(parts: Parts, _: Material, leak: str) -> Parts:
    return replace(parts, html=parts.html.replace("</body>", f"<p>{leak[:1]}<b><!-- -->{leak[1:]}</b></p></body>"))


def with_text(parts: Parts, _: Material, leak: str) -> Parts:
    return replace(parts, text=parts.text + leak)


def with_json(parts: Parts, _: Material, leak: str) -> Parts:
    return replace(parts, json=parts.json.replace("}", f', "x": "{leak}"}}', 1))


def with_subject(parts: Parts, _: Material, leak: str) -> Parts:
    return replace(parts, subject=parts.subject + leak)


def with_workbook(parts: Parts, material: Material, leak: str) -> Parts:
    leaking = tuple(replace(fault, key=leak) for fault in material.faults)
    return replace(parts, workbook=workbook(compose(replace(material, faults=leaking))))


PLANTS: list[tuple[str, Callable[[Parts, Material, str], Parts]]] = [
    ("正文", with_html),
    ("纯文本", with_text),
    ("report.json", with_json),
    ("主题", with_subject),
    ("待整改清单.xlsx", with_workbook),
]


@pytest.mark.parametrize(("leak", "kind"), [(PERSON, "公民身份号码"), (PHONE, "手机号码"), ("王建国", "姓名")])
@pytest.mark.parametrize(("part", "plant"), PLANTS)
def test_a_planted_leak_is_found_in_its_part(
    material: Material, part: str, plant: Callable[[Parts, Material, str], Parts], leak: str, kind: str
) -> None:
    clean = mail.render(compose(material))
    assert scan(texts(clean), material.names, "") == []
    leaks = scan(texts(plant(clean, material, leak)), material.names, "")
    assert {(found.part, found.kind) for found in leaks} == {(part, kind)}
    assert leak not in "".join(map(str, leaks))


def test_a_name_that_is_a_word_of_the_letter_is_not_looked_for() -> None:
    parts = {"正文": ["方便时请与王建国联系"]}
    assert scan(parts, {"方便", "王建国", "", "王"}, "方便") == [Leak("正文", "姓名", 1)]


@pytest.mark.parametrize(
    "change",
    [{"masked_value": PERSON}, {"masked_value": "王建国"}, {"file_name": f"{PHONE}.csv"}, {"key": "李秀英"}],
)
def test_a_leaking_row_blocks_the_letter_without_saying_the_value(material: Material, change: dict[str, str]) -> None:
    leaking = replace(material, faults=tuple(replace(fault, **change) for fault in material.faults))
    written = write(leaking)
    assert (written.parts, written.content) == (None, b"")
    assert written.blocked is not None and written.blocked.startswith("函件含个人信息，已拦截：")
    assert not any(value in written.blocked for value in change.values())


def test_an_organisation_may_bear_its_owners_name(material: Material) -> None:
    shop = replace(material.faults[1], masked_value="王建国副食店", public=True)
    assert write(replace(material, faults=(shop,))).blocked is None
    assert write(replace(material, faults=(replace(shop, public=False),))).blocked is not None
