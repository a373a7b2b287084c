"""A family's SQL text put together for one column: clean value, verdict, bit of a mask, typed value."""

from __future__ import annotations

from spark_jobs.elements.family import Check, Family


def filled(text: str, x: str, as_of: str = "current_date()") -> str:
    """The text over the SQL expression `x`, with `as_of`, an SQL DATE, for the day the delivery was received."""
    return text.replace("{x}", x).replace("{as_of}", as_of)


def outcome_sql(family: Family, raw: str, as_of: str, warnings: bool = True) -> str:
    """One expression over a raw column: NULL where the value is missing, else a reason, else the class of a good value.

    The first error that fails gives the reason, then the first warning, unless `warnings` is off.
    """
    checks = [check for check in family.checks if warnings or check.severity == "error"]
    whens = "".join(f" WHEN {filled(check.fails, 'n', as_of)} THEN '{check.reason}'" for check in in_order(checks))
    verdict = f"CASE WHEN n IS NULL THEN NULL{whens} ELSE {filled(family.ok, 'n', as_of)} END"
    # The lambda names the clean text: written out at every place it would be too much code for the Spark JVM.
    return f"get(transform(array({filled(family.normalise, raw, as_of)}), n -> {verdict}), 0)"


def mask_sql(family: Family, normalised: str, as_of: str, first_bit: int) -> str:
    """One BIGINT expression: the bit of the first check that fails, 0 where none does or the value is missing.

    Check number i of the family has bit `first_bit` + i, so a row's mask is the sum over its columns.
    """
    bits = {id(check): 1 << (first_bit + position) for position, check in enumerate(family.checks)}
    whens = "".join(
        f" WHEN {filled(check.fails, normalised, as_of)} THEN {bits[id(check)]}L" for check in in_order(family.checks)
    )
    return f"CASE WHEN {normalised} IS NULL THEN 0L{whens} ELSE 0L END"


def first_error_sql(family: Family, column: str, as_of: str | None = None) -> str:
    """One STRING expression over a typed column: `<column>.<REASON>` of its first error, NULL if it has none.

    Without `as_of`, only of the checks that do not look at the day.
    """
    text = filled(family.text, column)
    checks = [check for check in family.errors if as_of or check.lasting]
    whens = "".join(
        f" WHEN {filled(check.fails, text, as_of or '')} THEN '{column}.{check.reason}'" for check in checks
    )
    return f"CASE WHEN {column} IS NULL THEN NULL{whens} END"


def in_order(checks: list[Check] | tuple[Check, ...]) -> list[Check]:
    """Errors before warnings, else as declared."""
    return sorted(checks, key=lambda check: check.severity != "error")
