"""持证主体代码, GB/T 36903-2018: a credit code or a resident number, whichever the holder has."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements import resident_id, uscc
from spark_jobs.elements.checks import error
from spark_jobs.elements.family import Family

BASIS = "GB/T 36903-2018 持证主体代码"
FIX = "请对照证照核对持证主体代码后重新报送"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. A value that is neither a good credit code nor a good resident number fails."""
    person, entity = resident_id.family(element, codes), uscc.family(element, None)
    neither = f"{_wrong(entity)} AND {_wrong(person)}"
    return Family(
        normalise=person.normalise,
        checks=(
            error(
                "LENGTH",
                "length({x}) NOT IN (15, 18)",
                "持证主体代码不是18位",
                "The holder code does not have 18 characters (15 for an old resident number).",
                FIX,
                BASIS,
                Indicator.LENGTH,
            ),
            error(
                "FORMAT",
                "NOT {x} rlike '^[0-9A-Z]+$'",
                "持证主体代码含有数字和字母以外的字符",
                "The holder code has a character other than digits and capitals.",
                FIX,
                BASIS,
                Indicator.FORMAT,
            ),
            error(
                "CHECK",
                neither,
                "既不是有效的信用代码，也不是有效的身份号码",
                "The value is neither a valid unified social credit code nor a valid resident identity number.",
                FIX,
                f"{BASIS}；GB 32100-2015；GB 11643-1999",
            ),
        ),
        value=person.value,
    )


def _wrong(made: Family) -> str:
    """True where any error of a family applies."""
    errors = " OR ".join(f"({check.fails})" for check in made.errors)
    return f"coalesce({errors}, true)"
