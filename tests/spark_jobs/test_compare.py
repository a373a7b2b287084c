"""Two lakes, one written by the engine and one by delta-rs: equal content is equal, any difference is named."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from spark_jobs.compare import Difference, canonical, compare, tables_of

AT = datetime(2026, 10, 5, 1, 2, 3, 4, tzinfo=UTC)
SCHEMA = pa.schema(
    [("id", pa.string()), ("n", pa.int64()), ("amount", pa.decimal128(20, 2)), ("on", pa.date32()),
     ("at", pa.timestamp("us", "UTC")), ("ids", pa.list_(pa.string())), ("ok", pa.bool_())]
)  # fmt: skip
ROWS = [
    ("甲", 1, Decimal("1.50"), date(2026, 1, 1), AT, ["a", None], True),
    ("", None, None, None, None, None, None),
    (None, 2, Decimal("100.00"), date(1949, 10, 1), AT, [], False),
    (None, 2, Decimal("100.00"), date(1949, 10, 1), AT, [], False),
]


def arrow(rows, schema=SCHEMA):
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema)


def write(lake, rows, schema=SCHEMA, table="base/person"):
    write_deltalake(str(lake / table), arrow(rows, schema))
    return str(lake)


def test_the_engine_and_delta_rs_write_the_same(spark, tmp_path):
    a = tmp_path / "a"
    spark.sql("CREATE SCHEMA IF NOT EXISTS cmp").collect()
    spark.sql(f"""CREATE TABLE cmp.person (ok BOOLEAN, id STRING, n BIGINT, amount DECIMAL(20,2), `on` DATE,
        `at` TIMESTAMP, ids ARRAY<STRING>) USING delta PARTITIONED BY (id) LOCATION '{a}/base/person'""").collect()
    for half in (ROWS[2:], ROWS[:2]):
        spark.createDataFrame(arrow(half)).createOrReplaceTempView("half")
        spark.sql("INSERT INTO cmp.person SELECT ok, id, n, amount, `on`, `at`, ids FROM half").collect()
    spark.sql("DROP TABLE cmp.person").collect()
    # An empty text in a partition column is a NULL by the Delta protocol, so both lakes have it so here.
    b = write(tmp_path / "b", [(row[0] or None, *row[1:]) for row in ROWS])
    assert compare(str(a), b) == []


def test_rows_in_another_order_and_in_other_files_are_the_same(tmp_path):
    a = write(tmp_path / "a", ROWS)
    write_deltalake(f"{tmp_path}/b/base/person", arrow(ROWS[3:]))
    write_deltalake(f"{tmp_path}/b/base/person", arrow(ROWS[2::-1]), mode="append")
    assert compare(a, str(tmp_path / "b")) == []


def test_a_lake_may_be_given_as_an_address(tmp_path):
    write(tmp_path / "a", ROWS)
    write(tmp_path / "a", ROWS, table="ledger/chain")
    assert tables_of(f"file://{tmp_path}/a/") == {
        "base.person": f"file://{tmp_path}/a/base/person",
        "ledger.chain": f"file://{tmp_path}/a/ledger/chain",
    }
    assert compare(str(tmp_path / "a"), f"file://{tmp_path}/a/") == []


def changed(number, column, value):
    row = list(ROWS[number])
    row[SCHEMA.get_field_index(column)] = value
    return [tuple(row) if at == number else other for at, other in enumerate(ROWS)]


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (changed(1, "id", None), "行不同：只在 A 中 1 行，只在 B 中 1 行；取值不同的列：id"),
        (changed(0, "id", "甲 "), "行不同：只在 A 中 1 行，只在 B 中 1 行；取值不同的列：id"),
        (changed(0, "ids", ["a", ""]), "行不同：只在 A 中 1 行，只在 B 中 1 行；取值不同的列：ids"),
        (changed(2, "amount", Decimal("100.01")), "行不同：只在 A 中 1 行，只在 B 中 1 行；取值不同的列：amount"),
        (changed(0, "at", AT.replace(microsecond=5)), "行不同：只在 A 中 1 行，只在 B 中 1 行；取值不同的列：at"),
        (ROWS[:3], "行不同：只在 A 中 1 行，只在 B 中 0 行；取值不同的列：amount、at、id、ids、n、ok、on"),
    ],
)
def test_a_changed_row_is_named_by_its_columns(tmp_path, rows, what):
    difference = compare(write(tmp_path / "a", ROWS), write(tmp_path / "b", rows))
    assert difference == [Difference("base.person", what)]


def test_types_and_missing_tables_are_differences(tmp_path):
    narrow = pa.schema([("id", pa.string()), ("n", pa.int32())])
    wide = pa.schema([("id", pa.string()), ("n", pa.int64()), ("more", pa.date32())])
    a = write(tmp_path / "a", [("x", 1)], narrow, "ledger/chain")
    write(tmp_path / "a", [("x", 1)], narrow, "raw/only_a")
    b = write(tmp_path / "b", [("x", 1, None)], wide, "ledger/chain")
    assert [str(difference) for difference in compare(a, b)] == [
        'ledger.chain: 列 more 不同：A 为 无此列，B 为 "date"',
        'ledger.chain: 列 n 不同：A 为 "integer"，B 为 "long"',
        "raw.only_a: 只在 A 中有",
    ]


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="没有任何表"):
        tables_of(str(tmp_path))


def test_no_two_values_share_a_text():
    values = [None, "", "~", "None", "1", 1, 1.5, True, date(2026, 1, 1), AT, b"1", [], [None], ["a,b"], ["a", "b"],
              ["'a','b'"], {"a": 1}, {"a": None}, "\x1f", "\\u"]  # fmt: skip
    assert len({canonical(value) for value in values}) == len(values)
    assert canonical(-0.0) == canonical(0.0)
    assert canonical(Decimal("1.50")) == canonical(Decimal("1.5"))
