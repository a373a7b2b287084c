"""Columns say in the table itself what they mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from deltalake import DeltaTable

from catalog.load import load
from spark_jobs import standard_rows, tables
from spark_jobs.comments import commented, of, split
from spark_jobs.exports.ddl import create_table, declared
from spark_jobs.rules import compiled
from spark_jobs.session import connect

SEX = "性别：人的性别（GB/T 2261.1-2003 人的性别代码）"


def test_a_comma_inside_brackets_divides_nothing() -> None:
    assert list(split("a INT, b DECIMAL(20,2) NOT NULL, c ARRAY<STRUCT<x: INT, y: INT>>")) == [
        "a INT",
        "b DECIMAL(20,2) NOT NULL",
        "c ARRAY<STRUCT<x: INT, y: INT>>",
    ]


def test_columns_get_the_words_of_the_catalogue() -> None:
    assert commented("standard.death_certificates", "sex STRING NOT NULL, other INT, _line BIGINT") == (
        f"sex STRING NOT NULL COMMENT '{SEX}', other INT, _line BIGINT COMMENT '在来源文件中的行号'"
    )
    assert commented("quality.result", "sex STRING") == "sex STRING"
    assert commented("base.nothing", "sex STRING") == "sex STRING"


def test_a_history_has_its_period_and_a_base_without_one_has_its_own() -> None:
    catalogue = load()
    assert of(catalogue, "base.person_history")["valid_to"] == "本版本至该日前有效；空为现行"
    assert "valid_to" not in of(catalogue, "base.person")
    assert of(catalogue, "base.division")["valid_to"].startswith("弃用年份：")


@pytest.fixture
def lake(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)


def told_by(table: str) -> dict[str, str]:
    fields = DeltaTable(tables.path(table)).schema().fields
    return {field.name: field.metadata["comment"] for field in fields if "comment" in field.metadata}


@pytest.mark.usefixtures("lake")
def test_comments_are_in_the_table() -> None:
    table = standard_rows.ensure(connect(), compiled("health/death_certificates"))
    names = [field.name for field in DeltaTable(tables.path(table)).schema().fields]
    assert told_by(table) == {name: of(load(), table)[name] for name in names}
    described = {row.col_name: row.comment for row in connect().sql(f"DESCRIBE TABLE {table}").collect()}
    assert (described["sex"], described["_line"]) == (SEX, "在来源文件中的行号")


@pytest.mark.usefixtures("lake")
def test_the_exported_statement_makes_the_same_table() -> None:
    table = standard_rows.ensure(connect(), compiled("market_regulation/enterprises"))
    made = DeltaTable(tables.path(table)).schema()
    connect().sql(f"DROP TABLE {table}").collect()
    copy = f"{tables.path(table)}_copy"
    statement = create_table(load(), table).removesuffix(";")
    connect().sql(f"{statement} LOCATION '{copy}'").collect()
    assert DeltaTable(copy).schema() == made


def test_every_declared_table_has_a_statement() -> None:
    catalogue = load()
    assert all(create_table(catalogue, table).startswith(f"CREATE TABLE {table} (") for table in declared(catalogue))
    with pytest.raises(KeyError):
        create_table(catalogue, "standard.nothing")
