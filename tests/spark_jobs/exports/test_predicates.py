"""SQL predicates as JSON Schema: what can be said, what cannot, and that the engine agrees on every element."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from catalog.load import load
from spark_jobs.elements import family
from spark_jobs.elements.compile import filled
from spark_jobs.exports.json_schema import value_schema
from spark_jobs.exports.predicates import SHAPE_ONLY, holds, whole
from tests.agreement.compare import samples

MANY = ", ".join(f"'A{n}'" for n in range(300))


@pytest.mark.parametrize(
    ("fails", "number", "expected"),
    [
        ("length({x}) <> 18", False, {"minLength": 18, "maxLength": 18}),
        ("length({x}) > 50", False, {"maxLength": 50}),
        ("length({x}) NOT BETWEEN 2 AND 50", False, {"minLength": 2, "maxLength": 50}),
        (
            "length({x}) NOT IN (15, 18)",
            False,
            {"anyOf": [{"minLength": 15, "maxLength": 15}, {"minLength": 18, "maxLength": 18}]},
        ),
        ("NOT {x} rlike '^[0-9]{6}$'", False, {"pattern": "^[0-9]{6}$"}),
        ("{x} rlike '[0-9*]'", False, {"not": {"pattern": "[0-9*]"}}),
        ("length({x}) < 2 OR NOT {x} rlike '[^0-9]'", False, {"allOf": [{"minLength": 2}, {"pattern": "[^0-9]"}]}),
        ("{x} NOT IN ('2', '1')", False, {"enum": ["1", "2"]}),
        (f"{{x}} NOT IN ({MANY})", False, {"pattern": "^(A9|A99|A999)$".replace("9", "[0-9]").replace("A", "[A-Z]"),
                                           "$comment": SHAPE_ONLY}),
        (f"{{x}} NOT IN ({MANY}) AND length({{x}}) > 1", False, None),
        ("left({x}, 2) NOT IN ('11', '12')", False, {"pattern": "^(11|12)"}),
        ("substr({x}, 3, 1) = '.'", False, {"not": {"pattern": "^.{2}(\\.)"}}),
        ("left({x}, 3) NOT IN ('11', '12')", False, None),
        ("instr({x}, '#') > 0", False, {"not": {"pattern": "#"}}),
        ("try_cast({x} AS DATE) IS NULL", False, None),
        ("{x} > cast({as_of} AS STRING)", False, None),
        ("NOT (try_cast({x} AS DOUBLE) BETWEEN 3 AND 54)", True, {"minimum": 3, "maximum": 54}),
        ("NOT (try_cast(replace({x}, ',', '') AS DOUBLE) > 0)", True, {"exclusiveMinimum": 0}),
        ("NOT ({x} NOT LIKE '-%')", True, {"minimum": 0}),
        ("NOT {x} rlike '^[0-9]{4}$'", True, None),
    ],
)  # fmt: skip
def test_predicates(fails: str, number: bool, expected: dict[str, Any] | None) -> None:
    assert holds(fails, number=number) == expected


def test_only_a_shape_is_not_the_whole_rule() -> None:
    assert [whole(holds(f"{{x}} NOT IN ({values})")) for values in ("'1'", MANY)] == [True, False]
    assert not whole(None)


def test_the_schema_says_of_every_generated_text_what_the_rules_say(spark: Any) -> None:
    """Of texts and days; the rules that JSON Schema cannot say are left out on both sides."""
    catalogue, wrong = load(), []
    for name, sample in samples(catalogue, 120).items():
        made = family(sample.element, catalogue.code_lists)
        if made.type not in ("STRING", "DATE"):
            continue
        said = [check for check in made.checks if check.severity == "error" and holds(check.fails)]
        exactly = all(whole(holds(check.fails)) for check in said)
        # A day's format is the calendar, too.
        said += [check for check in made.checks if made.type == "DATE" and check.reason == "CALENDAR"]
        fails = " OR ".join(f"coalesce({filled(c.fails, 'n')}, false)" for c in said) or "false"
        frame = spark.createDataFrame(pa.table({"raw": pa.array(sample.raws, pa.string())}))
        judged = frame.selectExpr(f"{filled(made.normalise, 'raw')} AS n").where("n IS NOT NULL")
        schema = value_schema(sample.element, made)
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        for row in judged.selectExpr("n", f"{fails} AS wrong").collect():
            valid = validator.is_valid(row.n)
            if valid == row.wrong and (exactly or not valid):
                wrong.append((name, [c.reason for c in said], row.wrong))
    assert wrong == []
