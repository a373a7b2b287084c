"""What a cell of a workbook says, as text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

EXACT = 1e15
"""Excel keeps 15 significant digits: a whole number from here on may have lost its last ones."""


def text_of(cell: Any) -> str:
    """Text of a cell as Calamine gives it; '' for an empty one.

    Dates `YYYY-MM-DD`, with ` HH:MM:SS` if not midnight. Whole numbers without `.0`, others in their shortest exact
    form. A number of 16 digits and more in scientific form (`1.10105194912310E+17`), so that no later step mistakes it
    for a code. Booleans TRUE and FALSE. A duration `H:MM:SS`.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return _number(float(cell))
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return str(cell.isoformat())


def _number(number: float) -> str:
    if abs(number) >= EXACT:
        return f"{number:.14E}"
    return str(int(number)) if number.is_integer() else format(Decimal(repr(number)), "f")
