"""What the CHECK of a table is made of: one part for each column, and for each rule over several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.model import Source


@dataclass(frozen=True)
class Part:
    """What is asked of one column, or by one rule over several.

    `error`: SQL over the row, a STRING: `<subject>.<REASON>` of the first error, NULL for a good row.
    """

    subject: str
    reasons: tuple[str, ...]
    error: str


def over_columns(source: Source) -> Iterator[Part]:
    """The source's error rules over several columns. One that does not apply (NULL) is not broken."""
    for rule in source.rules:
        if rule.severity == "error":
            error = f"CASE WHEN NOT ({rule.holds}) THEN '{rule.name}.{rule.reason}' END"
            yield Part(rule.name, (rule.reason,), error)
