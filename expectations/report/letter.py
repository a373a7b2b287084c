"""The letter as figures and short texts: computed from literal rows by pure functions, before any format."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from expectations.report import basis, open_faults, wording
from expectations.report.arrival import Punctuality, punctuality
from expectations.report.material import Contact, Dataset, Delivery, Fault, Material
from expectations.report.open_faults import Group
from expectations.report.working_days import WORKING_DAYS, Deadline, deadline

#: Departments, deadlines and periods live in China Standard Time.
CHINA = timezone(timedelta(hours=8))
#: Groups printed in the body; all rows of all groups are in the workbook.
BODY_GROUPS = 10
#: Verdicts on a whole delivery that are the platform's business: nothing to send again.
OURS = frozenset({"UNBALANCED", "GATE_FAILED", "GATE_NOT_CHECKED", "DISK_FULL", "IO_ERROR", "STILL_WRITING"})
STATUSES = ("published", "quarantined", "duplicate", "unreadable")


class Unbalanced(ValueError):
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


@dataclass(frozen=True)
class Letter:
    """One department, one period. Every format prints these figures and computes none of its own."""

    report_id: str
    department: str
    label: str
    period: str
    as_of: datetime
    deadline: Deadline
    days: int
    subject: str
    headline: str
    totals: Counts
    parts: tuple[Part, ...]
    errors: tuple[Group, ...]
    hints: tuple[Group, ...]
    ours: tuple[str, ...]
    checks: int
    unfinished: int
    contacts: tuple[tuple[str, Contact], ...]
    standards: tuple[str, ...]
    sql: tuple[str, str]
    to: tuple[str, ...]
    cc: tuple[str, ...]

    @property
    def body_errors(self) -> tuple[Group, ...]:
        """The groups of errors that the body prints."""
        return self.errors[:BODY_GROUPS]

    @property
    def body_hints(self) -> tuple[Group, ...]:
        """The groups of hints that the body prints, if errors leave room."""
        return self.hints[: BODY_GROUPS - len(self.body_errors)]

    @property
    def must_act(self) -> bool:
        """Whether the department has anything to do by the deadline."""
        return self.totals.rows_to_fix + self.totals.files_to_resend > 0


def report_id(department: str, period: str) -> str:
    """`r` and 16 hexadecimal digits, the same for every run."""
    return "r" + hashlib.sha256(f"{department}\x1f{period}".encode()).hexdigest()[:16]


def add(counts: Iterable[Counts]) -> Counts:
    """The sum, field by field."""
    rows = list(counts)
    return Counts(**{f.name: sum(getattr(row, f.name) for row in rows) for f in fields(Counts)})


def compose(material: Material) -> Letter:
    """The letter on what one department delivered in one period. Raises Unbalanced."""
    as_of = material.as_of.astimezone(CHINA)
    faults = open_faults.split(material)
    errors = open_faults.groups(material, [f for f in faults.open if f.severity == "error"])
    hints = open_faults.groups(material, [f for f in faults.open if f.severity == "warn"])
    parts = tuple(_part(material, dataset, faults, as_of.date()) for dataset in material.datasets)
    totals, last_day = add(part.counts for part in parts), deadline(as_of.date())
    to, cc = recipients(material)
    snapshots = [dataset.source for dataset in material.datasets if dataset.mode == "snapshot"]
    return Letter(
        report_id=report_id(material.department, material.period),
        department=material.department,
        label=material.label,
        period=material.period,
        as_of=as_of,
        deadline=last_day,
        days=WORKING_DAYS,
        subject=wording.subject(material.label, material.period, totals, last_day.on),
        headline=wording.headline(parts, totals, last_day.on),
        totals=totals,
        parts=parts,
        errors=errors,
        hints=hints,
        ours=_ours(material),
        checks=material.checks,
        unfinished=sum(check.times for check in material.unpassed if check.verdict == "could_not_check"),
        contacts=_contacts(material),
        standards=(*basis.STANDARDS, *sorted({g.rule.basis for g in (*errors, *hints)} - set(basis.STANDARDS))),
        sql=basis.queries(material.department, material.period, snapshots),
        to=to,
        cc=cc,
    )


def recipients(material: Material) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """To: each dataset's steward, then the department's; Cc: its copies. Nobody twice."""
    to = tuple(dict.fromkeys([*(dataset.steward.email for dataset in material.datasets), material.steward.email]))
    return to, tuple(address for address in dict.fromkeys(material.copy_to) if address not in to)


def _contacts(material: Material) -> tuple[tuple[str, Contact], ...]:
    return tuple((dataset.label, dataset.steward) for dataset in material.datasets)


def _part(material: Material, dataset: Dataset, faults: open_faults.Split, today: date) -> Part:
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
    """Files and rows of one dataset. Raises Unbalanced, naming the delivery and its figures."""
    return add(_count(delivery) for delivery in deliveries)


def _count(delivery: Delivery) -> Counts:
    if delivery.status not in STATUSES:
        raise Unbalanced(f"{delivery.source} {delivery.delivery_id}: unknown status {delivery.status}")
    name = "withheld" if delivery.status == "quarantined" else delivery.status
    files = {"files": 1, name: 1}
    rows = delivery.balance
    if rows is None:
        if delivery.status in ("published", "quarantined"):
            raise Unbalanced(f"{delivery.source} {delivery.delivery_id}: no row in ledger.balance")
        return Counts(**files)
    if rows.received != rows.accepted + rows.quarantined + rows.superseded + rows.rejected:
        raise Unbalanced(
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


def _ours(material: Material) -> tuple[str, ...]:
    labels = {dataset.source: dataset.label for dataset in material.datasets}
    deliveries = sorted(material.deliveries, key=lambda d: (d.source, d.file_name, d.delivery_id))
    stopped = [wording.stopped(labels[d.source], d) for d in deliveries if d.reason in OURS - {"STILL_WRITING"}]
    checks = [wording.unpassed(labels.get(u.source, u.source), u) for u in sorted(material.unpassed, key=repr)]
    faults = _count_ours(material.faults)
    return (*stopped, *checks, *(wording.our_faults(labels.get(s, s), who, n) for (s, who), n in faults))


def _count_ours(faults: Iterable[Fault]) -> list[tuple[tuple[str, str], int]]:
    counts: dict[tuple[str, str], int] = {}
    for fault in faults:
        if fault.attributed_to != "source":
            counts[fault.source, fault.attributed_to] = counts.get((fault.source, fault.attributed_to), 0) + 1
    return sorted(counts.items())
