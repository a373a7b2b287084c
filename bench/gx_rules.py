"""The same rules as Great Expectations would run them to find failing rows: SUMMARY with index columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from great_expectations.compatibility.pyspark import functions
from great_expectations.core.expectation_suite import ExpectationSuite
from great_expectations.execution_engine import SparkDFExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)
from great_expectations.validator.v1_validator import Validator

from bench.rows import families
from expectations.gx import context
from spark_jobs.elements.compile import filled

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: 20 examples per rule, each with the line it stands in: what one needs to tell a department which rows to fix.
FORMAT = {"result_format": "SUMMARY", "unexpected_index_column_names": ["_line"]}


#: What spark_jobs/elements/checksum.py writes.
SUM = re.compile(r"get\(transform\(array\((.*?)\), d -> (.*?)\), 0\)")


class ValuesHolding(ColumnMapMetricProvider):  # type: ignore[misc]
    """The rows where a predicate is not true."""

    condition_metric_name = "column_values.holding"
    condition_value_keys = ("fails",)

    @column_condition_partial(engine=SparkDFExecutionEngine)  # type: ignore[untyped-decorator]
    def _spark(cls, column: Any, fails: str, **_: Any) -> Any:  # noqa: N805
        return ~functions.coalesce(functions.expr(fails), functions.lit(False))


class ExpectColumnValuesToHold(ColumnMapExpectation):  # type: ignore[misc]
    """No value satisfies `fails`, a Spark SQL boolean."""

    fails: str
    map_metric = "column_values.holding"
    success_keys = ("fails", "mostly")


def _beside(fails: str, numbers: dict[str, str]) -> str:
    """The predicate with each number that a check sum names as a column of its own: Sail places no lambda for GX.

    `numbers`: SQL of a number → its column, filled here. This is the fastest for GX that was found.
    """

    def named(found: re.Match[str]) -> str:
        column = numbers.setdefault(found[1], f"_number{len(numbers)}")
        return "(" + re.sub(r"\bd\b", column, found[2]) + ")"

    return SUM.sub(named, fails)


def counts(frame: DataFrame, as_of: str) -> dict[str, int]:
    """Rule → how many rows fail it, each rule on its own."""
    numbers = dict[str, str]()
    data = context().data_sources.add_spark(name="bench", persist=False).add_dataframe_asset(name="rows")
    batch = data.add_batch_definition_whole_dataframe("all")
    expectations = [
        ExpectColumnValuesToHold(
            column=name,
            fails=_beside(filled(check.fails, name, as_of), numbers),
            meta={"rule": f"{name}.{check.reason}"},
        )
        for name, rules in families().items()
        for check in rules.checks
    ]
    suite = ExpectationSuite(name="bench", expectations=expectations)
    frame = frame.selectExpr("*", *(f"{sql} AS {column}" for sql, column in numbers.items()))
    found = Validator(batch, result_format=FORMAT, batch_parameters={"dataframe": frame}).validate_expectation_suite(
        suite
    )
    return {str(each.expectation_config.meta["rule"]): int(each.result["unexpected_count"]) for each in found.results}
