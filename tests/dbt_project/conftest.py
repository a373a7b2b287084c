"""A lake of a few literal rows, and the theme tables that one dbt build makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from spark_jobs import themes
from spark_jobs.session import connect
from spark_jobs.tables import ensure

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TABLES = {
    "base.person": """resident_id STRING, name STRING, sex STRING, birth_date DATE, ethnicity STRING,
        household_division STRING, household_address STRING, address_id STRING, household_status STRING,
        status_on DATE, died_on DATE, marital_status STRING""",
    "base.division": """code STRING, name STRING, level STRING, parent STRING, state STRING, valid_from INT,
        valid_to INT, successor_codes STRING""",
    "base.legal_entity": """uscc STRING, name STRING, entity_type STRING, status STRING, registered_on DATE,
        capital_amount DECIMAL(20,2), capital_currency STRING, legal_representative STRING, division STRING,
        address STRING, business_scope STRING""",
    "base.licence": """licence_id STRING, type_code STRING, type_name STRING, licence_no STRING, holder_id STRING,
        holder_kind STRING, issuer STRING, issuer_name STRING, issued_on DATE, valid_from DATE, valid_to DATE,
        state STRING""",
    "base.address": f"""address_id STRING, {", ".join(f"level_{n} STRING" for n in range(1, 14))}, text STRING,
        division STRING, lon DECIMAL(9,6), lat DECIMAL(9,6)""",
    "base.parcel": """parcel_code STRING, land_use STRING, area DECIMAL(20,2), right_holder STRING, location STRING,
        geometry STRING""",
    "standard.pension_payments": """resident_id STRING, name STRING, pay_month STRING, amount DECIMAL(20,2),
        paid_on DATE""",
    "standard.death_certificates": """certificate_no STRING, resident_id STRING, name STRING, sex STRING, died_on DATE,
        place_of_death STRING, issuer STRING, issued_on DATE""",
    "standard.tickets": """ticket_no STRING, called_at TIMESTAMP, caller STRING, phone STRING, content STRING,
        category STRING, division STRING, department_name STRING, department_uscc STRING, closed_at TIMESTAMP,
        satisfaction STRING""",
    "ledger.delivery": "",
}

#: Where the numbers of all licences here begin.
LICENCE = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.2023000040"

ROWS = {
    "base.person (resident_id, name, household_division, household_status, died_on)": """
        ('390102194001010010', '甲老人', '390102', '2', DATE'2026-08-15'),
        ('390102194001010029', '乙老人', '390102', '2', DATE'2026-08-31'),
        ('390103194001010033', '丙老人', '390103', '1', NULL),
        ('390103194001010041', '丁老人', '390103', '1', NULL),
        ('390103194001010068', '己老人', NULL, '2', DATE'2026-08-10'),
        ('390103194001010076', NULL, '390103', '2', NULL)""",
    "base.division (code, name, valid_from, valid_to)": """
        ('390102', '东湖县', 1981, 2000), ('390102', '东湖区', 2000, NULL), ('390103', '西山区', 1981, NULL)""",
    "standard.pension_payments": """
        ('390102194001010010', '甲老人', '2026-08', 180.00, DATE'2026-08-25'),
        ('390102194001010010', '甲老人', '2026-09', 180.00, DATE'2026-09-25'),
        ('390102194001010010', '甲老人', '2026-10', 180.00, DATE'2026-10-25'),
        ('390102194001010029', '乙老人', '2026-08', 190.50, DATE'2026-08-25'),
        ('390102194001010029', '乙老人', '2026-09', NULL, NULL),
        ('390103194001010033', '丙老人', '2026-08', 200.00, DATE'2026-08-25'),
        ('390103194001010033', '丙老人', '2026-09', 200.00, DATE'2026-09-25'),
        ('390103194001010041', '丁老人', '2026-09', 210.00, DATE'2026-09-25'),
        ('390104194001010056', '戊老人', '2026-09', 220.00, DATE'2026-09-25'),
        ('390103194001010068', '己老人', '2026-09', 230.00, DATE'2026-09-25'),
        ('390103194001010076', NULL, '2026-09', 240.00, DATE'2026-09-25')""",
    "standard.death_certificates (certificate_no, resident_id, died_on)": """
        ('C1', '390102194001010010', DATE'2026-08-14'), ('C2', '390102194001010010', DATE'2026-08-16'),
        ('C3', '390103194001010033', DATE'2026-08-20'), ('C4', '390103194001010041', NULL),
        ('C5', '390104194001010056', DATE'2026-07-31'), ('C6', '390103194001010068', DATE'2026-09-02'),
        ('C7', NULL, DATE'2026-01-01')""",
    "standard.tickets": """
        ('T1', TIMESTAMP'2026-09-30 15:59:59', '张三', '13800138000', '张三反映路灯不亮，电话13800138000',
            '市政', '390102', '东湖区城管局', '11390102000000115D', TIMESTAMP'2026-10-01 01:00:00', '1'),
        ('T2', TIMESTAMP'2026-09-30 16:00:00', '李某', '08916543210', '李女士家漏水，座机（0891）654 3210',
            '市政', '390102', '东湖区城管局', '11390102000000115D', TIMESTAMP'2026-10-01 18:00:00', '5'),
        ('T3', TIMESTAMP'2026-10-02 00:00:00', NULL, NULL, '手机１３８　００１３　８０００，证件390102 19400101 001X',
            '市政', '390102', '东湖区城管局', '11390102000000115D', TIMESTAMP'2026-10-02 04:30:00', NULL),
        ('T4', TIMESTAMP'2026-10-03 00:00:00', '王五', '13900139000', NULL,
            '市政', '390102', '东湖区城管局', '11390102000000115D', NULL, NULL),
        ('T5', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)""",
    "base.legal_entity (uscc, name, registered_on, capital_amount, capital_currency, division, address)": """
        ('91390102000000211E', '云州甲公司', DATE'2010-01-01', 1000000.00, 'CNY', '390102', '云海省东湖区 一路1号'),
        ('9139010200000022X6', '云州乙公司', NULL, NULL, NULL, NULL, NULL),
        ('91390103000000238L', '云州丙公司', DATE'2011-01-01', 2000000.00, 'USD', '390103', '云海省西山区二路2号'),
        ('12390102000000449T', '云州市图书馆', DATE'2000-01-01', 1.00, 'CNY', '390102', '云海省东湖区一路1号')""",
    "base.licence (licence_id, type_name, holder_id, holder_kind, valid_from, valid_to, state)": f"""
        ('{LICENCE}1.001.P', '食品经营许可证', '91390102000000211E', '001', DATE'2020-01-01', DATE'2026-11-05', '01'),
        ('{LICENCE}2.001.9', '营业执照', '91390102000000211E', '001', NULL, NULL, '01'),
        ('{LICENCE}3.001.U', '营业执照', '91390102000000211E', '001', DATE'2010-01-01', DATE'2026-11-04', '01'),
        ('{LICENCE}4.001.E', '卫生许可证', '91390102000000211E', '001', DATE'2026-11-06', NULL, '01'),
        ('{LICENCE}5.001.J', '采矿许可证', '91390102000000211E', '001', NULL, NULL, '07'),
        ('{LICENCE}6.001.3', '营业执照', '9139010200000022X6', '001', NULL, NULL, '05'),
        ('{LICENCE}7.001.O', NULL, '9139010200000022X6', '001', NULL, NULL, NULL),
        ('{LICENCE}8.001.8', '身份证', '91390103000000238L', '111', NULL, NULL, '01')""",
    "base.address (address_id, text)": """
        ('A2', '云海省东湖区一路1号'), ('A1', '云海省东湖区一路1号'), ('A3', NULL)""",
    "base.parcel (parcel_code, right_holder)": """
        ('390102001001GB00001', '云州甲公司'), ('390102001002GB00002', '云州甲公司'),
        ('390102001003GB00003', NULL)""",
    "ledger.delivery (delivery_id, source, status, received_at)": """
        ('d1', 'administrative_approval/licences', 'published', TIMESTAMP'2026-11-04 16:00:00'),
        ('d2', 'administrative_approval/licences', 'quarantined', TIMESTAMP'2026-12-01 00:00:00'),
        ('d3', 'hotline/tickets', 'published', TIMESTAMP'2026-12-01 00:00:00')""",
}


def insert(spark: SparkSession, into: str, values: str) -> None:
    """Insert literal rows; columns that are not named stay NULL (Sail wants every column)."""
    table, _, named = into.partition(" ")
    given = named.strip("()") or ", ".join(spark.table(table).columns)
    names = given.split(", ")
    columns = ", ".join(name if name in names else f"NULL AS {name}" for name in spark.table(table).columns)
    spark.sql(f"INSERT INTO {table} SELECT {columns} FROM VALUES {values} AS literal({given})")


def fill(spark: SparkSession) -> None:
    """Create the tables that the models read, with ROWS in them."""
    for table, columns in TABLES.items():
        ensure(spark, table, columns or None)
    for into, values in ROWS.items():
        insert(spark, into, values)


@pytest.fixture(scope="session")
def built(engine_url: str, spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """YIYUAN_HOME of a lake whose themes are built from ROWS, and the unit tests pass. dbt must not take `spark`."""
    home: Path = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as environment:
        fill(_installed(environment, home, engine_url))
        themes.build(unit_tests=True)
    return home


@pytest.fixture
def lake(built: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> SparkSession:
    """A session on that lake, which tests leave as it is."""
    return _installed(monkeypatch, built, engine_url)


@pytest.fixture
def own_lake(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> SparkSession:
    """A session on an empty lake that a test may change."""
    return _installed(monkeypatch, tmp_path, engine_url)


def _installed(environment: pytest.MonkeyPatch, home: Path, engine: str) -> SparkSession:
    environment.setenv("YIYUAN_HOME", str(home))
    environment.setenv("YIYUAN_ENGINE", engine)
    environment.delenv("YIYUAN_LAKE", raising=False)
    return connect()


def rows(session: SparkSession, table: str) -> list[tuple[object, ...]]:
    """A whole table, sorted, NULL first."""
    return sorted(map(tuple, session.table(table).collect()), key=lambda row: [(v is not None, str(v)) for v in row])
