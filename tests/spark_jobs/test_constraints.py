"""What a table carries in its Delta log, what it refuses, and how an older table comes to carry it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars
import pytest
from deltalake import DeltaTable

from catalog.load import load
from spark_jobs import constraints, standard_rows, tables
from spark_jobs.constraints import PROPERTY, Constrained, Part
from spark_jobs.rules import compiled
from spark_jobs.session import connect
from spark_jobs.writes import RowRefusedError

PENSION = "human_resources/pension_payments"
GOOD = "'39010219010101001X', '张三', '2026-10', 1234.50, DATE'2026-10-15'"
BESIDE = "1, 'h', 0, TIMESTAMP'2026-11-01 00:00:00', 'd'"


@pytest.fixture
def home(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    return tmp_path


def thing(*parts: Part) -> Constrained:
    return Constrained("base.thing", {"k": "STRING", "n": "INT"}, ("k",), parts, ())


POSITIVE = Part("n", ("SIGN",), "CASE WHEN n <= 0 THEN 'n.SIGN' END")
SMALL = Part("k", ("LENGTH",), "CASE WHEN length(k) > 2 THEN 'k.LENGTH' END")


def carried(table: str) -> set[str]:
    return {key for key in DeltaTable(tables.path(table)).metadata().configuration if key.startswith(PROPERTY)}


def recorded(table: str) -> list[tuple[object, ...]]:
    rows = connect().sql(f"SELECT subject, state, violations FROM meta.constraint WHERE table_name = '{table}'")
    return sorted(map(tuple, rows.collect()))


def forget() -> None:
    """As another process would begin."""
    constraints._current.clear()


def test_a_standard_table_refuses_what_its_elements_refuse(home: Path) -> None:
    table = standard_rows.ensure(connect(), compiled(PENSION))
    tables.write(connect(), f"INSERT INTO {table} VALUES ({GOOD}, {BESIDE})")
    for good, bad in (
        ("39010219010101001X", "390102190101010011"),
        ("2026-10'", "2026-13'"),
        ("1234.50", "-1"),
        ("DATE'2026-10-15'", "DATE'1700-01-01'"),
        ("'张三'", "'张三3'"),
    ):
        with pytest.raises(RowRefusedError, match=r"CHECK constraint valid_[0-9a-f]{8}$"):
            tables.write(connect(), f"INSERT INTO {table} VALUES ({GOOD.replace(good, bad)}, {BESIDE})")
    with pytest.raises(RowRefusedError, match=r"CHECK constraint valid_[0-9a-f]{8}$"):
        tables.write(connect(), f"INSERT INTO {table} VALUES ({GOOD}, 1, NULL, 0, NULL, 'd')")
    with pytest.raises(RowRefusedError, match=r"NOT NULL constraint violated for column: resident_id$"):
        tables.write(connect(), f"INSERT INTO {table} VALUES (NULL, {GOOD.split(', ', 1)[1]}, {BESIDE})")
    withheld = "'39010219010101001X', NULL, '2026-09', NULL, NULL"
    tables.write(connect(), f"INSERT INTO {table} VALUES ({withheld}, {BESIDE})")
    assert DeltaTable(tables.path(table)).to_pyarrow_table().num_rows == 2
    assert polars.read_delta(tables.path(table)).height == 2


def test_what_looks_at_the_day_is_left_out_and_said(home: Path) -> None:
    standard_rows.ensure(connect(), compiled(PENSION))
    assert [row for row in recorded("standard.pension_payments") if row[1] != "enforced"] == [
        ("paid_on", "left_out", 0),
        ("pay_month", "left_out", 0),
        ("resident_id", "left_out", 0),
    ]


def test_every_table_of_the_catalogue_can_be_created(home: Path) -> None:
    for name in load().sources:
        assert len(carried(standard_rows.ensure(connect(), compiled(name)))) == 1


def test_an_older_table_gets_its_constraints_once_its_rows_keep_them(home: Path) -> None:
    tables.ensure(connect(), "base.thing", "k STRING, n INT")
    tables.write(connect(), "INSERT INTO base.thing VALUES ('a', 1), ('b', -1), ('c', NULL)")
    constraints.ensure(connect(), thing(POSITIVE, SMALL))
    missing = ("k.MISSING", "enforced", 0)
    assert recorded("base.thing") == [("k", "enforced", 0), missing, ("n", "violated", 1)]
    version = tables.version("base.thing")
    forget()
    constraints.ensure(connect(), thing(POSITIVE, SMALL))
    assert tables.version("base.thing") == version
    for bad in ("'long', 1", "NULL, 1"):
        with pytest.raises(RowRefusedError):
            tables.write(connect(), f"INSERT INTO base.thing SELECT {bad}")
    tables.write(connect(), "DELETE FROM base.thing WHERE n < 0")
    forget()
    constraints.ensure(connect(), thing(POSITIVE, SMALL))
    assert recorded("base.thing") == [("k", "enforced", 0), missing, ("n", "enforced", 0)]
    with pytest.raises(RowRefusedError):
        tables.write(connect(), "INSERT INTO base.thing SELECT 'd', -1")


def test_a_changed_rule_replaces_its_constraint_and_no_other(home: Path) -> None:
    constraints.ensure(connect(), thing(POSITIVE))
    tables.write(connect(), "ALTER TABLE base.thing ADD CONSTRAINT by_hand CHECK (n < 100)")
    constraints.ensure(connect(), thing(replace(POSITIVE, error="CASE WHEN n < -5 THEN 'n.SIGN' END")))
    assert len(carried("base.thing")) == 2
    tables.write(connect(), "INSERT INTO base.thing SELECT 'a', -5")
    for bad in (-6, 100):
        with pytest.raises(RowRefusedError):
            tables.write(connect(), f"INSERT INTO base.thing SELECT 'b', {bad}")


def test_a_merge_is_refused_too(home: Path) -> None:
    constraints.ensure(connect(), thing(POSITIVE, SMALL))
    merge = """MERGE INTO base.thing t USING (SELECT * FROM VALUES {} AS r(k, n)) s ON t.k = s.k
        WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"""
    tables.write(connect(), merge.format("('a', 1), ('b', 2)"))
    for rows in ("('a', 0)", "('long', 3)"):
        with pytest.raises(RowRefusedError):
            tables.write(connect(), merge.format(rows))
    assert sorted(map(tuple, connect().table("base.thing").collect())) == [("a", 1), ("b", 2)]


@pytest.mark.spark
def test_apache_spark_refuses_a_long_row_as_it_does_a_short_one(
    tmp_path: Path, apache_spark_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answer quotes the row, in more bytes than gRPC takes unasked; ours names the constraint and no value."""
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("YIYUAN_ENGINE", apache_spark_url)
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    constraints.ensure(connect(), thing(POSITIVE, SMALL))
    for text in ("长名", "长" * 5000):
        with pytest.raises(RowRefusedError, match=r"^a row was refused: CHECK constraint valid_[0-9a-f]{8}$"):
            tables.write(connect(), f"INSERT INTO base.thing SELECT '{text}', -1")
