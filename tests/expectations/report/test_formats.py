"""The same figures and the same words in every format, and the same bytes for the same rows."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from markupsafe import escape
from openpyxl import load_workbook

from expectations.report import mail
from expectations.report.letter import BODY_GROUPS, compose
from expectations.report.material import Material
from expectations.report.workbook import COLUMNS, RESOLVED, rows

GOLDEN = Path(__file__).parent / "civil_affairs.txt"


def squeezed(text: str) -> str:
    return re.sub(r"[\s：═─·【】]", "", text)


def visible(page: str) -> list[str]:
    body = page.split("<body", 1)[1].split(">", 1)[1]
    return [text for raw in re.split(r"<[^>]*>", body) if (text := squeezed(unescape(raw)))]


def test_golden_text(material: Material) -> None:
    assert mail.render(compose(material)).text == GOLDEN.read_text(encoding="utf-8")


def test_html_and_text_say_the_same(material: Material) -> None:
    parts = mail.render(compose(material))
    text, words = squeezed(parts.text), visible(parts.html)
    assert [word for word in words if word not in text] == []
    figures = sorted(re.findall(r"\d[\d,.]*", " ".join(words)))
    # The text repeats the table's head in every row; figures stand in both equally often.
    assert figures == sorted(re.findall(r"\d[\d,.]*", squeezed_words(parts.text)))


def squeezed_words(text: str) -> str:
    return re.sub(r"[：═─·【】]", " ", text)


def test_figures_are_equal_in_json_workbook_and_body(material: Material) -> None:
    letter = compose(material)
    parts = mail.render(letter)
    found = json.loads(parts.json)
    balances = [d.balance for d in material.deliveries if d.balance]
    expected = {
        "received": sum(b.received for b in balances),
        "accepted": sum(b.accepted for b in balances),
        "quarantined": sum(b.quarantined for b in balances),
        "superseded": sum(b.superseded for b in balances),
        "rejected": sum(b.rejected for b in balances),
        "files": len(material.deliveries),
        "rows_to_fix": 4,
    }
    assert {name: found["totals"][name] for name in expected} == expected
    assert {name: sum(d[name] for d in found["datasets"]) for name in expected} == expected
    order = ("files", "received", "accepted", "quarantined", "superseded", "rejected", "rows_to_fix")
    cover = load_workbook(BytesIO(parts.workbook))["说明"]
    [total] = [row for row in cover.iter_rows(values_only=True) if row[0] == "合计"]
    assert list(total[1:8]) == [expected[name] for name in order]
    line = "　".join(f"{head}{expected[name]:,}" for head, name in zip(HEADS, order, strict=True))
    assert squeezed(line) in squeezed(parts.text)
    assert f"待整改 {expected['rows_to_fix']} 条" in parts.subject


HEADS = ("文件", "收到", "＝接收", "＋隔离", "＋重复", "＋拒收", "待整改")


def test_the_list_has_every_faulty_row(material: Material) -> None:
    book = load_workbook(BytesIO(mail.render(compose(material)).workbook))
    assert book.sheetnames == ["说明", "婚姻登记", "标准地址"]
    sheet = list(book["标准地址"].iter_rows(values_only=True))
    assert list(sheet[0]) == list(COLUMNS)
    said = (
        "390102001001", "地址全文", None, "standard_addresses.text.MISSING", "地址全文为空", "请补填地址全文",
        "GB/T 36344-2018 数据元素完整性", "错误",
    )  # fmt: skip
    assert sheet[1:] == [
        ("地址.csv", 8, *said, None, "f0000000000000006", "2026-09-03", "2026-10-20"),
        ("地址-旧.csv", 8, *said, RESOLVED, "f0000000000000005", "2026-09-03", None),
    ]
    assert [row[1] for row in book["婚姻登记"].iter_rows(min_row=2, values_only=True)] == [4, 17, 99, 4]
    assert book["婚姻登记"].freeze_panes == "A2"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "{=", "http://", "\x0b="])
def test_a_value_never_becomes_a_formula_or_a_link(material: Material, sign: str) -> None:
    text = f"{sign}HYPERLINK(1)"
    evil = replace(material.faults[1], masked_value=text, key=text, file_name=text)
    book = load_workbook(BytesIO(mail.render(compose(replace(material, faults=(evil,)))).workbook))
    cells = next(book["婚姻登记"].iter_rows(min_row=2))
    shown = text.replace("\x0b", "_x000B_")  # how an .xlsx writes a control character
    assert [(cell.data_type, cell.value, cell.hyperlink) for cell in (cells[0], cells[2], cells[4])] == [
        ("s", shown, None)
    ] * 3
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_no_header_is_smuggled_in(material: Material) -> None:
    """What departments send stands in no header; what the catalogue says cannot end one."""
    evil = replace(
        material.faults[1], masked_value="x\r\nBcc: a@x.example", file_name="x\r\nBcc: a@x.example\r\n\r\n.csv"
    )
    deliveries = tuple(replace(each, file_name=evil.file_name) for each in material.deliveries)
    letter = compose(replace(material, faults=(evil,), deliveries=deliveries))
    message = mail.parse(mail.eml(letter, mail.render(letter)))
    assert set(message.keys()) == {
        "Subject", "To", "Cc", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
        "Content-Type",
    }  # fmt: skip
    for changed in (
        replace(letter, subject="x\r\nBcc: a@x.example"),
        replace(letter, to=("b@x.example\nBcc: a@x.example",)),
        replace(letter, cc=("b@x.example\rBcc: a@x.example",)),
    ):
        with pytest.raises(ValueError, match="linefeed or carriage return"):
            mail.eml(changed, mail.render(changed))


def test_body_prints_ten_groups_and_says_how_many_more(material: Material) -> None:
    many = tuple(
        replace(material.faults[1], fault_id=f"f{n}", line=n, rule_id=f"marriages.c{n % 13}.BAD") for n in range(1, 40)
    )
    letter = compose(replace(material, faults=many))
    assert (len(letter.errors), len(letter.body_errors), letter.body_hints) == (13, BODY_GROUPS, ())
    parts = mail.render(letter)
    assert "其余 3 类、9 处错误见附件清单" in parts.text
    assert len(rows(letter, many[0].source)) == 39


def test_no_fault_of_ours_is_said_to_be_none(material: Material) -> None:
    clean = replace(material, deliveries=material.deliveries[:1], faults=(), unpassed=())
    parts = mail.render(compose(clean))
    assert "三、我方问题\n无。\n" in re.sub(r"\n[\s═─]*\n", "\n", parts.text)
    words = visible(parts.html)
    assert words[words.index("三、我方问题") + 1] == "无。"


def test_same_rows_in_any_order_give_the_same_bytes(material: Material) -> None:
    letter = compose(material)
    other = compose(replace(material, faults=material.faults[::-1], deliveries=material.deliveries[::-1]))
    first, second = mail.eml(letter, mail.render(letter)), mail.eml(other, mail.render(other))
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()


def test_the_mail(material: Material) -> None:
    letter = compose(material)
    parts = mail.render(letter)
    message = mail.parse(content := mail.eml(letter, parts))
    assert message.as_bytes() == content
    assert {name: message[name] for name in ("Subject", "To", "Cc", "Date", "Message-ID", "From")} == {
        "Subject": letter.subject,
        "To": "registry@dept.yunzhou.example, civil@dept.yunzhou.example",
        "Cc": "civil.office@dept.yunzhou.example",
        "Date": "Wed, 30 Sep 2026 18:00:00 +0800",
        "Message-ID": f"<{letter.report_id}@yiyuan.invalid>",
        "From": None,
    }
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert [part.get_content().splitlines() for part in (plain, page)] == [
        parts.text.splitlines(),
        parts.html.splitlines(),
    ]
    assert [a.get_filename() for a in message.iter_attachments()] == ["待整改清单.xlsx", "report.json"]
    assert [a.get_content() for a in message.iter_attachments()] == [parts.workbook, parts.json.encode()]


def test_reads_offline_and_is_small(material: Material) -> None:
    page = mail.render(compose(material)).html
    assert len(page.encode()) < 100_000
    assert re.findall(r"(?i)https?:|<img|<link|<script|@import|url\(", page) == []


@pytest.mark.parametrize("evil", ["<b>&", '"><script>x</script>', "{{ doc }}", "' onload='x"])
def test_markup_in_data_is_text(material: Material, evil: str) -> None:
    """Wherever data stand in the page: value, file name of a row, of a file refused, and its sentence."""

    def page(text: str) -> str:
        fault = replace(material.faults[1], masked_value=text, file_name=text)
        deliveries = tuple(replace(d, file_name=text, sentence=d.sentence and text) for d in material.deliveries)
        return mail.render(compose(replace(material, faults=(fault,), deliveries=deliveries))).html

    tags = re.compile(r"<[^>]*>")
    assert tags.findall(page(evil)) == tags.findall(page("无害"))
    assert page(evil).count(str(escape(evil))) == page("无害").count("无害") > 3
