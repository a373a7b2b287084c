"""Write each department's letter of a period, and send it once."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.load import load
from catalog.terms import MONTH
from expectations.report import collect, letter, mail, open_faults, scan
from expectations.report.letter import report_id
from expectations.report.mail import Parts
from expectations.report.material import Material
from expectations.report.own_words import own_words
from expectations.report.parts import UnbalancedError
from expectations.report.workbook import FILE_NAME
from spark_jobs import tables
from spark_jobs.home import Home
from spark_jobs.session import connect

if TYPE_CHECKING:
    from pyspark.sql import Row, SparkSession

#: Written after the mail server took a letter and before the lake knows.
ACCEPTED = ".accepted"
#: What a later state of the data would say, once a letter is sent; never sent by itself.
UPDATE = "update"


class LetterBlockedError(RuntimeError):
    """The letter may not leave; the message says why, without the value that blocks it."""


class LetterChangedError(RuntimeError):
    """letter.eml is not the one that was composed."""


@dataclass(frozen=True)
class Written:
    """A letter in all its formats, or the reason why there is none."""

    material: Material
    parts: Parts | None
    content: bytes
    blocked: str | None

    @property
    def content_hash(self) -> str | None:
        """SHA-256 of letter.eml."""
        return hashlib.sha256(self.content).hexdigest() if self.content else None


def compose(period: str | None = None, department: str | None = None) -> list[str]:
    """Write reports/<period>/<department>/ and quality.report; the report ids, blocked letters included.

    `period` is `YYYY-MM`, by default the newest in the ledger (no letters before the first delivery). A letter that has
    been sent, or is being sent, stays as it is; what would now be said instead is put beside it, under update/.
    Raises ValueError for a period or department that there cannot be.
    """
    spark, catalogue = connect(), load()
    if period is not None and not MONTH.fullmatch(period):
        raise ValueError(f"period `{period}` is not YYYY-MM")
    if department is not None and department not in catalogue.departments:
        raise ValueError(f"no department `{department}` in the catalogue")
    period = period or collect.newest_period(spark)
    if period is None:
        return []
    written = [write(material) for material in collect.materials(spark, catalogue, period, department)]
    states = {row.report_id: row.state for row in spark.sql("SELECT report_id, state FROM quality.report").collect()}
    fresh = [item for item in written if states.get(_id(item)) not in ("sent", "queued")]
    for item in written:
        _keep(item, states.get(_id(item)))
    if fresh:
        tables.upsert(spark, "quality.report", [_state(item) for item in fresh], "report_id")
    return [_id(item) for item in written]


def write(material: Material) -> Written:
    """All formats of one letter, scanned; blocked if rows do not add up or something personal would leave."""
    try:
        composed = letter.compose(material)
    except UnbalancedError as error:
        return Written(material, None, b"", f"收发行数不平衡：{error}")
    parts = mail.render(composed)
    leaks = scan.scan(texts(parts), material.names, own_words(composed))
    if leaks:
        return Written(material, None, b"", "函件含个人信息，已拦截：" + "；".join(map(str, leaks)))
    return Written(material, parts, mail.eml(composed, parts), None)


def texts(parts: Parts) -> dict[str, list[str]]:
    """Everything a reader of the e-mail can see, by part."""
    return {
        "主题": [parts.subject],
        "正文": scan.html_texts(parts.html),
        "纯文本": parts.text.splitlines(),
        FILE_NAME: sorted(scan.workbook_texts(parts.workbook)),
        "report.json": parts.json.splitlines(),
    }


def send(report_id: str, deliver: Callable[[EmailMessage], None]) -> bool:
    """Hand one letter to `deliver`; False if it had been accepted before. Sending twice sends once.

    A crash after the server accepted it and before `.accepted` is on disk leaves the state `queued`; the next run then
    hands over the same bytes with the same Message-ID, by which the receiving side knows them. Raises LookupError for
    an unknown id, LetterBlockedError, LetterChangedError, and whatever `deliver` raises (the state stays `queued`).
    """
    spark = connect()
    row = _row(spark, report_id)
    if row.state == "sent":
        return False
    if row.state == "blocked":
        raise LetterBlockedError(f"{row.department} {row.period}: {row.detail}")
    folder = _folder(row.period, row.department)
    content, mark = (folder / "letter.eml").read_bytes(), folder / ACCEPTED
    if hashlib.sha256(content).hexdigest() != row.content_hash:
        raise LetterChangedError(f"{row.department} {row.period}: letter.eml is not the composed one; compose it again")
    accepted = mark.exists() and mark.read_text() == row.content_hash
    if not accepted:
        _move(spark, row, "queued", None)
        deliver(mail.parse(content))
        _put(mark, row.content_hash.encode())
    _move(spark, row, "sent", datetime.now(UTC).replace(microsecond=0))
    return not accepted


def _id(item: Written) -> str:
    return report_id(item.material.department, item.material.period)


def _folder(period: str, department: str) -> Path:
    return Home.of_environment().reports / period / department


def _keep(item: Written, state: str | None) -> None:
    """Put the files where they belong; letter.eml last. Nothing of a blocked letter is written."""
    folder = _folder(item.material.period, item.material.department)
    if state in ("sent", "queued"):
        if (folder / "letter.eml").read_bytes() == item.content:
            return
        folder = folder / UPDATE
    if item.parts is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    _put(folder / "letter.html", item.parts.html.encode())
    _put(folder / "letter.txt", item.parts.text.encode())
    _put(folder / FILE_NAME, item.parts.workbook)
    _put(folder / "report.json", item.parts.json.encode())
    _put(folder / "letter.eml", item.content)


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _state(item: Written) -> dict[str, object]:
    balances = [delivery.balance for delivery in item.material.deliveries if delivery.balance]
    errors = [fault for fault in open_faults.split(item.material).open if fault.severity == "error"]
    return {
        "report_id": _id(item),
        "department": item.material.department,
        "period": item.material.period,
        "sent_at": None,
        "state": "blocked" if item.blocked else "composed",
        "content_hash": item.content_hash,
        "rows_received": sum(balance.received for balance in balances),
        "rows_to_fix": len(set(map(open_faults.place, errors))),
        "detail": item.blocked,
    }


def _row(spark: SparkSession, report_id: str) -> Row:
    if not re.fullmatch(r"r[0-9a-f]{16}", report_id):
        raise LookupError(f"`{report_id}` is not a report id")
    tables.ensure(spark, "quality.report")
    rows = spark.sql(f"SELECT * FROM quality.report WHERE report_id = '{report_id}'").collect()
    if not rows:
        raise LookupError(f"no letter {report_id} in quality.report")
    return rows[0]


def _move(spark: SparkSession, row: Row, state: str, sent_at: datetime | None) -> None:
    tables.upsert(spark, "quality.report", [{**row.asDict(), "state": state, "sent_at": sent_at}], "report_id")
