"""Marks of a spreadsheet on a number that already failed: standards §1.0, step 3."""

from __future__ import annotations

import re


def lost_in_spreadsheet(text: str) -> bool:
    """Scientific notation, or eighteen digits of which the last three became zeros (a spreadsheet keeps fifteen)."""
    return bool(re.fullmatch(r"[0-9]([.][0-9]+)?E[+][0-9]+|[0-9]{15}000", text.upper()))
