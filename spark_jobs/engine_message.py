"""What an engine says of a failure, fit to be shown."""

from __future__ import annotations

import re


def without_values(message: str) -> str:
    """An engine's message on one line, without the row it may quote (Delta lists one after `with values`)."""
    said = message.partition("with values")[0].partition("> in macro")[0]
    return re.sub(r"[0-9]{7,}[0-9Xx]?", "…", " ".join(said.split()))
