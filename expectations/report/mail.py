"""The letter as one e-mail whose bytes depend on nothing but the letter."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from expectations.report.document import document
from expectations.report.figures import figures
from expectations.report.letter import Letter
from expectations.report.render import html, text
from expectations.report.workbook import FILE_NAME, workbook

XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Parts:
    """Everything a letter is sent with."""

    subject: str
    html: str
    text: str
    workbook: bytes
    json: str


def render(letter: Letter) -> Parts:
    """All formats of one letter."""
    doc = document(letter)
    return Parts(letter.subject, html(doc), text(doc), workbook(letter), figures(letter))


def eml(letter: Letter, parts: Parts) -> bytes:
    """RFC 5322 bytes without a From line: the SMTP connection that sends it knows its own address.

    Date and Message-ID come from the letter, so that a letter sent again is recognised as the same one.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = parts.subject
    message["To"] = ", ".join(letter.to)
    if letter.cc:
        message["Cc"] = ", ".join(letter.cc)
    message["Date"] = format_datetime(letter.as_of)
    message["Message-ID"] = f"<{letter.report_id}@yiyuan.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "zh-CN"
    message.set_content(parts.text, cte="base64")
    message.add_alternative(parts.html, subtype="html", cte="base64")
    message.add_attachment(parts.workbook, maintype="application", subtype=XLSX, filename=FILE_NAME)
    message.add_attachment(parts.json.encode(), maintype="application", subtype="json", filename="report.json")
    message.set_boundary(f"=_{letter.report_id}_mixed")
    [alternative] = [part for part in message.iter_parts() if part.get_content_type() == "multipart/alternative"]
    alternative.set_boundary(f"=_{letter.report_id}_alternative")
    return message.as_bytes()


def parse(content: bytes) -> EmailMessage:
    """The e-mail that `eml` wrote."""
    return message_from_bytes(content, policy=SMTP)
