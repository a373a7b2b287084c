"""Section 1 of the letter: what became of every file and every row of a dataset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

from expectations.report import open_faults
from expectations.report.arrival import Punctuality, punctuality
from expectations.report.material import Dataset, Delivery, Material
from spark_jobs.deliveries import CHINA

#: Verdicts on a whole delivery that are the platform's business: nothing to send again.
OURS = frozenset(
    {
        "UNBALANCED", "GATE_FAILED", "GATE_NOT_CHECKED", "DISK_FULL", "IO_ERROR", "STILL_WRITING", "READER_FAILED",
        "SCHEMA_CHANGED",
    }
)  # fmt: skip
STATUSES = ("published", "quarantined", "duplicate", "unreadable")


class UnbalancedError(ValueError):
    """A delivery whose rows do not add up. No letter may be written about it."""


@dataclass(frozen=True)
class Counts:
    """Files by what became of them, rows by verdict, and what is to be done. Everything adds up over datasets."""

    files: int = 0
    published: int = 0
    withheld: int = 0
    duplicate: int = 0
    unreadable: int = 0
    received: int = 0
    accepted: int = 0
    quarantined: int = 0
    superseded: int = 0
    rejected: int = 0
    rows_to_fix: int = 0
    faults: int = 0
    hints: int = 0
    resolved: int = 0
    files_to_resend: int = 0


@dataclass(frozen=True)
class Refused:
    """A file that as a whole is worth a word: not readable, not published, empty, or a repeat."""

    label: str
    file_name: str
    kind: Literal["unreadable", "quarantined", "empty", "duplicate"]
    sentence: str
    resend: bool


@dataclass(frozen=True)
class Part:
    """One dataset in section 1."""

    source: str
    label: str
    cycle: str
    grace_days: int
    counts: Counts
    arrival: Punctuality
    refused: tuple[Refused, ...]


def add(counts: Iterable[Counts]) -> Counts:
    """The sum, field by field."""
    rows = list(counts)
    return Counts(**{f.name: sum(getattr(row, f.name) for row in rows) for f in fields(Counts)})


def part(material: Material, dataset: Dataset, faults: open_faults.Split, today: date) -> Part:
    deliveries = sorted(
        (delivery for delivery in material.deliveries if delivery.source == dataset.source),
        key=lambda delivery: (delivery.received_at, delivery.file_name, delivery.delivery_id),
    )
    refused = tuple(_refused(dataset, delivery, deliveries) for delivery in deliveries if _worth_a_word(delivery))
    last = dataset.last_arrival.astimezone(CHINA).date() if dataset.last_arrival else None
    mine = [fault for fault in faults.open if fault.source == dataset.source]
    errors = [fault for fault in mine if fault.severity == "error"]
    rows = _rows(deliveries)
    todo = Counts(
        rows_to_fix=len({open_faults.place(fault) for fault in errors}),
        faults=len(errors),
        hints=len(mine) - len(errors),
        resolved=sum(fault.source == dataset.source for fault in faults.resolved),
        files_to_resend=sum(item.resend for item in refused),
    )
    arrival = punctuality(last, dataset.cycle, dataset.grace_days, today)
    return Part(dataset.source, dataset.label, dataset.cycle, dataset.grace_days, add([rows, todo]), arrival, refused)


def _rows(deliveries: list[Delivery]) -> Counts:
    """Files and rows of one dataset. Raises UnbalancedError, naming the delivery and its figures."""
    return add(_count(delivery) for delivery in deliveries)


def _count(delivery: Delivery) -> Counts:
    if delivery.status not in STATUSES:
        raise UnbalancedError(f"{delivery.source} {delivery.delivery_id}: unknown status {delivery.status}")
    name = "withheld" if delivery.status == "quarantined" else delivery.status
    files = {"files": 1, name: 1}
    rows = delivery.balance
    if rows is None:
        if delivery.status in ("published", "quarantined"):
            raise UnbalancedError(f"{delivery.source} {delivery.delivery_id}: no row in ledger.balance")
        return Counts(**files)
    if rows.received != rows.accepted + rows.quarantined + rows.superseded + rows.rejected:
        raise UnbalancedError(
            f"{delivery.source} {delivery.delivery_id}: received {rows.received} is not accepted {rows.accepted} "
            f"+ quarantined {rows.quarantined} + superseded {rows.superseded} + rejected {rows.rejected}"
        )
    return Counts(**files, **vars(rows))


def _worth_a_word(delivery: Delivery) -> bool:
    return delivery.status != "published" or delivery.reason is not None


def _refused(dataset: Dataset, delivery: Delivery, deliveries: list[Delivery]) -> Refused:
    kind: Literal["unreadable", "quarantined", "empty", "duplicate"]
    if delivery.reason == "EMPTY_DELIVERY":
        kind = "empty"
    else:
        kind = {"unreadable": "unreadable", "duplicate": "duplicate"}.get(delivery.status, "quarantined")  # type: ignore[assignment]
    replaced = any(_replaces(dataset, other, delivery) for other in deliveries)
    resend = delivery.status in ("quarantined", "unreadable") and delivery.reason not in OURS and not replaced
    sentence = (delivery.sentence or "平台没有记下原因，请与我们联系。") + (
        "（此后已收到新的报送）" if replaced and delivery.status != "duplicate" else ""
    )
    return Refused(dataset.label, delivery.file_name, kind, sentence, resend)


def _replaces(dataset: Dataset, other: Delivery, delivery: Delivery) -> bool:
    """Whether a later file made this one needless: the whole register again, or the same file name."""
    later = other.status in ("published", "duplicate") and other.received_at > delivery.received_at
    return later and (dataset.mode == "snapshot" or other.file_name == delivery.file_name)
