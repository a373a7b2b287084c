"""The conform pass itself, on whatever engine: raw texts of many elements as columns of made-up sources."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from pyspark.sql import Row, SparkSession

from catalog.model import Catalogue, Column, Source
from spark_jobs.conform import META, conformed
from spark_jobs.rules import NUMBER_KINDS, CompiledColumn, CompiledSource, RowRule, compile_source
from tests import oracle
from tests.agreement.compare import AS_OF, Judged, Sample, disagreements, expected, rule_disagreements
from tests.agreement.material import Material
from tests.agreement.stored import text_of
from tests.agreement.tally import Lane

#: Elements in one source, as many as a wide register has.
AT_ONCE = 10
NAME = "agreement/rows"
PATTERN = "human_resources/pension_payments"


def run(spark: SparkSession, material: Material, lane: Lane) -> None:
    """The reason in the row's mask, and the typed value, of every raw value; then the rules over several columns."""
    for names in batches(list(material.samples)):
        columns = {name: Column(element=name, headers=(name,), required=True) for name in names}
        source = compiled(material.catalogue, columns)
        rows = _conformed(spark, source, {name: material.samples[name].raws for name in names})
        for column in source.columns[1:]:
            sample = with_spreadsheets(material.samples[column.name])
            judged = [_judged(column, row, one) for row, one in zip(rows, sample.expected, strict=True)]
            lane.differs(disagreements(lane.name, sample, judged))
            for rule in column.rules:
                lane.judged(f"{column.name}.{rule.reason}", len(rows), _flagged(rows, rule))
    for name in material.rows:
        _over_columns(spark, material, name, lane)


def _over_columns(spark: SparkSession, material: Material, name: str, lane: Lane) -> None:
    """Typed rows are written as text and read again."""
    sample = material.rows[name]
    columns = {c: Column(element=e, headers=(c,)) for c, e in material.elements_of(name).items()}
    source = compiled(material.catalogue, columns, rules=(material.rule(name),))
    raws = {column: [text_of(row[column]) for row in sample.rows] for column in columns}
    rows = _conformed(spark, source, raws)
    read = _read(material.catalogue, source, raws)
    kept = [dict(zip(columns, values, strict=True)) for values in zip(*read, strict=True)]
    ours = replace(sample, rows=kept, expected=[oracle.row_rule_fails(name, row, AS_OF) for row in kept])
    [(rule, _)] = source.table_rules
    lane.differs(rule_disagreements(lane.name, ours, [bool(row[f"_mask{rule.mask}"] & rule.flag) for row in rows]))
    lane.judged(name, len(rows), _flagged(rows, rule))


def _flagged(rows: list[Row], rule: RowRule) -> int:
    return sum(row[f"_mask{rule.mask}"] & rule.flag != 0 for row in rows)


def _read(catalogue: Catalogue, source: CompiledSource, raws: Mapping[str, list[str | None]]) -> Iterator[list[Any]]:
    """What the oracle reads in each column."""
    for column in source.columns[1:]:
        codes = catalogue.code_lists[column.element.code_list] if column.element.code_list else None
        yield [expected(column.element, codes, raw).value for raw in raws[column.name]]


def batches(names: list[str], size: int = AT_ONCE) -> Iterator[list[str]]:
    """Names in groups: all of them in one plan would only make it large."""
    return (names[start : start + size] for start in range(0, len(names), size))


def compiled(catalogue: Catalogue, columns: dict[str, Column], **more: Any) -> CompiledSource:
    """A made-up source with a key `_n` of its own and these columns."""
    return compile_source(catalogue.model_copy(update={"sources": {NAME: source_of(catalogue, columns, **more)}}), NAME)


def source_of(catalogue: Catalogue, columns: dict[str, Column], **more: Any) -> Source:
    """It, declared."""
    key = {"row_no": Column(element="certificate_no", headers=("row_no",), required=True)}
    update = {"key": ("row_no",), "columns": key | columns, "rules": ()} | more
    return catalogue.sources[PATTERN].model_copy(update=update)


def with_spreadsheets(sample: Sample) -> Sample:
    """What conform says where the oracle of one element does not know of columns: digits lost in a spreadsheet."""
    if sample.element.kind not in NUMBER_KINDS:
        return sample
    errors = {
        reason for reason, severity in oracle.reasons(sample.element, sample.codes).items() if severity == "error"
    }
    texts = (oracle.normalised(sample.element, sample.codes, raw) for raw in sample.raws)
    judged = [
        Judged("EXCEL_PRECISION") if one.outcome in errors and oracle.lost_in_spreadsheet(text or "") else one
        for one, text in zip(sample.expected, texts, strict=True)
    ]
    return replace(sample, expected=judged)


def _conformed(spark: SparkSession, source: CompiledSource, raws: Mapping[str, list[str | None]]) -> list[Row]:
    """The rows of conform.<source> as the pass would write them, in order."""
    count = len(next(iter(raws.values())))
    numbers = range(count)
    columns: dict[str, pa.Array] = {"row_no": pa.array([f"R{n}" for n in numbers], pa.string())}
    columns |= {name: pa.array(texts, pa.string()) for name, texts in raws.items()}
    columns |= {"_line": pa.array(numbers, pa.int64())}
    columns |= {name: pa.nulls(count, pa.string()) for name in ("_reason", "_text", "_delivery")}
    columns["_received_at"] = pa.array([datetime(2026, 11, 1, tzinfo=UTC)] * count)
    assert set(META.split(", ")) <= columns.keys()
    spark.createDataFrame(pa.table(columns)).createOrReplaceTempView(view := f"raw_{uuid.uuid4().hex}")
    rows = spark.sql(conformed(source, f"SELECT * FROM {view}", f"DATE'{AS_OF}'")).collect()
    spark.catalog.dropTempView(view)
    assert {row._verdict for row in rows} <= {"accepted", "quarantined"}
    return sorted(rows, key=lambda row: row._line)


def _judged(column: CompiledColumn, row: Row, ours: Judged) -> Judged:
    """The reason in the mask; the class of a good value is not in it, so there the oracle's own stands."""
    reasons = [rule.reason for rule in column.rules if row[f"_mask{rule.mask}"] & rule.flag]
    good = ours.outcome if ours.outcome.startswith("OK") else "OK"
    return Judged("+".join(reasons) or good, row[column.name])
