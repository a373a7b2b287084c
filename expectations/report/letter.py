"""The letter as figures and short texts: computed from literal rows by pure functions, before any format."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from expectations.report import basis, open_faults, wording
from expectations.report.material import Contact, Fault, Material
from expectations.report.open_faults import Group
from expectations.report.parts import OURS, Counts, Part, add, part
from expectations.report.working_days import WORKING_DAYS, Deadline, deadline
from spark_jobs.deliveries import CHINA

#: Groups printed in the body; all rows of all groups are in the workbook.
BODY_GROUPS = 10


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
    resolved: tuple[Group, ...]
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


def compose(material: Material) -> Letter:
    """The letter on what one department delivered in one period. Raises UnbalancedError."""
    as_of = material.as_of.astimezone(CHINA)
    faults = open_faults.split(material)
    errors = open_faults.groups(material, [f for f in faults.open if f.severity == "error"])
    hints = open_faults.groups(material, [f for f in faults.open if f.severity == "warn"])
    parts = tuple(part(material, dataset, faults, as_of.date()) for dataset in material.datasets)
    totals, last_day = add(each.counts for each in parts), deadline(as_of.date())
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
        resolved=open_faults.groups(material, faults.resolved),
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
