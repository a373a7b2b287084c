"""The responsibility list 责任清单: for every rule who collects, who verifies, who fixes, who is told, and by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.document import Document
from catalog.model import Base, Catalogue
from catalog.problem import Problem
from expectations.report.working_days import WORKING_DAYS
from spark_jobs.rules import compile_source, reference_id


@dataclass(frozen=True)
class Responsibility:
    """One rule of one source. The department that collects a datum is the one that fixes it (数源部门)."""

    rule_id: str
    source: str
    column_name: str
    sentence: str
    department: str
    verified_by: tuple[str, ...]
    recipients: tuple[str, ...]
    deadline_days: int | None


def responsibilities(catalogue: Catalogue) -> Iterator[Responsibility]:
    """Every rule that can find a fault in a department's rows, source by source, then those between bases."""
    verifiers = _verifiers(catalogue)
    for name in catalogue.sources:
        for rule in compile_source(catalogue, name).rules:
            checked = verifiers.get((name, rule.column), ())
            yield _row(catalogue, name, rule.rule_id, rule.column, rule.sentence, rule.severity, checked)
    for base in catalogue.bases.values():
        for reference in base.references:
            column = reference.columns[0]
            for source in sorted({scope.source for scope in base.scopes}):
                checked = tuple(sorted({other.split("/")[0] for other in base.columns[column].verified_by}))
                found = reference_id(base, reference)
                yield _row(catalogue, source, found, column, reference.rule.sentence, reference.rule.severity, checked)


def _row(
    catalogue: Catalogue,
    source: str,
    rule: str,
    column: str,
    sentence: str,
    severity: str,
    verified_by: tuple[str, ...],
) -> Responsibility:
    """An error is to be fixed within the days that the letters give; a hint has no deadline."""
    department = catalogue.departments[source.split("/")[0]]
    steward = catalogue.sources[source].steward or department.steward
    recipients = tuple(dict.fromkeys((steward.email, department.steward.email, *department.copy_to)))
    days = WORKING_DAYS if severity == "error" else None
    return Responsibility(rule, source, column, sentence, department.id, verified_by, recipients, days)


def _verifiers(catalogue: Catalogue) -> dict[tuple[str, str], tuple[str, ...]]:
    """(source, column) that is an authority → the departments whose sources verify it."""
    found: dict[tuple[str, str], set[str]] = {}
    for base in catalogue.bases.values():
        for column in base.columns.values():
            for reference in column.authority:
                source, _, name = reference.partition(".")
                found.setdefault((source, name), set()).update(other.split("/")[0] for other in column.verified_by)
    return {key: tuple(sorted(departments)) for key, departments in found.items()}


def problems(catalogue: Catalogue, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """A rule between bases whose faults would be laid at the door of a department that does not hold the value.

    A row rule always resolves: its source lies in the folder of its department, which has a steward by its model.
    """
    for base in catalogue.bases.values():
        for position, reference in enumerate(base.references):
            for column in reference.columns:
                if strangers := _strangers(base, column):
                    rule, owners = reference_id(base, reference), ", ".join(strangers)
                    message = (
                        f"{rule}: `{column}` comes from {owners}, but a fault is told to the source of the row; "
                        f"let the rule stand on a column of the row's own source"
                    )
                    place = ("references", position)
                    yield documents[f"bases/{base.id}"].problem(place, "NOBODY_RESPONSIBLE", message)


def _strangers(base: Base, column: str) -> list[str]:
    """Sources that a column comes from and that are no scope's own; none too if the column does not exist."""
    if column not in base.columns:
        return ["nowhere"]
    own = {scope.source for scope in base.scopes}
    return sorted({reference.split(".")[0] for reference in base.columns[column].authority} - own)
