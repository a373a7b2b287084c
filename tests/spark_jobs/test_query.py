"""`yiyuan sql`: a reader reads, an analyst never gets at an unmasked value."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from spark_jobs import tables
from spark_jobs.masked import declared_masks
from spark_jobs.query import QueryRefused, plan, run

PERSON, NAME, PHONE = "390102199001010012", "王小明", "13900000000"
SECRETS = (PERSON, NAME, PHONE, "199001", "小明", "0000000")
TABLES = {
    "base.person": "resident_id STRING, name STRING, born INT, extra STRING, valid ARRAY<STRING>",
    "standard.tickets": "phone STRING, content STRING, _delivery STRING, _row_hash STRING",
    "theme.tickets": "caller STRING, note STRING, resident_id STRING, tickets INT",
    "raw.tickets": "phone STRING",
    "conform.tickets": "phone STRING",
    "meta.responsibility": "rule_id STRING, sentence STRING, verified_by ARRAY<STRING>, recipients ARRAY<STRING>",
    "meta.catalogue_file": "text STRING",
    "open.tickets": "kind STRING, _hash STRING",
    "share.tickets": "phone STRING",
    "quality.quarantine": "`row` STRING, rule_ids ARRAY<STRING>",
    "quality.fault": "key_token STRING, masked_value STRING, rule_ids ARRAY<STRING>",
}
ROWS = {
    "base.person": f"'{PERSON}', '{NAME}', 1990, 'tel {PHONE}', array('{PHONE}')), (NULL, NULL, NULL, NULL, NULL",
    "standard.tickets": f"'{PHONE}', '请回电 {PHONE}', 'd0123456789012345', '0123456789'",
    "theme.tickets": f"'{NAME}', '回电{PHONE}', '{PERSON}', 7",
    "raw.tickets": f"'{PHONE}'",
    "conform.tickets": f"'{PHONE}'",
    "meta.responsibility": f"'a', '回电{PHONE}', array('health'), array('a@b')",
    "meta.catalogue_file": "'email: a@b'",
    "open.tickets": "'9131010000000', 'x'",
    "share.tickets": f"'{PHONE}'",
    "quality.quarantine": f"'{PERSON}', array('a')",
    "quality.fault": "'00112233445566778899', '3901**********0012', array('a')",
}


def of(**elements):
    return {column: SimpleNamespace(element=element) for column, element in elements.items()}


@pytest.fixture(scope="module")
def catalogue():
    masks = {
        "resident_id": "identifier",
        "person_name": "name",
        "phone": "phone",
        "ticket_text": "scrub",
        "year": "none",
    }
    return SimpleNamespace(
        elements={element: SimpleNamespace(mask=mask) for element, mask in masks.items()},
        sources={"hotline/tickets": SimpleNamespace(columns=of(phone="phone", content="ticket_text"))},
        bases={"person": SimpleNamespace(columns=of(resident_id="resident_id", name="person_name", born="year"))},
    )


@pytest.fixture(scope="module")
def lake(spark, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lake")
    for table, columns in TABLES.items():
        spark.sql(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}").collect()
        spark.sql(f"DROP TABLE IF EXISTS {table}").collect()
        spark.sql(f"CREATE TABLE {table} ({columns}) USING delta LOCATION '{folder}/{table}'").collect()
        spark.sql(f"INSERT INTO {table} VALUES ({ROWS[table]})").collect()
    spark.table("base.person").createOrReplaceTempView("people")
    yield spark
    spark.catalog.dropTempView("people")
    for table in TABLES:
        spark.sql(f"DROP TABLE IF EXISTS {table}").collect()


@pytest.fixture
def ask(lake, catalogue):
    def answer(sql, role="analyst"):
        return [tuple(row) for row in run(lake, catalogue, sql, role).collect()]

    return answer


def test_a_base_is_masked_by_its_elements(ask):
    rows = ask("SELECT * FROM base.person ORDER BY name NULLS LAST")
    assert rows == [("3901**********0012", "王*", 1990, "tel [电话]", None), (None, None, None, None, None)]


def test_a_source_is_masked_by_its_elements(ask):
    assert ask("SELECT * FROM standard.tickets") == [("139****0000", None, "d0123456789012345", None)]


def test_a_theme_is_masked_by_its_models(ask, lake, catalogue, tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models/tickets.yml").write_text("""models:
  - name: tickets
    columns:
      - {name: caller, meta: {element: person_name}}
      - {name: resident_id, config: {meta: {element: resident_id}}}
      - {name: tickets, meta: {level: 1}}
""")
    assert declared_masks(catalogue, "theme.tickets", tmp_path) == {"caller": "name", "resident_id": "identifier"}
    # Without a declaration every text is scrubbed.
    assert ask("SELECT note, resident_id, tickets FROM theme.tickets") == [("回电[电话]", "[证件号]", 7)]


def test_quality_holds_tokens_and_is_shown(ask):
    assert ask("SELECT * FROM quality.fault") == [("00112233445566778899", "3901**********0012", ["a"])]


def test_the_catalogue_in_the_lake_is_shown_without_peoples_addresses(ask):
    assert ask("SELECT * FROM meta.responsibility") == [("a", "回电[电话]", ["health"], None)]


def test_what_is_open_to_the_public_is_shown_as_it_was_published(ask):
    assert ask("SELECT * FROM open.tickets") == [("9131010000000", "x")]


def test_a_steward_sees_everything(ask):
    assert ask("SELECT name FROM base.person WHERE resident_id = '" + PERSON + "'", "steward") == [(NAME,)]
    assert ask("SELECT * FROM raw.tickets", "steward") == [(PHONE,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM base.person",
        "SELECT resident_id, name, extra FROM base.person",
        "SELECT p.* FROM base.person p",
        "SELECT base.person.name, person.resident_id FROM base.person",
        "SELECT BASE.Person.NAME FROM Base.PERSON",
        "SELECT `name` FROM `base`.`person`",
        "SELECT x, y FROM base.person AS q(x, y, z, a, b)",
        "SELECT * FROM (SELECT name AS n FROM (SELECT * FROM base.person))",
        "SELECT (SELECT max(resident_id) FROM base.person) AS x",
        "WITH p AS (SELECT * FROM base.person) SELECT name FROM p",
        "WITH person AS (SELECT * FROM base.person) SELECT * FROM person",
        "WITH a AS (SELECT name FROM base.person), b AS (SELECT * FROM a) SELECT * FROM b UNION ALL SELECT 'x'",
        "SELECT * FROM (WITH p AS (SELECT * FROM base.person) SELECT name FROM p)",
        "SELECT 'x' AS name UNION SELECT name FROM base.person",
        "(SELECT name FROM base.person) UNION ALL (SELECT resident_id FROM base.person)",
        "SELECT a.name, b.resident_id FROM base.person a JOIN base.person b ON a.name = b.name",
        "SELECT * FROM base.person a LEFT JOIN (base.person b CROSS JOIN standard.tickets t) ON true",
        "SELECT max(name), min(resident_id), collect_list(extra) FROM base.person GROUP BY born",
        "SELECT concat_ws(',', name, resident_id), to_json(struct(name, extra)) FROM base.person",
        "SELECT first_value(name) OVER (ORDER BY resident_id) AS f FROM base.person",
        "SELECT e FROM base.person LATERAL VIEW explode(array(name, resident_id)) x AS e",
        "FROM base.person SELECT name",
        "SELECT name /* FROM raw.tickets */ FROM base.person -- UNION",
        "SELECT name FROM base.person WHERE name LIKE '王%' OR resident_id RLIKE '2199'",
        "SELECT 'it\\'s \\\\' AS s, name FROM base.person WHERE name <> '\\\\'",
        "SELECT name FROM base.person p WHERE EXISTS (SELECT 1 FROM base.person q WHERE q.name = p.name)",
    ],
)
def test_no_query_shows_an_analyst_a_value(ask, sql):
    rows = ask(sql)
    assert rows
    assert not [secret for secret in SECRETS if secret in str(rows)]


@pytest.mark.parametrize(
    "condition",
    [
        f"resident_id = '{PERSON}'",
        f"name IN ('{NAME}')",
        f"extra LIKE '%{PHONE}%'",
        "substr(resident_id, 7, 4) = '1990'",
        f"EXISTS (SELECT 1 FROM base.person q WHERE q.resident_id = '{PERSON}')",
        f"resident_id IN (SELECT resident_id FROM base.person WHERE name = '{NAME}')",
    ],
)
def test_a_plain_value_finds_nothing(ask, condition):
    assert ask(f"SELECT * FROM base.person WHERE {condition}") == []
    assert len(ask(f"SELECT * FROM base.person WHERE {condition}", "steward")) >= 1


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELECT * FROM raw.tickets", "不能读取 raw.tickets"),
        ("SELECT * FROM `raw`.tickets", "不能读取 raw.tickets"),
        ("SELECT * FROM spark_catalog.Raw.TICKETS", "不能读取 raw.tickets"),
        ("SELECT * FROM conform.tickets", "不能读取 conform.tickets"),
        ("SELECT * FROM quality.quarantine", "不能读取 quality.quarantine"),
        ("SELECT * FROM meta.catalogue_file", "不能读取 meta.catalogue_file"),
        ("SELECT * FROM share.tickets", "不能读取 share.tickets"),
        ("SELECT 1 WHERE 1 IN (SELECT 1 FROM raw.tickets)", "不能读取 raw.tickets"),
        ("WITH a AS (SELECT * FROM raw.tickets) SELECT 1", "不能读取 raw.tickets"),
        ("SELECT name FROM base.person UNION SELECT phone FROM raw.tickets", "不能读取 raw.tickets"),
        ("SELECT * FROM base.person, LATERAL (SELECT * FROM raw.tickets)", "不能读取 raw.tickets"),
        ("SELECT * FROM people", "没有写模式"),
        ("WITH people AS (SELECT * FROM people) SELECT * FROM people", "没有写模式"),
        ("WITH a AS (SELECT * FROM people), people AS (SELECT 1) SELECT * FROM a", "没有写模式"),
        ("SELECT * FROM other.base.person", "湖内的表"),
        ("SELECT * FROM delta.`/lake/base/person`", "不能直接读文件"),
        ("SELECT * FROM parquet.`/lake/base/person`", "不能直接读文件"),
        ("SELECT * FROM text.`passwd`", "不能读取 text.passwd"),
        ("SELECT * FROM read_files('/lake')", "read_files"),
        ("SELECT * FROM table_changes('base.person', 0)", "表函数"),
        ("SELECT * FROM base.person JOIN LATERAL table_changes('raw.tickets', 0)", "表函数"),
        ("SELECT * FROM IDENTIFIER('raw.tickets')", "identifier"),
        ("SELECT * FROM base.person VERSION AS OF 0", "当前内容"),
        ("SELECT * FROM base.nobody", "没有表 base.nobody"),
        ("DESCRIBE raw.tickets", "不能读取"),
        ("SHOW COLUMNS IN raw.tickets", "不能读取"),
        ("SHOW COLUMNS IN people", "模式.表名"),
        ("DESCRIBE EXTENDED base.person", "不带选项"),
        ("SHOW CREATE TABLE base.person", "只接受"),
    ],
)
def test_an_analyst_is_refused(lake, catalogue, sql, why):
    with pytest.raises(QueryRefused, match=why):
        run(lake, catalogue, sql, "analyst")


@pytest.mark.parametrize("role", ["analyst", "steward"])
@pytest.mark.parametrize(
    "sql",
    [
        "CREATE VIEW v AS SELECT * FROM base.person",
        "CREATE OR REPLACE TEMPORARY VIEW v AS SELECT * FROM base.person",
        "CREATE TABLE base.t AS SELECT * FROM base.person",
        "INSERT INTO base.person SELECT * FROM base.person",
        "WITH a AS (SELECT 1) INSERT INTO base.person SELECT * FROM a",
        "FROM base.person INSERT INTO base.t SELECT *",
        "MERGE INTO base.person t USING base.person s ON true WHEN MATCHED THEN DELETE",
        "DELETE FROM base.person",
        "UPDATE base.person SET name = 'x'",
        "DROP TABLE base.person",
        "TRUNCATE TABLE base.person",
        "VACUUM base.person",
        "OPTIMIZE base.person",
        "CACHE TABLE base.person",
        "SET spark.sql.ansi.enabled = false",
        "USE base",
        "EXPLAIN SELECT 1",
        "CALL system.x()",
        "EXECUTE IMMEDIATE 'DROP TABLE base.person'",
        "SELECT 1; DROP TABLE base.person",
        "SHOW TABLES IN base; DROP TABLE base.person",
        "SELECT TRANSFORM(name) USING 'cat' AS (n) FROM base.person",
        "SELECT reflect('java.lang.System', 'getenv', 'HOME') FROM base.person",
        "SELECT `java_method`('java.lang.System', 'exit', 1)",
        "SELECT '${env:HOME}'",
        "SELECT * FROM base.person WHERE name = :name",
        "SELEKT 1",
        "",
    ],
)
def test_only_reading_is_allowed(lake, catalogue, sql, role):
    with pytest.raises(QueryRefused):
        run(lake, catalogue, sql, role)


def test_a_refusal_repeats_no_value(lake, catalogue, capsys, caplog):
    for sql in (f"SELEKT '{PERSON}'", f"SHOW '{PERSON}' x", f"SELECT * FROM delta.`/{PERSON}`"):
        with pytest.raises(QueryRefused) as refused:
            run(lake, catalogue, sql, "analyst")
        assert PERSON not in str(refused.value) + caplog.text + "".join(capsys.readouterr())


def test_comments_do_not_reach_the_engine(lake, catalogue):
    # Comments nest in Spark: what looks like the statement here is a comment there, and the other way round.
    with pytest.raises(QueryRefused):
        plan(lake, catalogue, "/* /* */ SELECT 1 -- */ DELETE FROM base.person", "steward")
    assert plan(lake, catalogue, "/* a /* b */ c */ SELECT /* d */ 1 -- e", "steward") == "SELECT 1"


def test_an_unknown_role_is_refused(lake, catalogue):
    with pytest.raises(QueryRefused, match="guest"):
        run(lake, catalogue, "SELECT 1", "guest")


def test_show_and_describe(ask):
    assert "person" in {row[1] for row in ask("SHOW TABLES IN base")}
    assert [row[:2] for row in ask("DESCRIBE base.person")][:2] == [("resident_id", "string"), ("name", "string")]


@pytest.mark.parametrize("role", ["analyst", "steward"])
def test_a_table_that_is_known_by_its_place_only(lake, catalogue, tmp_path, monkeypatch, role):
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    placed = f"USING delta LOCATION '{tables.path('base.placed')}'"
    lake.sql(f"CREATE TABLE base.placed (name STRING COMMENT '姓名', born INT) {placed}").collect()
    lake.sql("DROP TABLE base.placed").collect()
    lake.sql(f"CREATE TABLE base.placed {placed}").collect()
    try:
        for sql in "DESCRIBE base.placed", "describe `base`.placed;":
            told = run(lake, catalogue, sql, role)
            assert told.columns == ["col_name", "data_type", "comment"]
            assert [tuple(row) for row in told.collect()] == [("name", "string", "姓名"), ("born", "int", "")]
        shown = run(lake, catalogue, "SHOW COLUMNS IN base.placed", role)
        assert (shown.columns, [tuple(row) for row in shown.collect()]) == (["col_name"], [("name",), ("born",)])
    finally:
        lake.sql("DROP TABLE base.placed").collect()


@pytest.mark.parametrize("sql", ["DESCRIBE base.nobody", "SHOW COLUMNS IN base.nobody"])
def test_the_columns_of_no_table(lake, catalogue, sql):
    with pytest.raises(QueryRefused, match=r"没有表 base\.nobody"):
        run(lake, catalogue, sql, "steward")


def test_generators_and_order_work(ask):
    assert ask("SELECT id FROM range(3) ORDER BY id DESC LIMIT 2") == [(2,), (1,)]
    assert ask("WITH RECURSIVE a AS (SELECT 1 AS n) SELECT n FROM a") == [(1,)]
    assert ask("SELECT x FROM VALUES (1), (NULL) AS t(x) ORDER BY x NULLS LAST") == [(1,), (None,)]
