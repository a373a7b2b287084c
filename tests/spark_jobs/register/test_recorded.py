"""The inventory of a small city: what its lake explains, what hangs in the air, and that it is written once."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.load import examine, load
from spark_jobs import tables
from spark_jobs.register.inventory import Row, take
from spark_jobs.register.recorded import register
from spark_jobs.session import connect, disconnect
from tests.lakes import contents

ARRIVED = datetime(2026, 10, 3, 1, 2, 3, tzinfo=UTC)
SOURCE = """\
label: {label}
code: 307001/00000{number}
abstract: 一份清单
office: 信息科
published_on: 2026-09-01
classified: false
system: {{id: sys, label: 系统}}
readers: {{csv: {{kind: csv}}}}
cycle: monthly
grace_days: 1
mode: snapshot
key: [code]
columns: {{code: {{element: code, headers: [编号]}}}}
share: {{type: conditional, condition: 核定待遇时使用, basis: 依据, method: 文件下载}}
open: {{type: none, basis: 依据}}
"""
DATASET = """\
  {name}:
    label: 数据集{name}
    {system}
    {entry}
    format: {{kind: 电子表格, name: xlsx}}
    cycle: monthly
    rows: 10
    items: {{编号: {{element: code}}, 备注: {{}}}}
    share: {{type: conditional, condition: 核定待遇时使用, basis: 依据}}
    open: {{type: none, basis: 依据}}
"""
SURVEY = """\
surveyed_on: 2026-09-15
duties:
  listing: {label: 编制清单, basis: 《清单条例》}
  idle: {label: 无系统事项, basis: 《清单条例》}
systems:
  sys: {label: 系统, status: 在用, duties: [listing]}
  empty: {label: 空系统, status: 在建}
datasets:
"""
FILES = {
    "elements/code.yml": "label: 编\ndefinition: 编号\nbasis: 自定\nkind: text\nformat: an..9\nlevel: 2\nmask: none\n",
    "departments/a.yml": 'label: 甲局\nuscc: "113901003900000139"\nsteward: {name: 员, email: a@b.cn, phone: "1"}\n',
    "departments/b.yml": 'label: 乙局\nuscc: "113901003900000214"\nsteward: {name: 员, email: a@b.cn, phone: "1"}\n',
    "sources/a/hooked.yml": SOURCE.format(label="已挂接", number=1),
    "sources/a/silent.yml": SOURCE.format(label="未报送", number=2),
    "sources/b/forgotten.yml": SOURCE.format(label="漏普查", number=3),
    "survey/a.yml": SURVEY
    + DATASET.format(name="one", system="system: sys", entry="source: a/hooked")
    + DATASET.format(name="two", system="system: sys", entry="source: a/silent")
    + DATASET.format(name="three", system="system: sys", entry="source: a/gone")
    + DATASET.format(name="four", system="", entry="not_catalogued: 待定"),
    "bases/thing.yml": """\
label: 库
code: 101001/000001
key: [code]
scopes: [{id: all, source: a/hooked}]
columns: {code: {element: code, authority: {a/hooked.code: "{x}"}}}
""",
}


@pytest.fixture
def city(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its catalogue, and a lake with one published delivery, a refused one, and a base library."""
    for name, text in FILES.items():
        (tmp_path / "catalog" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "catalog" / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("YIYUAN_CATALOG", str(tmp_path / "catalog"))
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    spark = connect()
    for table in ("raw.hooked", "conform.hooked", "standard.hooked", "standard.silent"):
        tables.ensure(spark, table, "code STRING, _delivery STRING")
    tables.ensure(spark, "base.thing", "code STRING")
    tables.ensure(spark, "base.thing_history", "code STRING, valid_from DATE, valid_to DATE")
    tables.ensure(spark, "work.base_thing", "code STRING")
    spark.sql("INSERT INTO standard.hooked VALUES ('1', 'd1'), (NULL, 'd1')").collect()
    tables.ensure(spark, "ledger.delivery")
    row: dict[str, object] = dict.fromkeys(spark.table("ledger.delivery").columns)
    published = {**row, "delivery_id": "d1", "source": "a/hooked", "status": "published", "received_at": ARRIVED}
    refused = {**row, "delivery_id": "d2", "source": "a/silent", "status": "quarantined", "received_at": ARRIVED}
    tables.upsert(spark, "ledger.delivery", [published, refused], "delivery_id")
    yield tmp_path
    disconnect()


def entry(code: str, id_: str, kind: str, label: str, table: str, **more: object) -> Row:
    source = {"department": id_.split("/")[0], "cycle": "monthly", "share_type": "conditional", "open_type": "none"}
    nothing = dict.fromkeys(source) | {"row_count": None, "last_arrival_at": None, "hooked": False, "level": 2}
    row = {"code": code, "id": id_, "kind": kind, "label": label, "table_name": table}
    return nothing | (source if kind == "source" else {}) | row | more


def orphan_ids(kind: str) -> list[object]:
    return [row["id"] for row in take(load()).orphan if row["kind"] == kind]


def test_every_resource_with_its_rows_and_arrival(city: Path) -> None:
    assert take(load()).catalogue == [
        entry(
            "307001/000001",
            "a/hooked",
            "source",
            "已挂接",
            "standard.hooked",
            row_count=2,
            last_arrival_at=ARRIVED,
            hooked=True,
        ),
        entry("307001/000002", "a/silent", "source", "未报送", "standard.silent", row_count=0),
        entry("307001/000003", "b/forgotten", "source", "漏普查", "standard.forgotten"),
        entry("101001/000001", "thing", "base", "库", "base.thing", row_count=0, hooked=True),
    ]


def test_coverage_of_nothing_is_unknown(city: Path) -> None:
    names = ("department", "surveyed_count", "catalogued_count", "hooked_count", "catalogued_share", "hooked_share")
    rows = [tuple(row[name] for name in names) for row in take(load()).coverage]
    assert rows == [("a", 4, 2, 1, 0.5, 0.5), ("b", 0, 0, 0, None, None)]


def test_a_dropped_entry_lowers_the_coverage_and_is_named(city: Path) -> None:
    (city / "catalog/sources/a/silent.yml").unlink()
    examine.cache_clear()
    assert take(load()).coverage[0]["catalogued_share"] == 0.25
    assert {"a/two", "a/three"} <= set(orphan_ids("dataset_without_entry"))


def test_everything_that_hangs_in_the_air(city: Path) -> None:
    found = [(row["kind"], row["department"], row["id"], row["sentence"]) for row in take(load()).orphan]
    assert found == [
        ("dataset_without_entry", "a", "a/four", "待定"),
        ("dataset_without_entry", "a", "a/three", "目录中没有 a/gone"),
        ("dataset_without_system", "a", "a/four", "数据集不属于任何业务系统"),
        ("duty_without_system", "a", "a/idle", "没有业务系统承担这一权责事项"),
        ("entry_not_surveyed", "b", "b/forgotten", "普查表中没有这一数据集"),
        ("entry_without_table", "a", "a/silent", "还没有发布过的数据"),
        ("entry_without_table", "b", "b/forgotten", "还没有发布过的数据"),
        ("item_without_element", "a", "a/four#备注", "数据集four的信息项没有对应的数据元"),
        ("item_without_element", "a", "a/one#备注", "数据集one的信息项没有对应的数据元"),
        ("item_without_element", "a", "a/three#备注", "数据集three的信息项没有对应的数据元"),
        ("item_without_element", "a", "a/two#备注", "数据集two的信息项没有对应的数据元"),
        ("system_without_dataset", "a", "a/empty", "系统（在建）没有登记任何数据集"),
    ]


@pytest.mark.parametrize("table", ["base.by_hand", "work.scratch", "standard.hooked_copy", "mine.person", "open.thing"])
def test_a_table_made_by_hand_is_unregistered(city: Path, table: str) -> None:
    tables.ensure(connect(), table, "code STRING")
    assert orphan_ids("table_without_entry") == [table]


def test_a_column_added_by_hand_is_unregistered(city: Path) -> None:
    connect().sql("SELECT '9' AS code, 'd' AS _delivery, 'x' AS note").write.format("delta").mode("append").option(
        "mergeSchema", "true"
    ).save(tables.path("standard.hooked"))
    assert orphan_ids("column_without_entry") == ["standard.hooked.note"]


def test_the_graph_leads_from_a_duty_to_an_element(city: Path) -> None:
    edges = {(row["kind"], row["from_id"], row["to_id"]) for row in take(load()).graph}
    assert edges == {
        ("served_by", "a/listing", "a/sys"),
        *(("holds", "a/sys", f"a/{name}") for name in ("one", "two", "three")),
        ("catalogued_as", "a/one", "a/hooked"),
        ("catalogued_as", "a/two", "a/silent"),
        *(("has", name, f"{name}.code") for name in ("a/hooked", "a/silent", "b/forgotten")),
        *(("carries", f"{name}.code", "code") for name in ("a/hooked", "a/silent", "b/forgotten")),
        *(("has", f"a/{name}", f"a/{name}#{label}") for name in ("three", "four") for label in ("编号", "备注")),
        *(("carries", f"a/{name}#编号", "code") for name in ("three", "four")),
    }


def test_what_is_registered_already_is_not_written_again(city: Path) -> None:
    tables_of = ("catalogue", "system", "dataset", "coverage", "graph", "orphan", "item_source")
    written = [f"meta.{name}" for name in tables_of]
    assert register() == written
    versions = [tables.version(table) for table in written]
    assert register() == []
    assert [tables.version(table) for table in written] == versions
    tables.ensure(connect(), "base.by_hand", "code STRING")
    assert register() == ["meta.orphan"]
    [row] = connect().sql("SELECT * FROM meta.catalogue WHERE id = 'a/hooked'").collect()
    assert (row.row_count, row.last_arrival_at.timestamp()) == (2, ARRIVED.timestamp())
    assert connect().sql("SELECT id FROM meta.orphan WHERE kind = 'table_without_entry'").collect()[0].id == (
        "base.by_hand"
    )


@pytest.mark.spark
def test_apache_spark_registers_the_same(
    city: Path, apache_spark_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register()
    there = contents(str(tmp_path / "lake"))
    disconnect()
    for name in ("catalogue", "coverage", "orphan"):
        shutil.rmtree(tmp_path / "lake/meta" / name)
    monkeypatch.setenv("YIYUAN_ENGINE", apache_spark_url)
    assert register() == ["meta.catalogue", "meta.coverage", "meta.orphan"]
    assert register() == []
    assert contents(str(tmp_path / "lake")) == there
