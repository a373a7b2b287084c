"""The compiled SQL of every element over Spark Connect: the same for Sail and for Apache Spark."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from pyspark.sql import SparkSession

from catalog.model import Catalogue
from spark_jobs.elements import family
from spark_jobs.elements.arrival import excel_precision_sql
from spark_jobs.elements.compile import filled, mask_sql, outcome_sql, value_sql
from spark_jobs.elements.family import Family
from tests.agreement.compare import AS_OF, Judged, RuleSample, Sample

#: Elements in one query: more would only make one plan large.
AT_ONCE = 10
TODAY = f"DATE'{AS_OF}'"


def judged(spark: SparkSession, catalogue: Catalogue, samples: Mapping[str, Sample]) -> dict[str, list[Judged]]:
    """Element → the engine's verdict and typed value of each raw value of its sample. All samples are equally long."""
    found: dict[str, list[Judged]] = {}
    for start in range(0, len(samples), AT_ONCE):
        names = list(samples)[start : start + AT_ONCE]
        found |= _batch(spark, catalogue, {name: samples[name] for name in names})
    return found


def _batch(spark: SparkSession, catalogue: Catalogue, samples: Mapping[str, Sample]) -> dict[str, list[Judged]]:
    made = {name: family(sample.element, catalogue.code_lists) for name, sample in samples.items()}
    columns = {name: pa.array(sample.raws, pa.string()) for name, sample in samples.items()}
    frame = spark.createDataFrame(pa.table({"_n": pa.array(range(len(next(iter(columns.values()))))), **columns}))
    clean = frame.selectExpr("*", *(f"{filled(one.normalise, name)} AS {name}__n" for name, one in made.items()))
    masked = clean.selectExpr(
        "*", *(f"{mask_sql(one, f'{name}__n', TODAY, 0)} AS {name}__m" for name, one in made.items())
    )
    found = masked.selectExpr(
        "_n",
        *(f"coalesce({outcome_sql(one, name, TODAY)}, 'MISSING') AS {name}__o" for name, one in made.items()),
        *(f"{name}__m" for name in made),
        *(f"{_kept(name, one)} AS {name}__v" for name, one in made.items()),
    )
    rows = sorted(found.collect(), key=lambda row: row["_n"])
    return {
        name: [Judged(_verdict(one, row[f"{name}__o"], row[f"{name}__m"]), row[f"{name}__v"]) for row in rows]
        for name, one in made.items()
    }


def _kept(name: str, made: Family) -> str:
    """The value where no error withholds it, as in the conform pass."""
    errors = sum(1 << bit for bit, check in enumerate(made.checks) if check.severity == "error")
    return f"CASE WHEN {name}__m & {errors}L = 0 THEN {value_sql(made, f'{name}__n')} END"


def _verdict(made: Family, outcome: str, mask: int) -> str:
    """The outcome, and that the mask of the conform pass tells something else if it does."""
    reasons = [check.reason for bit, check in enumerate(made.checks) if mask & 1 << bit]
    agrees = reasons == [outcome] if reasons else outcome == "MISSING" or outcome.startswith("OK")
    return outcome if agrees else f"{outcome} with mask {reasons}"


def broken(spark: SparkSession, catalogue: Catalogue, sample: RuleSample) -> list[bool]:
    """Whether each typed row of a rule over several columns breaks it, in order."""
    name, rule_name = sample.rule.split(".")
    source = catalogue.sources[name]
    rule = next(rule for rule in source.rules if rule.name == rule_name)
    columns = list(sample.rows[0])
    types = [
        family(catalogue.elements[source.columns[column].element], catalogue.code_lists).type for column in columns
    ]
    schema = ", ".join(f"{column} {kind}" for column, kind in zip(columns, types, strict=True))
    rows = [(n, *(row[column] for column in columns)) for n, row in enumerate(sample.rows)]
    frame = spark.createDataFrame(rows, f"_n INT, {schema}").selectExpr("_n", f"NOT ({rule.holds}) AS broken")
    return [bool(row.broken) for row in sorted(frame.collect(), key=lambda row: row["_n"])]


def lost(spark: SparkSession, sample: Sample, catalogue: Catalogue) -> list[bool]:
    """Whether each raw value of a long number, once cleaned, shows the marks of a spreadsheet."""
    clean = filled(family(sample.element, catalogue.code_lists).normalise, "raw")
    frame = spark.createDataFrame(list(enumerate(sample.raws)), "_n INT, raw STRING")
    found = frame.selectExpr("_n", f"{clean} AS clean").selectExpr("_n", f"{excel_precision_sql('clean')} AS lost")
    return [bool(row.lost) for row in sorted(found.collect(), key=lambda row: row["_n"])]
