"""The one adapter to Great Expectations: a plain list of rules in, a verdict for each out, and the Data Docs site.

A rule that GX could not evaluate is `could_not_check`, never `fail`: GX itself reports both as `success: False`.
No value of a row is collected, stored or rendered: results hold counts only, and messages of errors are scrubbed.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import uuid
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import great_expectations.expectations as gxe
from great_expectations.compatibility.pyspark import functions
from great_expectations.core.expectation_suite import ExpectationSuite
from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult,
    expectationSuiteValidationResultSchema,
)
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.data_context.types.resource_identifiers import (
    ExpectationSuiteIdentifier,
    ValidationResultIdentifier,
)
from great_expectations.execution_engine import SparkDFExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_partial
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.validator.v1_validator import Validator

from expectations.data_docs import pages
from expectations.results import Result, problem, read, rows_of
from expectations.suites import Expected

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# GX redirects all warnings of the process to a log on import, and logs engine errors, which may quote a row.
logging.captureWarnings(False)
logging.getLogger("great_expectations").setLevel(logging.CRITICAL)

RUNS_SHOWN = 12  # of each table, in the Data Docs
#: Counts only: GX must not fetch, keep or print a single value of a row.
COUNTS = {"result_format": "SUMMARY", "partial_unexpected_count": 0, "exclude_unexpected_values": True}
TYPES = {
    "STRING": "StringType",
    "DATE": "DateType",
    "INT": "IntegerType",
    "BIGINT": "LongType",
    "DOUBLE": "DoubleType",
    "TIMESTAMP": "TimestampType",
    "DECIMAL": "DecimalType",
}


def validate(
    frame: DataFrame, table_name: str, expected: Sequence[Expected], docs_dir: Path | None = None, run: str = "latest"
) -> list[Result]:
    """Hold every rule against a batch; results in the order of `expected`.

    With `docs_dir`, the outcome is also kept there for `build_docs`, one file per table and `run` (a delivery id); a
    second validation of the same run replaces it.
    """
    with _quiet():
        outcome = _run(frame, table_name, expected)
        count = rows_of(outcome, frame)
        results = [read(rule, outcome.get(rule.rule_id), count) for rule in expected]
        if docs_dir is not None:
            _keep(docs_dir / "results", table_name, run, list(outcome.values()))
    return results


def build_docs(docs_dir: Path) -> Path | None:
    """Write the static Data Docs site of the newest runs of each table; returns its index, None if there is no run.

    For one process at a time (maintenance). The new site replaces the old one in one rename.
    """
    kept = [path for table in sorted((docs_dir / "results").glob("*")) for path in _newest(table)]
    if not kept:
        return None
    site, draft = docs_dir / "site", docs_dir / f".site-{uuid.uuid4().hex}"
    with _quiet():
        try:
            _build(kept, draft)
            shutil.rmtree(site, ignore_errors=True)
            draft.rename(site)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return site / "index.html"


def _run(frame: DataFrame, table_name: str, expected: Sequence[Expected]) -> dict[str, Any]:
    """Rule id → what GX says of it. All rules are one graph of metrics, so that aggregates share queries."""
    # GX asks pyspark for "the" session; where the first one of the process was stopped it would start a JVM.
    type(frame.sparkSession)._set_default_and_active_session(frame.sparkSession)
    asset = context().data_sources.add_spark(name="lake", persist=False).add_dataframe_asset(name=table_name)
    batch = asset.add_batch_definition_whole_dataframe("delivery")
    validator = Validator(batch, result_format=COUNTS, batch_parameters={"dataframe": frame})
    rules = ExpectationSuite(name=table_name, expectations=[_expectation(rule) for rule in expected])
    return {
        result.expectation_config.meta["rule_id"]: result
        for result in validator.validate_expectation_suite(rules).results
    }


def context(sites: Mapping[str, Any] | None = None) -> Any:
    """A context that lives in memory only: no file, no network, no progress bar."""
    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        data_docs_sites=dict(sites or {}),
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _expectation(rule: Expected) -> Any:
    """The GX expectation of a rule."""
    about = {"meta": {"rule_id": rule.rule_id}, "description": rule.sentence}
    given, column = rule.arguments, rule.columns[0] if rule.columns else ""
    match rule.kind:
        case "columns":
            return gxe.ExpectTableColumnsToMatchSet(column_set=list(given["names"]), exact_match=True, **about)
        case "of_type":
            return gxe.ExpectColumnValuesToBeOfType(column=column, type_=TYPES[given["type"].split("(")[0]], **about)
        case "row_count":
            return gxe.ExpectTableRowCountToEqual(value=given["value"], **about)
        case "not_null":
            return gxe.ExpectColumnValuesToNotBeNull(column=column, **about)
        case "unique" if len(rule.columns) > 1:
            return gxe.ExpectCompoundColumnsToBeUnique(column_list=list(rule.columns), **about)
        case "unique":
            return gxe.ExpectColumnValuesToBeUnique(column=column, **about)
        case "in_set":
            return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=list(given["values"]), **about)
        case "regex":
            return gxe.ExpectColumnValuesToMatchRegex(column=column, regex=given["pattern"], **about)
        case "length":
            return gxe.ExpectColumnValueLengthsToBeBetween(
                column=column, min_value=given["min"], max_value=given["max"], **about
            )
        case "between":
            return gxe.ExpectColumnValuesToBeBetween(
                column=column, min_value=given["min"], max_value=given["max"], **about
            )
        case "no_rows":
            return ExpectRowsToHold(column=column, fails=given["fails"], applies=given["applies"], **about)


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
    """No row satisfies `fails`. `applies` is true for the rows the rule speaks about; both are Spark SQL booleans.

    GX's own `UnexpectedRowsExpectation` registers every batch under the one name `tmp_view`: processes of a lake share
    an engine session, so two deliveries checked at once would read each other's rows. This shares no name, and its
    metrics are aggregates, which GX computes with all others of the batch in one query.
    """

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


# ---------------------------------------------------------------------------------------------- Data Docs


def _keep(folder: Path, table_name: str, run: str, results: list[Any]) -> None:
    """Store one outcome as JSON, whole or not at all. Processes that check other deliveries never touch this file."""
    for result in results:
        if why := problem(result):
            result.exception_info = {"raised_exception": True, "exception_message": why, "exception_traceback": ""}
    passed = sum(1 for result in results if result.success)
    outcome = ExpectationSuiteValidationResult(
        success=passed == len(results),
        results=results,
        suite_name=table_name,
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": passed,
            "unsuccessful_expectations": len(results) - passed,
            "success_percent": 100 * passed / len(results) if results else None,
        },
        meta={
            "run_id": {"run_name": run, "run_time": datetime.now(UTC).isoformat()},
            "great_expectations_version": gx.__version__,
        },
    )
    (folder / table_name).mkdir(parents=True, exist_ok=True)
    draft = folder / table_name / f".{run}-{uuid.uuid4().hex}"
    draft.write_text(json.dumps(outcome.to_json_dict(), ensure_ascii=False), encoding="utf-8")
    draft.replace(folder / table_name / f"{run}.json")


def _newest(table: Path) -> list[Path]:
    return sorted(table.glob("*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name))[-RUNS_SHOWN:]


def _build(kept: Sequence[Path], folder: Path) -> None:
    """Let GX render every stored outcome into `folder`, then make the pages readable without a network."""
    backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.absolute())}
    site = {"class_name": "SiteBuilder", "show_how_to_buttons": False, "store_backend": backend}
    memory = context({"site": site | {"site_index_builder": {"class_name": "DefaultSiteIndexBuilder"}}})
    runs = [_load(memory, json.loads(path.read_text(encoding="utf-8"))) for path in kept]
    memory.build_data_docs()
    for page in folder.rglob("*.html"):
        page.write_text(pages.offline(page.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "index.html").write_text(pages.index(runs), encoding="utf-8")


def _load(memory: Any, stored: dict[str, Any]) -> pages.Run:
    """Put one stored outcome, and the suite it was held against, where GX renders from."""
    outcome = expectationSuiteValidationResultSchema.load(stored)
    suite, run = ExpectationSuiteIdentifier(name=stored["suite_name"]), RunIdentifier(**stored["meta"]["run_id"])
    key = ValidationResultIdentifier(suite, run, "delivery")
    memory.validation_results_store.set(key, outcome)
    rules = [result.expectation_config.to_domain_obj() for result in outcome.results]
    memory.suites.add_or_update(ExpectationSuite(name=stored["suite_name"], expectations=rules))
    page = "/".join(("validations", *key.to_tuple())) + ".html"
    done = stored["statistics"]
    return pages.Run(
        stored["suite_name"],
        run.run_name,
        stored["meta"]["run_id"]["run_time"],
        page,
        done["successful_expectations"],
        done["evaluated_expectations"],
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the deprecation warnings of GX's own dependencies."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
