"""What the oracle knows of one element: how to read a value, what may be wrong with it, what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

#: (normalised value, the day the delivery was received) → is it wrong?
Question = Callable[[str, date], bool]


def always_ok(_: str) -> str:
    return "OK"


def itself(text: str) -> Any:
    return text


@dataclass(frozen=True)
class Standard:
    """The rules of one element. Questions are asked in order; each may rely on the answers before it.

    `read`: text as sent → normalised text, None where nothing was entered. `typed`: normalised text → value.
    """

    read: Callable[[str], str | None]
    errors: dict[str, Question]
    warnings: dict[str, Question] = field(default_factory=dict)
    typed: Callable[[str], Any] = itself
    good: Callable[[str], str] = always_ok

    def also(self, errors: dict[str, Question]) -> Standard:
        """The same with rules of an element's own after those of its kind."""
        return replace(self, errors=self.errors | errors)

    def error(self, text: str, as_of: date) -> str | None:
        """The first error of a normalised value."""
        return next((reason for reason, fails in self.errors.items() if fails(text, as_of)), None)

    def verdict(self, text: str | None, as_of: date, warnings: bool = True) -> str:
        """MISSING, the first error, the first warning, or the class of a good value."""
        if text is None:
            return "MISSING"
        asked = self.warnings if warnings else {}
        warned = (reason for reason, fails in asked.items() if fails(text, as_of))
        return self.error(text, as_of) or next(warned, None) or self.good(text)
