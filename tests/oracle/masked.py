"""What a mask leaves of a value, in plain Python; the patterns of what to look for are the platform's own."""

from __future__ import annotations

import re
from typing import assert_never

from catalog.model import Mask
from spark_jobs.masks import CERTIFICATE, COUNTY, HIDDEN_CERTIFICATE, HIDDEN_TELEPHONE, TELEPHONE


def mask_value(mask: Mask, value: str | None) -> str | None:
    """What `mask_sql` makes of one value."""
    if value is None or mask == "hide":
        return None
    match mask:
        case "none":
            return value
        case "identifier":
            return _ends(value, 4, 4, 12)
        case "phone":
            return _ends(value, 3, 4, 11)
        case "name":
            return f"{value[:1]}*"
        case "address":
            found = re.match(COUNTY, value)
            return f"{found[1] if found else value[:6]}***"
        case "scrub":
            return re.sub(TELEPHONE, HIDDEN_TELEPHONE, re.sub(CERTIFICATE, HIDDEN_CERTIFICATE, value))
        case _:
            assert_never(mask)


def _ends(value: str, head: int, tail: int, least: int) -> str:
    if len(value) < least:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + value[-tail:]
