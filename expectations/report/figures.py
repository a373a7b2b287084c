"""report.json: the figures of the letter for programs."""

from __future__ import annotations

import json
from dataclasses import asdict

from expectations.report.letter import Letter
from expectations.report.open_faults import Group, place
from expectations.report.parts import Part


def figures(letter: Letter) -> str:
    """JSON text; instants and days in ISO 8601, China Standard Time."""
    value = {
        "report_id": letter.report_id,
        "department": letter.department,
        "label": letter.label,
        "period": letter.period,
        "as_of": letter.as_of.isoformat(),
        "subject": letter.subject,
        "headline": letter.headline,
        "deadline": letter.deadline.on.isoformat() if letter.must_act else None,
        "working_days": letter.days,
        "totals": asdict(letter.totals),
        "datasets": [_dataset(part) for part in letter.parts],
        "errors": [_group(group) for group in letter.errors],
        "hints": [_group(group) for group in letter.hints],
        "our_faults": list(letter.ours),
        "checks": {"run": letter.checks, "could_not_check": letter.unfinished},
        "sql": {"received": letter.sql[0], "to_fix": letter.sql[1]},
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _dataset(part: Part) -> dict[str, object]:
    arrival = part.arrival
    return {
        "source": part.source,
        "label": part.label,
        **asdict(part.counts),
        "last_arrival": arrival.last.isoformat() if arrival.last else None,
        "due": arrival.due.isoformat() if arrival.due else None,
        "days_late": arrival.days_late,
        "files_with_remarks": [
            {"file_name": r.file_name, "kind": r.kind, "sentence": r.sentence, "resend": r.resend} for r in part.refused
        ],
    }


def _group(group: Group) -> dict[str, object]:
    return {
        "source": group.source,
        "rule_id": group.rule.rule_id,
        "column": group.rule.column_label,
        "sentence": group.rule.sentence,
        "fix": group.rule.fix,
        "basis": group.rule.basis,
        "faults": len(group.faults),
        "rows": len({place(fault) for fault in group.faults}),
    }
