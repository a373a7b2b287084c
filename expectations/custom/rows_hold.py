"""An expectation on whole rows: no row satisfies an error predicate, the same SQL text that the conform pass uses.

GX has `UnexpectedRowsExpectation` for this, but it registers every batch under the one name `tmp_view`. Processes of a
lake share one engine session, so two deliveries checked at the same time would read each other's rows. It also runs two
queries per rule; the metric here is an aggregate, which GX computes with all others of the batch in one query.
"""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.compatibility.pyspark import functions
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.execution_engine import SparkDFExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_partial
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

METRICS = ("rows.applying", "rows.failing")


def _count(predicate: str) -> Any:
    """The rows for which a predicate is true; `sum(cast …)` stays compilable on the Spark JVM, `count_if` does not."""
    return functions.sum(functions.expr(predicate).cast("int"))


class RowsApplying(TableMetricProvider):  # type: ignore[misc]
    """How many rows a rule speaks about."""

    metric_name = "rows.applying"
    value_keys = ("applies",)

    @metric_partial(  # type: ignore[untyped-decorator]
        engine=SparkDFExecutionEngine,
        partial_fn_type=MetricPartialFunctionTypes.AGGREGATE_FN,
        domain_type=MetricDomainTypes.TABLE,
    )
    def _spark(cls, metric_domain_kwargs: Any, metric_value_kwargs: Any, **_: Any) -> Any:  # noqa: N805
        return _count(metric_value_kwargs["applies"]), metric_domain_kwargs, {}


class RowsFailing(TableMetricProvider):  # type: ignore[misc]
    """How many rows satisfy the error predicate."""

    metric_name = "rows.failing"
    value_keys = ("fails",)

    @metric_partial(  # type: ignore[untyped-decorator]
        engine=SparkDFExecutionEngine,
        partial_fn_type=MetricPartialFunctionTypes.AGGREGATE_FN,
        domain_type=MetricDomainTypes.TABLE,
    )
    def _spark(cls, metric_domain_kwargs: Any, metric_value_kwargs: Any, **_: Any) -> Any:  # noqa: N805
        return _count(metric_value_kwargs["fails"]), metric_domain_kwargs, {}


class ExpectRowsToHold(BatchExpectation):  # type: ignore[misc]
    """No row satisfies `fails`. `applies` is true for the rows the rule speaks about; both are Spark SQL booleans."""

    column: str
    fails: str
    applies: str = "true"

    metric_dependencies: ClassVar[tuple[str, ...]] = METRICS
    success_keys: ClassVar[tuple[str, ...]] = ("column", "fails", "applies")
    args_keys: ClassVar[tuple[str, ...]] = ("column", "fails", "applies")

    def _validate(self, metrics: dict[str, Any], **_: Any) -> dict[str, Any]:
        # The sum over no rows at all is NULL.
        applying, failing = (metrics[name] or 0 for name in METRICS)
        result = {"element_count": applying, "unexpected_count": failing, "observed_value": failing}
        return {"success": failing == 0, "result": result}
