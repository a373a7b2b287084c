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
from tests.agreement.compare import AS_OF, RuleSample
from tests.agreement.lane_conform import NAME, batches, source_of
from tests.agreement.stored import Stored, arrow_type

NATIVE = ("in_set", "regex", "length", "between")


def disagree(spark: SparkSession, catalogue: Catalogue, stored: Mapping[str, Stored], engine: str) -> list[str]:
    """Rules whose count of failing rows is not the oracle's."""
    found = []
    for names in batches(list(stored)):
        columns = {column.name: column for name in names for column in _columns(stored[name])}
        table = pa.table({name: pa.array(one.values, arrow_type(one.of.family.type)) for name, one in columns.items()})
        declared = {name: Column(element=one.of.name, headers=(name,)) for name, one in columns.items()}
        families = {name: one.of.family for name, one in columns.items()}
        source = source_of(catalogue, declared)
        families["row_no"] = families[next(iter(families))]
        rules = suite(NAME, source, families, catalogue, as_of=AS_OF)
        asked = [rule for rule in rules if len(rule.columns) == 1 and _asks(rule, columns.get(rule.columns[0]))]
        results = gx.validate(spark.createDataFrame(table), NAME, asked)
        for rule, result in zip(asked, results, strict=True):
            wanted = columns[rule.columns[0]].failing
            if (result.failed, result.unchecked) != (wanted, 0):
                said = result.detail or f"{result.failed} failing"
                found.append(f"{rule.rule_id}: oracle {wanted} failing, GX on {engine} {said}")
    return found


class _Of:
    """A column for one rule of an element, or for the native rules: good values only."""

    def __init__(self, of: Stored, reason: str | None) -> None:
        self.of, self.reason = of, reason
        self.name = f"{of.name}__{(reason or 'good').lower()}"
        reaching = (None, *of.reasons[of.reasons.index(reason) :]) if reason else (None,)
        self.values = [value if error in reaching else None for value, error in zip(of.values, of.errors, strict=True)]
        self.failing = of.errors.count(reason) if reason else 0


def _columns(stored: Stored) -> Iterator[_Of]:
    yield _Of(stored, None)
    yield from (_Of(stored, reason) for reason in stored.reasons)


def _asks(rule: Expected, column: _Of | None) -> bool:
    if column is None:
        return False
    if column.reason is None:
        return rule.kind in NATIVE
    return rule.kind == "no_rows" and rule.rule_id.endswith(f".{column.reason}")


def disagree_on_rules(
    spark: SparkSession, catalogue: Catalogue, samples: Mapping[str, RuleSample], engine: str
) -> list[str]:
    """Error rules over several columns, on typed rows."""
    found = []
    for name, rule, sample in error_rules(catalogue, samples):
        source = catalogue.sources[name.partition(".")[0]]
        made: dict[str, Any] = {column: source.columns[column].element for column in sample.rows[0]}
        declared = {column: Column(element=element, headers=(column,)) for column, element in made.items()}
        [asked] = [
            one
            for one in suite(NAME, source_of(catalogue, declared, rules=(rule,)), _families(catalogue, made), catalogue)
            if one.kind == "no_rows" and one.rule_id.endswith(f".{rule.reason}") and one.columns == rule.columns
        ]
        [result] = gx.validate(spark.createDataFrame(pa.Table.from_pylist(sample.rows)), NAME, [asked])
        broken = sum(bool(one) for one in sample.expected)
        if (result.failed, result.unchecked) != (broken, 0):
            found.append(f"{name}: oracle {broken} failing, GX on {engine} {result.detail or result.failed}")
    return found


def _families(catalogue: Catalogue, elements: Mapping[str, str]) -> dict[str, Any]:
    from spark_jobs.elements import family

    made = {name: family(catalogue.elements[element], catalogue.code_lists) for name, element in elements.items()}
    return made | {"row_no": family(catalogue.elements["certificate_no"], catalogue.code_lists)}


def error_rules(catalogue: Catalogue, samples: Mapping[str, RuleSample]) -> Iterator[tuple[str, Any, RuleSample]]:
    """The rules that withhold: only they are constraints of what is kept."""
    for name, sample in samples.items():
        source, _, rule_name = name.partition(".")
        [rule] = [rule for rule in catalogue.sources[source].rules if rule.name == rule_name]
        if rule.severity == "error":
            yield name, rule, sample
