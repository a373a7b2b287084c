"""What the gate says of a rule, read from what Great Expectations returned. Needs no import of it.

GX reports a rule that it could not evaluate as `success: False`, like one that failed: here they are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from expectations.suites import Expected

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Verdict = Literal["pass", "fail", "could_not_check"]
#: Whatever a message quotes, and every longer run of digits, may come from a row.
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|“[^”]*”|\d{4,}")


@dataclass(frozen=True)
class Result:
    """The verdict on one rule. Counts are rows; an empty delivery passes with nothing checked.

    `checked`: rows the rule spoke about (a withheld value is none), `unchecked`: rows that GX should have looked at and
    could not.
    """

    rule_id: str
    checked: int
    failed: int
    unchecked: int
    verdict: Verdict
    detail: str | None = None


def read(rule: Expected, found: Any, rows: int) -> Result:
    """The verdict on a rule from GX's result for it (None where there is none) and the rows of the batch."""
    if found is None or (why := problem(found)):
        return Result(rule.rule_id, 0, 0, rows, "could_not_check", why if found is not None else "no result")
    seen = found.result or {}
    if rule.kind == "row_count":
        checked, failed = rows, abs(seen["observed_value"] - rule.arguments["value"])
    elif rule.kind in ("columns", "of_type"):
        checked, failed = rows, 0 if found.success else max(rows, 1)
    else:
        checked, failed = seen["element_count"] - seen.get("missing_count", 0), seen["unexpected_count"] or 0
    return Result(rule.rule_id, checked, failed, 0, "pass" if found.success else "fail")


def problem(found: Any) -> str | None:
    """Why GX could not evaluate a rule, without anything that a message may quote from a row."""
    info = found.exception_info or {}
    # One exception directly, or several by the metric that raised.
    raised = [info] if "raised_exception" in info else list(info.values())
    messages = [str(each.get("exception_message")) for each in raised if each.get("raised_exception")]
    return QUOTED.sub("…", messages[0].strip().splitlines()[0])[:300] if messages else None


def rows_of(outcome: Mapping[str, Any], frame: DataFrame) -> int:
    """Rows of the batch, as GX counted them; asks the engine only where no rule counted."""
    counts = [found.result["element_count"] for found in outcome.values() if "element_count" in (found.result or {})]
    return int(max(counts)) if counts else frame.count()
