"""Send each letter once, whatever happens between."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING, TypedDict

from catalog.load import load
from expectations.report import collect, entries, kept, mail
from expectations.report.entries import Entry
from expectations.report.letter import report_id
from expectations.report.letters import LettersFailedError, compose, period_of
from spark_jobs.ledger import LEAVING
from spark_jobs.session import connect

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

log = logging.getLogger(__name__)


class LetterBlockedError(RuntimeError):
    """The letter may not leave; the message says why, without the value that blocks it."""


class LetterChangedError(RuntimeError):
    """letter.eml is not the one that was composed, or is gone."""


class Due(TypedDict):
    """A letter that is to be sent now, JSON-able; `report_id` is None if it could not be composed with the others."""

    period: str
    department: str
    report_id: str | None


def prepare(period: str | None = None) -> list[Due]:
    """Compose the letters that are to be sent now, and let them be such: chained, and changed no more. In order.

    `period` as for `compose`. Those of earlier periods that are still queued come first; they go as they are, also if
    they cannot be composed any more.
    """
    wanted, composed = due(period), set[str]()
    for month in dict.fromkeys(month for month, _ in wanted):
        composed |= _composed(month, [department for period, department in wanted if period == month])
    queue(composed)
    ready = composed | {found for found, row in entries.entries(connect()).items() if row["state"] in LEAVING}
    ids = [(month, department, report_id(department, month)) for month, department in wanted]
    return [
        {"period": month, "department": department, "report_id": found if found in ready else None}
        for month, department, found in ids
    ]


def _composed(period: str, departments: list[str]) -> set[str]:
    """The ids of those that could be; a department may have left the catalogue while its letter waited."""
    declared = [department for department in departments if department in load().departments]
    try:
        return set(compose(period, *declared)) if declared else set()
    except LettersFailedError as failed:
        log.error("%s", failed)
        return set(failed.composed)


def due(period: str | None = None) -> list[tuple[str, str]]:
    """Period and department of every letter to be sent now, in order: first those of earlier periods still queued.

    `period` as for `compose`. A letter that was only composed, to be looked at, is not sent because a month has passed.
    """
    spark = connect()
    period = period_of(spark, period)
    if period is None:
        return []
    waiting = [row for row in entries.entries(spark).values() if row["state"] == "queued" and row["period"] < period]
    late = sorted((row["period"], row["department"]) for row in waiting)
    return [*late, *((period, department) for department in collect.departments(load()))]


def queue(report_ids: Collection[str]) -> None:
    """Let composed letters be ones that are to be sent; any other stays what it is. KeyError for an unknown id."""
    spark = connect()
    known = entries.entries(spark)
    rows = [known[found] for found in sorted(report_ids)]
    entries.move(spark, [row for row in rows if row["state"] == "composed"], "queued")


def send_due(letter: Due, deliver: Callable[[EmailMessage], None]) -> bool:
    """Send one letter of `prepare`; one that could not be composed with the others is tried once more, alone.

    Returns and raises as `send`, and LettersFailedError.
    """
    return send(letter["report_id"] or compose(letter["period"], letter["department"])[0], deliver)


def send(report_id: str, deliver: Callable[[EmailMessage], None]) -> bool:
    """Hand one letter to `deliver`; False if it had been accepted before. Sending twice sends once.

    A crash after the server accepted it and before `.accepted` is on disk leaves the state `queued`; the next run then
    hands over the same bytes with the same Message-ID, by which the receiving side knows them. Raises LookupError for
    an unknown id, LetterBlockedError, LetterChangedError, and whatever `deliver` raises (the state stays `queued`).
    """
    spark = connect()
    row = _entry(spark, report_id)
    if row["state"] == "sent":
        return False
    name = f"{row['department']} {row['period']}"
    if row["state"] == "blocked":
        raise LetterBlockedError(f"{name}: {row['detail']}")
    place, content_hash = kept.folder(row["period"], row["department"]), row["content_hash"]
    accepted = kept.accepted(place, content_hash)
    if not accepted:
        content = kept.content(place, content_hash)
        if content is None:
            raise LetterChangedError(f"{name}: there is no {kept.EML} as it was composed; compose it again")
        if row["state"] != "queued":
            entries.move(spark, [row], "queued")
        deliver(mail.parse(content))
        kept.accept(place, content_hash)
    entries.move(spark, [row], "sent", datetime.now(UTC).replace(microsecond=0))
    return not accepted


def _entry(spark: SparkSession, report_id: str) -> Entry:
    found = entries.entries(spark).get(report_id)
    if found is None:
        raise LookupError(f"no letter {report_id} in quality.report")
    return found
