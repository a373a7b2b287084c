"""The words that every kind of catalogue file is written in: ids, texts, cycles, and the terms of sharing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from catalog.strict import Strict, Text

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
SourceId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*$")]
Cycle = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "irregular"]
SharingType = Literal["unconditional", "conditional", "none"]
Mask = Literal["none", "identifier", "name", "phone", "address", "scrub", "hide"]


class Sharing(Strict):
    """Share or open type with its condition and legal basis (发改高技术〔2017〕1272号)."""

    type: SharingType
    condition: Text | None = None
    basis: Text
