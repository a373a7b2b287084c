"""Faults a department is asked to mend: which are still open, grouped by dataset and rule, as rows of the list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from expectations.report.material import Fault, Material, RuleText
from spark_jobs.readers.verdict import ROW_REASONS

ROW_BASIS = "GB/T 36344-2018 数据格式合规性"


@dataclass(frozen=True)
class Split:
    """Faults of the source: still open, and gone in a later whole delivery of the same period."""

    open: tuple[Fault, ...]
    resolved: tuple[Fault, ...]


@dataclass(frozen=True)
class Group:
    """All open faults of one dataset under one rule, in order of file and line."""

    source: str
    label: str
    rule: RuleText
    severity: str
    faults: tuple[Fault, ...]

    @property
    def example(self) -> Fault:
        """The first fault that shows a value; else the first."""
        return next((fault for fault in self.faults if fault.masked_value), self.faults[0])

    @property
    def verdicts(self) -> tuple[tuple[str, int], ...]:
        """What became of the rows and of how many, most frequent first."""
        counts = Counter(fault.verdict for fault in self.faults)
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def place(fault: Fault) -> tuple[str, str]:
    """The row that a fault is in: delivery and line; a fault without a line stands for itself."""
    return fault.delivery_id, fault.fault_id if fault.line is None else str(fault.line)


def order(fault: Fault) -> tuple[str, int, str, str]:
    """By file, line, rule."""
    return fault.file_name, fault.line or 0, fault.rule_id, fault.fault_id


def split(material: Material) -> Split:
    """Only faults of the source count against it. A newer published snapshot shows what has been mended since."""
    arrived = {delivery.delivery_id: delivery.received_at for delivery in material.deliveries}
    snapshots = {dataset.source for dataset in material.datasets if dataset.mode == "snapshot"}
    newest = {
        source: max(d.received_at for d in material.deliveries if d.source == source and d.status == "published")
        for source in {d.source for d in material.deliveries if d.status == "published"} & snapshots
    }
    open_: list[Fault] = []
    resolved: list[Fault] = []
    for fault in sorted((f for f in material.faults if f.attributed_to == "source"), key=order):
        current = arrived[fault.delivery_id]
        (resolved if newest.get(fault.source, current) > current else open_).append(fault)
    return Split(tuple(open_), tuple(resolved))


def groups(material: Material, faults: Iterable[Fault]) -> tuple[Group, ...]:
    """One group per dataset and rule, the largest first."""
    labels = {dataset.source: dataset.label for dataset in material.datasets}
    found: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    for fault in faults:
        found[fault.source, fault.rule_id].append(fault)
    made = [
        Group(source, labels.get(source, source), rule_text(material.rules, items[0]), items[0].severity, tuple(items))
        for (source, _), items in found.items()
    ]
    return tuple(sorted(made, key=lambda group: (-len(group.faults), group.source, group.rule.rule_id)))


def rule_text(rules: dict[str, RuleText], fault: Fault) -> RuleText:
    """What the catalogue says about a rule; about a line that the reader rejected, what the reader says."""
    if known := rules.get(fault.rule_id):
        return known
    sentence, fix = ROW_REASONS.get(fault.reason, (f"不符合规则 {fault.reason}", "请与我们联系，共同核对该行"))
    return RuleText(fault.rule_id, "整行", sentence, fix, ROW_BASIS)
