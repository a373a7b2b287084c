"""The outcome of single values, as `yiyuan validate` tells it: one expression over the text as sent."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from pyspark.sql import SparkSession

from spark_jobs.elements import family
from spark_jobs.elements.compile import filled, outcome_sql
from spark_jobs.elements.family import Family
from spark_jobs.rules import NUMBER_KINDS
from tests.agreement.compare import AS_OF, Judged, Sample, disagreements
from tests.agreement.lane_conform import batches
from tests.agreement.material import Material
from tests.agreement.tally import Lane, WhyNot

TODAY = f"DATE'{AS_OF}'"


def run(spark: SparkSession, material: Material, lane: Lane) -> None:
    """Reason, class of a good value (OKCN, OK15 …) and typed value, warnings and missing values included."""
    for names in batches(list(material.samples)):
        made = {name: family(material.catalogue.elements[name], material.catalogue.code_lists) for name in names}
        for name, outcomes in judged(spark, made, material.samples).items():
            lane.differs(disagreements(lane.name, material.samples[name], outcomes))
            told = [one.outcome for one in outcomes]
            for reason in ("MISSING", *(check.reason for check in made[name].checks)):
                lane.judged(f"{name}.{reason}", len(told), told.count(reason))
            if material.catalogue.elements[name].kind in NUMBER_KINDS:
                lane.cannot(f"{name}.EXCEL_PRECISION", WhyNot.CONFORM)
    for rule in material.rows:
        lane.cannot(rule, WhyNot.COLUMNS)


def judged(spark: SparkSession, made: Mapping[str, Family], samples: Mapping[str, Sample]) -> dict[str, list[Judged]]:
    """Element → the engine's verdict and typed value of each raw value. All samples are equally long."""
    columns = {name: pa.array(samples[name].raws, pa.string()) for name in made}
    numbers = pa.array(range(len(next(iter(columns.values())))))
    told = spark.createDataFrame(pa.table({"_n": numbers, **columns})).selectExpr(
        "_n",
        *(f"coalesce({outcome_sql(one, name, TODAY)}, 'MISSING') AS {name}__o" for name, one in made.items()),
        *(f"{filled(one.normalise, name)} AS {name}__n" for name, one in made.items()),
    )
    kept = (f"{_kept(name, one)} AS {name}__v" for name, one in made.items())
    rows = told.selectExpr("_n", *(f"{name}__o" for name in made), *kept).collect()
    rows.sort(key=lambda row: row["_n"])
    return {name: [Judged(row[f"{name}__o"], row[f"{name}__v"]) for row in rows] for name in made}


def _kept(name: str, made: Family) -> str:
    """The value where no error withholds it."""
    errors = ", ".join(f"'{check.reason}'" for check in made.errors) or "''"
    return f"CASE WHEN {name}__o NOT IN ({errors}) THEN {filled(made.value, f'{name}__n')} END"
