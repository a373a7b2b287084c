"""Write each department's letter of a period."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.load import load
from catalog.terms import MONTH
from expectations.report import collect, entries, kept, letter, mail, open_faults, scan
from expectations.report.collect import Month
from expectations.report.entries import Entry
from expectations.report.letter import report_id
from expectations.report.mail import Parts
from expectations.report.material import Material
from expectations.report.own_words import own_words
from expectations.report.parts import UnbalancedError
from expectations.report.workbook import FILE_NAME
from spark_jobs.deliveries import CHINA
from spark_jobs.ledger import LEAVING, links
from spark_jobs.session import connect

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class LettersFailedError(RuntimeError):
    """Some letters could not be composed; the message names their departments. `composed`: the ids of the others."""

    def __init__(self, failed: Mapping[str, Exception], composed: list[str]) -> None:
        causes = "，".join(f"{department}（{type(error).__name__}）" for department, error in failed.items())
        super().__init__(f"未能写成的函件：{causes}")
        self.composed = composed


@dataclass(frozen=True)
class Written:
    """A letter in all its formats, or the reason why there is none."""

    material: Material
    parts: Parts | None
    content: bytes
    blocked: str | None

    @property
    def report_id(self) -> str:
        """That of its department and period."""
        return report_id(self.material.department, self.material.period)

    @property
    def content_hash(self) -> str | None:
        """SHA-256 of letter.eml."""
        return hashlib.sha256(self.content).hexdigest() if self.content else None

    @property
    def files(self) -> dict[str, bytes]:
        """Name → content, letter.eml last; nothing of a blocked letter."""
        if self.parts is None:
            return {}
        return {
            "letter.html": self.parts.html.encode(),
            "letter.txt": self.parts.text.encode(),
            FILE_NAME: self.parts.workbook,
            "report.json": self.parts.json.encode(),
            kept.EML: self.content,
        }


def compose(period: str | None = None, *departments: str) -> list[str]:
    """Write reports/<period>/<department>/ and quality.report; the report ids, blocked letters included.

    `period` is `YYYY-MM`, by default the newest in the ledger (no letters before the first delivery); without
    departments it is the letters of all. A letter that has been sent, or is to be sent, stays as it is; what would now
    be said instead is put beside it, under update/. Raises ValueError for a period or department that there cannot be,
    and once all others are composed, LettersFailedError.
    """
    spark, catalogue = connect(), load()
    if unknown := sorted(set(departments) - catalogue.departments.keys()):
        raise ValueError(f"no department `{unknown[0]}` in the catalogue")
    period = period_of(spark, period)
    if period is None:
        return []
    month, known, chained = collect.month(spark, catalogue, period), entries.entries(spark), links(spark, "report")
    rows, failed = list[Entry](), dict[str, Exception]()
    for name in departments or collect.departments(catalogue):
        try:
            rows.append(_keep(write(_material(month, name, known, chained)), known))
        except Exception as error:  # whatever it is, it is the trouble of one letter
            failed[name] = error
    entries.enter(spark, rows)
    done = [row["report_id"] for row in rows]
    if failed:
        raise LettersFailedError(failed, done) from ExceptionGroup("letters", list(failed.values()))
    return done


def today() -> date:
    """The day of a letter that is written now, in China."""
    return datetime.now(CHINA).date()


def _material(month: Month, department: str, known: Mapping[str, Entry], chained: Mapping[str, int]) -> Material:
    """A letter that has left keeps its day, by which its deadline counts, and hears of no repeat that came later."""
    found = report_id(department, month.lake.period)
    row = known.get(found)
    if row and row["state"] in LEAVING:
        return collect.material(month, department, row["issued_on"], chained.get(found))
    return collect.material(month, department, today())


def period_of(spark: SparkSession, period: str | None) -> str | None:
    """The period itself, or the newest in the ledger, None if that is empty. Raises ValueError for what is none."""
    if period is not None and not MONTH.fullmatch(period):
        raise ValueError(f"period `{period}` is not YYYY-MM")
    return period or collect.newest_period(spark)


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


def _keep(item: Written, known: Mapping[str, Entry]) -> Entry:
    """Put the files where they belong; the row that says so."""
    row, place = known.get(item.report_id), kept.folder(item.material.period, item.material.department)
    if row is None or row["state"] not in LEAVING:
        return _anew(item, place)
    if item.content_hash == row["content_hash"]:
        kept.keep(place, item.files)
        kept.discard(place / kept.UPDATE)
        return row | {"detail": None}
    there = kept.content(place, row["content_hash"]) is not None
    if row["state"] == "queued" and not there and not kept.accepted(place, row["content_hash"]):
        return _anew(item, place)  # what was to be sent is lost, and no server has taken it
    kept.discard(place / kept.UPDATE)
    if item.files:
        kept.keep(place / kept.UPDATE, item.files)
    return row | {"detail": _remark(item, there)}


def _anew(item: Written, place: Path) -> Entry:
    if item.files:
        kept.keep(place, item.files)
    balances = [delivery.balance for delivery in item.material.deliveries if delivery.balance]
    errors = [fault for fault in open_faults.split(item.material).open if fault.severity == "error"]
    return {
        "report_id": item.report_id,
        "department": item.material.department,
        "period": item.material.period,
        "sent_at": None,
        "state": "blocked" if item.blocked else "composed",
        "content_hash": item.content_hash,
        "rows_received": sum(balance.received for balance in balances),
        "rows_to_fix": len(set(map(open_faults.place, errors))),
        "detail": item.blocked,
        "issued_on": item.material.as_of.astimezone(CHINA).date(),
    }


def _remark(item: Written, there: bool) -> str:
    """What to know of a letter that left, once the data say something else."""
    now = f"写成的函件在 {kept.UPDATE}/，未发送" if item.files else f"写不成函件：{item.blocked}"
    lost = "" if there else "；发出的那一份文件已不在，且不能照原样重写"
    return f"函件定稿后数据有变，按现在的数据{now}{lost}"
