"""What an element family is: SQL text for normalising one value, for every way it can be wrong, and for its type."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.indicators import Dimension, Indicator
from catalog.model import Severity


@dataclass(frozen=True)
class Check:
    """One way a value can be wrong. `fails` is a Spark SQL boolean over {x}, the normalised value (never NULL there).

    `{as_of}` in the text stands for a DATE literal: the day the delivery was received. Checks of a family are in order:
    the first that fails gives the one reason of the finding, errors before warnings. `sentence` says what is wrong to
    a clerk in Chinese, `english` to an engineer in terms of the standard's structure.
    """

    reason: str
    severity: Severity
    indicator: Indicator
    fails: str
    sentence: str
    english: str
    fix: str
    basis: str

    @property
    def lasting(self) -> bool:
        """Whether a value keeps its verdict for ever: the check does not look at the day."""
        return "{as_of}" not in self.fails

    @property
    def dimension(self) -> Dimension:
        """The quality dimension, which the indicator decides."""
        return self.indicator.dimension


@dataclass(frozen=True)
class Family:
    """The compiled rules of one data element.

    `normalise`: SQL over {x}, the text as sent → clean text, or NULL where the value is missing or a placeholder.
    `value`: SQL over {x}, the normalised text → the typed value (only used where no error was found).
    `type`: the Spark SQL type of `value`. `ok`: SQL over {x} → class of a good value ('OK', 'OK15', …).
    """

    normalise: str
    checks: tuple[Check, ...]
    value: str = "{x}"
    type: str = "STRING"
    ok: str = "'OK'"

    @property
    def errors(self) -> tuple[Check, ...]:
        """The checks that withhold a value."""
        return tuple(check for check in self.checks if check.severity == "error")

    @property
    def text(self) -> str:
        """SQL over {x}, a typed value → the normalised text that the checks read; a kept value passes them again."""
        match self.type:
            case "STRING":
                return "{x}"
            case "TIMESTAMP":
                # Wall clock of the session, which is UTC: shifted by eight hours it reads as Beijing wrote it.
                return "date_format({x} + INTERVAL 8 HOURS, 'yyyy-MM-dd HH:mm:ss')"
            case _:
                return "cast({x} AS STRING)"
