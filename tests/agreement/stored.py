"""Values as a table holds them, good and wrong, with the oracle's verdict on each: for whoever reads tables.

The conform pass is judged on raw text. The gate, dbt and Delta see typed values, among which wrong ones must be put on
purpose: the normalised text itself where the type is text, else whatever the type can hold of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, DecimalException
from typing import Any

import pyarrow as pa

from catalog.model import Catalogue
from spark_jobs.elements import family
from spark_jobs.elements.family import Family
from tests import oracle
from tests.agreement.compare import AS_OF, Sample
from tests.oracle.elements import standard
from tests.oracle.standard import Standard

INT = range(-(2**31), 2**31)


@dataclass(frozen=True)
class Stored:
    """A column of an element: values of its type, and for each the oracle's first error, None for a good one.

    `lasting`: the first error of those that do not look at the day.
    """

    name: str
    family: Family
    values: list[Any]
    errors: list[str | None]
    lasting: list[str | None]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every error of the element, in order."""
        return tuple(check.reason for check in self.family.errors)

    @property
    def good(self) -> list[Any]:
        """The values that have no error that lasts."""
        return [value for value, error in zip(self.values, self.lasting, strict=True) if error is None]

    def first(self, reason: str) -> Any:
        """A value whose first lasting error this is; None if none was generated."""
        return next((v for v, error in zip(self.values, self.lasting, strict=True) if error == reason), None)


def stored(catalogue: Catalogue, sample: Sample) -> Stored:
    """What a table may hold of a sample's values."""
    known = standard(sample.element, sample.codes)
    made = family(catalogue.elements[sample.element.id], catalogue.code_lists)
    texts = (oracle.normalised(sample.element, sample.codes, raw) for raw in sample.raws)
    values = [None if text is None else _value(known, made, text) for text in texts]
    judged = [text_of(value) for value in values]
    forever = {check.reason for check in made.errors if check.lasting}
    return Stored(
        sample.element.id,
        made,
        values,
        [None if text is None else known.error(text, AS_OF) for text in judged],
        [None if text is None else _lasting(known, forever, text) for text in judged],
    )


def _lasting(known: Standard, forever: set[str], text: str) -> str | None:
    return next((reason for reason, fails in known.errors.items() if reason in forever and fails(text, AS_OF)), None)


def _value(known: Standard, made: Family, text: str) -> Any:
    """The typed value of a text, right or wrong; None where its type cannot hold it."""
    if made.type == "STRING":
        return text if known.error(text, AS_OF) else known.typed(text)
    try:
        value = known.typed(text)
        fits = made.type != "INT" or value in INT
        return _fitted(value, made.type) if isinstance(value, Decimal) else value if fits else None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, DecimalException):
        return None


def _fitted(value: Decimal, type_: str) -> Decimal | None:
    precision, scale = map(int, type_.removeprefix("DECIMAL(").rstrip(")").split(","))
    rounded = value.quantize(Decimal(1).scaleb(-scale))
    return rounded if len(rounded.as_tuple().digits) <= precision else None


def text_of(value: Any) -> str | None:
    """The normalised text of a typed value."""
    match value:
        case datetime():
            return (value + timedelta(hours=8)).isoformat(" ")[:19]
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case None:
            return None
    return str(value)


def arrow_type(type_: str) -> pa.DataType:
    """The Arrow type of a family's Spark SQL type."""
    if type_.startswith("DECIMAL"):
        return pa.decimal128(*map(int, type_.removeprefix("DECIMAL(").rstrip(")").split(",")))
    return {"STRING": pa.string(), "DATE": pa.date32(), "INT": pa.int32(), "TIMESTAMP": pa.timestamp("us", "UTC")}[
        type_
    ]
