"""The functions that a rule may call: those that both engines have and that a test calls with the same answer.

A rule that any engine would refuse, or answer differently on another day, must not get as far as a delivery.
"""

from __future__ import annotations

from typing import NamedTuple

#: No function takes more, but for those that take as many as there are.
MANY = 64


class Function(NamedTuple):
    """How many arguments it takes, whether it is true or false, and which argument (from 0) is a regular expression."""

    least: int
    most: int
    condition: bool = False
    pattern: int | None = None


#: A new function: one line here, and one example in its test.
FUNCTIONS = {
    "abs": Function(1, 1),
    "add_months": Function(2, 2),
    "array_contains": Function(2, 2, condition=True),
    "ceil": Function(1, 1),
    "char_length": Function(1, 1),
    "coalesce": Function(2, MANY),
    "concat": Function(2, MANY),
    "contains": Function(2, 2, condition=True),
    "date_add": Function(2, 2),
    "date_format": Function(2, 2),
    "date_sub": Function(2, 2),
    "datediff": Function(2, 2),
    "day": Function(1, 1),
    "element_at": Function(2, 2),
    "endswith": Function(2, 2, condition=True),
    "exists": Function(2, 2, condition=True),
    "floor": Function(1, 1),
    "forall": Function(2, 2, condition=True),
    "greatest": Function(2, MANY),
    "if": Function(3, 3),
    "instr": Function(2, 2),
    "isnotnull": Function(1, 1, condition=True),
    "isnull": Function(1, 1, condition=True),
    "least": Function(2, MANY),
    "left": Function(2, 2),
    "length": Function(1, 1),
    "lower": Function(1, 1),
    "lpad": Function(3, 3),
    "ltrim": Function(1, 1),
    "month": Function(1, 1),
    "nullif": Function(2, 2),
    "regexp_extract": Function(3, 3, pattern=1),
    "regexp_replace": Function(3, 3, pattern=1),
    "replace": Function(3, 3),
    "reverse": Function(1, 1),
    "right": Function(2, 2),
    "rlike": Function(2, 2, condition=True, pattern=1),
    "round": Function(1, 2),
    "rtrim": Function(1, 1),
    "size": Function(1, 1),
    "split": Function(2, 2, pattern=1),
    "startswith": Function(2, 2, condition=True),
    "substr": Function(2, 3),
    "substring": Function(2, 3),
    "translate": Function(3, 3),
    "trim": Function(1, 1),
    "upper": Function(1, 1),
    "year": Function(1, 1),
}
