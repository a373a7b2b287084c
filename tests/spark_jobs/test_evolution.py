"""The catalogue's columns change between two nights: the lake's tables follow, and keep what they hold."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from deltalake import DeltaTable
from typer.testing import CliRunner

import yiyuan
from expectations.report import letters
from spark_jobs import constraints, evolution, ledger, tables, themes
from spark_jobs.compare import compare
from spark_jobs.home import Home
from spark_jobs.night import ingest, merge_bases
from spark_jobs.session import connect
from spark_jobs.tokens import load_key
from tests.catalog.test_load import DEPARTMENT, ELEMENT, SOURCE, write

OCTOBER, NOVEMBER, DECEMBER = 1_792_029_600, 1_795_140_000, 1_797_800_000
FIRST, SECOND, THIRD = date(2026, 10, 15), date(2026, 11, 20), date(2026, 12, 21)
CODE = "  code: {element: code, headers: [编号]}\n"
BASE = """\
label: 库
code: 101001/000001
history: true
key: [code]
scopes: [{id: all, source: a/list}]
columns:
"""
TEXT = ELEMENT.replace("label: 编号", "label: 名称")
NUMBER = ELEMENT.replace("kind: text\nformat: an..20", "kind: decimal\nformat: n..8,2")


@pytest.fixture
def night(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Deliver a CSV at an instant and work a night on it, under a catalogue whose source and base have columns."""
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)

    def work(at: int, text: str, merge: bool = True, **columns: str) -> None:
        told = [f"  {name}: {{element: {element}, headers: [{name}]}}\n" for name, element in columns.items()]
        taken = [
            f"  {name}: {{element: {element}, authority: {{a/list.{name}: '{{x}}'}}}}\n"
            for name, element in {"code": "code", **columns}.items()
        ]
        files = {
            **{f"elements/{name}.yml": kind for name, kind in (("code", ELEMENT), ("text", TEXT), ("number", NUMBER))},
            "departments/a.yml": DEPARTMENT,
            "sources/a/list.yml": SOURCE.replace(CODE, CODE + "".join(told)),
            "bases/thing.yml": BASE + "".join(taken),
        }
        monkeypatch.setenv("YIYUAN_CATALOG", str(write(tmp_path / f"catalogue{at}{len(columns)}", files)))
        forget()
        path = Home.of_environment().inbox / "a" / "list" / f"{at}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (at, at))
        ingest()
        if merge:
            merge_bases()

    return work


def forget() -> None:
    """As another process would begin."""
    tables._known.clear()
    constraints._current.clear()


def rows(select: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connect().sql(select).collect()]


def test_a_source_and_its_base_gain_a_column(night: Callable[..., None]) -> None:
    night(OCTOBER, "编号,name\n1,甲\n2,乙\n", name="text")
    night(NOVEMBER, "编号,place,name\n1,南,甲\n2,,乙\n3,北,丙\n", place="text", name="text")
    assert rows("SELECT code, name, place, _line FROM raw.list ORDER BY _received_at, _line") == [
        ("1", "甲", None, 2), ("2", "乙", None, 3), ("1", "甲", "南", 2), ("2", "乙", "", 3), ("3", "丙", "北", 4),
    ]  # fmt: skip
    now = [("1", "甲", "南"), ("2", "乙", None), ("3", "丙", "北")]
    assert rows("SELECT code, name, place FROM standard.list ORDER BY code") == now
    assert rows("SELECT code, name, place FROM base.thing ORDER BY code") == now
    history = "SELECT code, name, place, valid_from, valid_to FROM base.thing_history ORDER BY code, valid_from"
    assert rows(history) == [
        ("1", "甲", None, FIRST, SECOND),
        ("1", "甲", "南", SECOND, None),
        ("2", "乙", None, FIRST, None),
        ("3", "丙", "北", SECOND, None),
    ]
    assert rows("SELECT status FROM ledger.delivery") == [("published",)] * 2
    added = {field.name: field for field in DeltaTable(tables.path("standard.list")).schema().fields}["place"]
    assert (added.nullable, added.metadata["comment"].split("：")[0]) == (True, "名称")


def test_a_source_and_its_base_lose_a_column(night: Callable[..., None]) -> None:
    night(OCTOBER, "编号,name,place\n1,甲,南\n2,乙,北\n", name="text", place="text")
    night(NOVEMBER, "编号,place\n1,西\n2,北\n3,东\n", place="text")
    assert rows("SELECT code, name, place FROM standard.list ORDER BY code") == [
        ("1", None, "西"), ("2", None, "北"), ("3", None, "东"),
    ]  # fmt: skip
    assert rows("SELECT code, name, place, valid_from, valid_to FROM base.thing_history ORDER BY 1, 4") == [
        ("1", "甲", "南", FIRST, SECOND),
        ("1", None, "西", SECOND, None),
        ("2", "乙", "北", FIRST, None),
        ("3", None, "东", SECOND, None),
    ]
    assert rows("SELECT name FROM raw.list ORDER BY _received_at, _line") == [
        ("甲",), ("乙",), (None,), (None,), (None,),
    ]  # fmt: skip
    night(DECEMBER, "编号,place,name\n1,西,甲\n2,北,\n3,东,丙\n", place="text", name="text")
    assert rows("SELECT code, name, place FROM standard.list ORDER BY code") == [
        ("1", "甲", "西"), ("2", None, "北"), ("3", "丙", "东"),
    ]  # fmt: skip


def test_another_type_waits_for_the_platform_and_blames_nobody(
    night: Callable[..., None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    night(OCTOBER, "编号,size\n1,大\n", size="text")
    night(NOVEMBER, "编号,size\n1,20\n", merge=False, size="number")
    told = "conform.list.size is string in the lake, but declared as decimal(8,2): "
    assert [message for message in caplog.messages if "is string" in message] == [
        told + "give the column another name, or remove the table and `yiyuan reprocess` what it held"
    ]
    with pytest.raises(evolution.SchemaChangeError, match=r"^standard\.list\.size is string .* decimal\(8,2\)"):
        merge_bases()
    assert rows("SELECT status, reason FROM ledger.delivery ORDER BY status") == [
        ("published", None), ("unreadable", "SCHEMA_CHANGED"),
    ]  # fmt: skip
    assert rows("SELECT size FROM standard.list") == [("大",)]
    assert [path.name for path in (tmp_path / "home/inbox/a/list").iterdir()] == [f"{NOVEMBER}.csv"]
    letters.compose("2026-11", "a")
    letter = next((tmp_path / "home" / "reports").rglob("letter.txt")).read_text(encoding="utf-8")
    assert "无需重传" in letter[letter.index("我方问题") :]


def test_what_is_told_of_another_type_works(night: Callable[..., None], tmp_path: Path) -> None:
    night(OCTOBER, "编号,size\n1,10\n2,30\n", size="text")
    night(NOVEMBER, "编号,size\n1,20\n2,30\n", merge=False, size="number")
    for table in ("conform.list", "standard.list", "base.thing", "base.thing_history"):
        connect().sql(f"DROP TABLE {table}").collect()
        shutil.rmtree(tables.path(table))
    forget()
    CliRunner().invoke(yiyuan.application(), ["reprocess", "--source", "a/list"])
    ingest()
    merge_bases()
    assert rows("SELECT code, size FROM conform.list ORDER BY size") == [
        ("1", Decimal("10")), ("1", Decimal("20")), ("2", Decimal("30")), ("2", Decimal("30")),
    ]  # fmt: skip
    assert rows("SELECT code, size FROM base.thing ORDER BY code") == [("1", Decimal("20")), ("2", Decimal("30"))]
    assert ledger.verify(connect()) == []


#: A fixed table → the columns that it had in an earlier version, with one that is gone since.
OLDER = {
    "quality.disagreement": "base STRING, element STRING, key_token STRING, old STRING, authority STRING",
    "ledger.balance": "delivery_id STRING, old ARRAY<STRING>, source STRING, received BIGINT",
    "meta.system": "id STRING, old INT, label STRING",
}


def test_a_fixed_table_of_an_older_version_gets_its_columns(night: Callable[..., None]) -> None:
    for table, columns in OLDER.items():
        tables.ensure(connect(), table, columns)
    tables.write(connect(), "INSERT INTO ledger.balance VALUES ('d1', array('x'), 'a/b', 1), ('d2', NULL, 'a/b', 2)")
    forget()
    balance = {"source": "a/b", "received": 3, "accepted": 3, "quarantined": 0, "superseded": 0, "rejected": 0}
    tables.upsert(connect(), "ledger.balance", [{"delivery_id": id_, **balance} for id_ in ("d2", "d3")], "delivery_id")
    assert rows("SELECT delivery_id, old, received, accepted FROM ledger.balance ORDER BY 1") == [
        ("d1", ["x"], 1, None), ("d2", None, 3, 3), ("d3", None, 3, 3),
    ]  # fmt: skip
    system = {"id": "s", "department": "a", "label": "系统", "status": "used", "duty_count": 1, "dataset_count": 2}
    assert tables.make_equal(connect(), "meta.system", [system])
    assert not tables.make_equal(connect(), "meta.system", [system])
    assert rows("SELECT id, old, label, department, dataset_count FROM meta.system") == [("s", None, "系统", "a", 2)]
    assert tables.schema(connect(), tables.ensure(connect(), "quality.disagreement")).names == [
        "base", "element", "key_token", "authority", "authority_value_token", "other_source", "other_value_token",
        "voices", "doubtful",
    ]  # fmt: skip


def test_a_table_that_has_all_its_columns_is_left_alone(night: Callable[..., None]) -> None:
    for table in tables.FIXED:
        tables.ensure(connect(), table)
    forget()
    for table in tables.FIXED:
        tables.ensure(connect(), table)
    assert {tables.version(table) for table in tables.FIXED} == {0}


def test_of_two_that_add_a_column_at_once_one_looks_again(
    night: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    tables.ensure(connect(), "base.thing", "k STRING")
    slow = [DeltaTable(tables.path("base.thing"))]
    evolution.add_missing("base.thing", tables.path("base.thing"), "k STRING, n INT")
    monkeypatch.setattr(evolution, "DeltaTable", lambda uri: slow.pop() if slow else DeltaTable(uri))
    evolution.add_missing("base.thing", tables.path("base.thing"), "k STRING, n INT")
    assert (slow, tables.version("base.thing"), connect().table("base.thing").columns) == ([], 1, ["k", "n"])


def test_an_input_of_the_themes_has_its_columns_before_its_next_delivery(night: Callable[..., None]) -> None:
    night(OCTOBER, "编号,name\n1,甲\n", name="text")
    night(NOVEMBER, "编号,place\n", merge=False, name="text", place="text")  # a file that is refused for its header
    themes._ensure(connect(), "standard.list", there=True)
    assert rows("SELECT code, name, place FROM standard.list") == [("1", "甲", None)]


def test_staged_rows_may_have_other_columns_than_the_last_time(night: Callable[..., None]) -> None:
    tables.staged(connect(), "thing", "SELECT 1 AS n, 'x' AS word")
    table = tables.staged(connect(), "thing", "SELECT 'y' AS word, array(2) AS numbers, 'z' AS n")
    assert rows(f"SELECT n, word, numbers FROM {table}") == [("z", "y", [2])]
    assert rows(f"SELECT * FROM {tables.staged(connect(), 'thing', 'SELECT 1 AS n WHERE false')}") == []


@pytest.mark.spark
def test_apache_spark_makes_the_same_of_other_columns(
    night: Callable[..., None], tmp_path: Path, engine_url: str, apache_spark_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_key(tmp_path / "sail")
    shutil.copytree(tmp_path / "sail" / "keys", tmp_path / "spark" / "keys")
    for name, url in (("sail", engine_url), ("spark", apache_spark_url)):
        monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / name))
        monkeypatch.setenv("YIYUAN_ENGINE", url)
        tables.ensure(connect(), "ledger.balance", OLDER["ledger.balance"])
        night(OCTOBER, "编号,name\n1,甲\n2,乙\n,丁\n", name="text")
        night(NOVEMBER, "编号,size,name\n1,10,甲\n2,,乙\n3,大,丙\n", size="number", name="text")
        night(DECEMBER, "编号,size\n1,10\n2,2\n3,3\n", size="number")
    assert rows("SELECT code, name, size, valid_from, valid_to FROM base.thing_history ORDER BY 1, 4") == [
        ("1", "甲", None, FIRST, SECOND),
        ("1", "甲", Decimal("10.00"), SECOND, None),
        ("2", "乙", None, FIRST, THIRD),
        ("2", None, Decimal("2.00"), THIRD, None),
        ("3", "丙", None, SECOND, THIRD),
        ("3", None, Decimal("3.00"), THIRD, None),
    ]
    assert [str(found) for found in compare(f"{tmp_path}/sail/lake", f"{tmp_path}/spark/lake")] == []
