"""Marks that a spreadsheet leaves on a number before it reaches us."""

from __future__ import annotations


def excel_precision_sql(raw: str) -> str:
    """True where a number went through a float: written as 1.1E+17, or 18 digits of which the last three became 000.

    A spreadsheet keeps 15 digits. Meant for values that already failed a check: a good number may end in 000 too.
    """
    return f"(upper(trim({raw})) rlike '^([0-9]([.][0-9]+)?E[+][0-9]+|[0-9]{{15}}000)$')"
