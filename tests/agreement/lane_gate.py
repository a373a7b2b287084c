"""The gate: Great Expectations over tables that hold good and wrong values of every element.

GX counts rows and names none. So each rule gets a column of its own, which holds only the values that reach the rule
(the checks before it found nothing): its count of failing rows must be the oracle's count of that very reason. The
native expectations are another, weaker opinion: they must pass every good value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
from pyspark.sql import SparkSession

from catalog.model import Catalogue, Column
from expectations import gx
from expectations.suites import Expected, suite
from spark_jobs.elements import family
from spark_jobs.elements.family import Family
from tests.agreement.compare import AS_OF
from tests.agreement.lane_conform import NAME, batches, source_of
from tests.agreement.material import Material
from tests.agreement.stored import Stored, arrow_type
from tests.agreement.tally import Lane, WhyNot

NATIVE = ("in_set", "regex", "length", "between")


class _Column:
    """A column for one rule of an element; without a rule, one of good values only: for the native expectations."""

    def __init__(self, of: Stored, reason: str | None) -> None:
        self.of, self.reason = of, reason
        self.name = f"{of.name}__{(reason or 'good').lower()}"
        reaching = {None, *of.reasons[of.reasons.index(reason) :]} if reason else {None}
        self.values = [value if error in reaching else None for value, error in zip(of.values, of.errors, strict=True)]
        self.failing = of.errors.count(reason) if reason else 0

    def wanted(self, rule: Expected) -> int | None:
        """How many rows the oracle finds to break a rule of the gate; None if it does not concern this column."""
        if self.reason:
            return self.failing if rule.kind == "no_rows" and rule.rule_id.endswith(f".{self.reason}") else None
        return self.values.count(None) if rule.kind == "not_null" else 0 if rule.kind in NATIVE else None


def run(spark: SparkSession, material: Material, lane: Lane) -> None:
    """Every error check of every element, NOT NULL of each as a key, and the error rules over several columns."""
    for names in batches(list(material.samples)):
        columns = {one.name: one for name in names for one in _columns(material.stored[name])}
        _values(spark, material.catalogue, columns, lane)
    for name in material.samples:
        for rule, why in material.apart(name):
            lane.cannot(rule, why)
    for name in material.rows:
        _over_columns(spark, material, name, lane)


def _columns(stored: Stored) -> Iterator[_Column]:
    yield _Column(stored, None)
    yield from (_Column(stored, reason) for reason in stored.reasons)


def _values(spark: SparkSession, catalogue: Catalogue, columns: Mapping[str, _Column], lane: Lane) -> None:
    table = pa.table({name: pa.array(one.values, arrow_type(one.of.family.type)) for name, one in columns.items()})
    declared = {name: Column(element=one.of.name, headers=(name,)) for name, one in columns.items()}
    keys = tuple(name for name, one in columns.items() if not one.reason)
    source = source_of(catalogue, declared, key=keys)
    rules = suite(NAME, source, _families(catalogue, source.columns), catalogue, as_of=AS_OF)
    asked = [
        (rule, columns[rule.columns[0]], wanted)
        for rule in rules
        if len(rule.columns) == 1 and rule.columns[0] in columns
        if (wanted := columns[rule.columns[0]].wanted(rule)) is not None
    ]
    results = gx.validate(spark.createDataFrame(table), NAME, [rule for rule, _, _ in asked])
    for (rule, column, wanted), result in zip(asked, results, strict=True):
        if (result.failed, result.unchecked) != (wanted, 0):
            said = result.detail or f"{result.failed} failing"
            lane.differs([f"{rule.rule_id}: oracle {wanted} failing, {lane.name} {said}"])
        if rule.kind == "no_rows":
            lane.judged(f"{column.of.name}.{column.reason}", table.num_rows, result.failed)
        if rule.kind == "not_null":
            lane.judged(f"{column.of.name}.MISSING", table.num_rows, result.failed)


def _over_columns(spark: SparkSession, material: Material, name: str, lane: Lane) -> None:
    """On typed rows."""
    sample, rule = material.rows[name], material.rule(name)
    if rule.severity != "error":
        lane.cannot(name, WhyNot.WARNING)
        return
    declared = {c: Column(element=e, headers=(c,)) for c, e in material.elements_of(name).items()}
    source = source_of(material.catalogue, declared, rules=(rule,))
    rules = suite(NAME, source, _families(material.catalogue, source.columns), material.catalogue, as_of=AS_OF)
    [asked] = [one for one in rules if one.rule_id.endswith(f"{'-'.join(rule.columns)}.{rule.reason}")]
    [result] = gx.validate(spark.createDataFrame(pa.Table.from_pylist(sample.rows)), NAME, [asked])
    broken = sum(bool(one) for one in sample.expected)
    if (result.failed, result.unchecked) != (broken, 0):
        lane.differs([f"{name}: oracle {broken} failing, {lane.name} {result.detail or result.failed}"])
    lane.judged(name, len(sample.rows), result.failed)


def _families(catalogue: Catalogue, columns: Mapping[str, Any]) -> dict[str, Family]:
    return {name: family(catalogue.elements[c.element], catalogue.code_lists) for name, c in columns.items()}
