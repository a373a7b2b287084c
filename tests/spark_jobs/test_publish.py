"""Outputs over literal rows: exactly as declared, written once, withdrawn when they end, blocked when they leak."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from catalog.problem import CatalogueError
from spark_jobs import ledger, publish, tables
from spark_jobs.proofs.prove import prove
from spark_jobs.publish import PublicationBlockedError, Published
from spark_jobs.session import connect
from tests.spark_jobs.listed_city import NEGATIVE, OPEN, SHARE, write

NOW = datetime(2026, 10, 1, 1, tzinfo=UTC)
LATER = datetime(2030, 1, 1, 16, tzinfo=UTC)  # in China the day after the share has run out
#: No theme here: the project's own models are not those of the small city.
ALONE: dict[str, str | None] = {"outputs/open/codes.yml": OPEN.replace("theme.lib__list", "base.thing")}
PERSON, PHONE = "390102199001011235", "13800000000"

Set = Callable[[Mapping[str, str | None]], None]


@pytest.fixture
def city(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Set:
    """A lake of base.thing with three rows; the catalogue can be changed."""
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    catalogues = iter(range(99))

    def declare(changed: Mapping[str, str | None]) -> None:
        folder = write(tmp_path / f"c{next(catalogues)}", {**ALONE, **changed})
        monkeypatch.setenv("YIYUAN_CATALOG", str(folder))

    tables.ensure(connect(), "base.thing", "code STRING, name STRING")
    fill("('A1', '王建国'), ('A2', NULL), (NULL, '李四')")
    declare({})
    return declare


def fill(values: str) -> None:
    spark = connect()
    tables.write(spark, "DELETE FROM base.thing")
    tables.write(spark, f"INSERT INTO base.thing VALUES {values}")


def rows(table: str) -> list[tuple[object, ...]]:
    return sorted(map(tuple, connect().table(table).collect()), key=str)


def entries() -> list[tuple[Any, ...]]:
    names = "output, state, demand, recipient, rows, delta_version, reason"
    return [
        tuple(row)
        for row in connect().sql(f"SELECT {names} FROM ledger.publication ORDER BY number, output DESC").collect()
    ]


def test_outputs_are_what_was_declared(city: Set) -> None:
    assert publish.publish(NOW) == [Published("share.names", "published", 3), Published("open.codes", "published", 3)]
    assert rows("share.names") == [("A1", "王*"), ("A2", None), (None, "李*")]
    assert connect().table("open.codes").columns == ["code"]
    assert entries() == [
        ("share.names", "published", "names", "b", 3, 0, None),
        ("open.codes", "published", None, None, 3, 0, None),
    ]
    assert ledger.verify(connect()) == []


def test_a_second_run_writes_nothing(city: Set) -> None:
    publish.publish(NOW)
    before = entries()
    assert {it.state for it in publish.publish(NOW)} == {"unchanged"}
    assert entries() == before
    assert (tables.version("share.names"), tables.version("ledger.publication")) == (0, 2)


def test_whole_values_only_where_a_reason_says_so_and_columns_change_with_the_declaration(city: Set) -> None:
    publish.publish(NOW)
    city({"outputs/share/names.yml": SHARE.replace("  code: {}\n  name: {}", "  who: {column: name, clear: 核对}")
          + "filter: code IS NOT NULL\n"})  # fmt: skip
    assert publish.publish(NOW)[0] == Published("share.names", "published", 2)
    assert (connect().table("share.names").columns, rows("share.names")) == (["who"], [("王建国",), (None,)])


def test_changed_terms_are_a_new_entry_for_the_same_rows(city: Set) -> None:
    publish.publish(NOW)
    city({"outputs/share/names.yml": SHARE.replace("purpose: 核对", "purpose: 清理")})
    publish.publish(NOW)
    assert [entry[:2] for entry in entries()] == [
        ("share.names", "published"), ("open.codes", "published"), ("share.names", "published"),
    ]  # fmt: skip
    assert tables.version("share.names") == 0


def test_a_share_ends_on_its_day_and_an_output_with_its_declaration(city: Set) -> None:
    publish.publish(NOW)
    city({"outputs/open/codes.yml": None})
    done = publish.publish(LATER)
    assert done == [
        Published("share.names", "withdrawn", 0, "共享期限到 2030-01-01 为止"),
        Published("open.codes", "withdrawn", 0, "目录中已没有这一项"),
    ]
    assert rows("share.names") == rows("open.codes") == []
    assert publish.publish(LATER) == []
    assert ledger.verify(connect()) == []


@pytest.mark.parametrize("leak", [PERSON, f"见{PERSON[:6]} {PERSON[6:]}", PHONE, "１３８００００００００"])
def test_a_personal_number_blocks_an_opening_and_nothing_else(city: Set, leak: str) -> None:
    publish.publish(NOW)
    fill(f"('A1', '王'), ('{leak}', '李四')")
    city({"outputs/share/names.yml": SHARE.replace("  code: {}\n", "")})
    kind = "手机号码" if leak in (PHONE, "１３８００００００００") else "公民身份号码"
    with pytest.raises(PublicationBlockedError) as blocked:
        publish.publish(NOW)
    assert str(blocked.value) == f"open.codes：含个人号码，未发布。code：{kind} 1 处"
    assert rows("open.codes") == [("A1",), ("A2",), (None,)]
    assert rows("share.names") == [("李*",), ("王*",)]
    with pytest.raises(PublicationBlockedError):
        publish.publish(NOW)
    assert [entry[1] for entry in entries() if entry[0] == "open.codes"] == ["published", "blocked"]


def test_a_masked_column_of_a_share_is_scanned_but_not_one_in_the_clear(city: Set) -> None:
    fill(f"('{PHONE}', '{PHONE}')")
    city({"outputs/open/codes.yml": None, "outputs/share/names.yml": SHARE.replace("name: {}", "name: {clear: 核对}")})
    with pytest.raises(PublicationBlockedError, match=r"^share\.names：含个人号码，未发布。code：手机号码 1 处$"):
        publish.publish(NOW)


def test_nothing_is_published_over_a_catalogue_that_does_not_hold(city: Set) -> None:
    city({"lists/negative/phone.yml": NEGATIVE.replace("standard.list.phone", "base.thing.code")})
    with pytest.raises(CatalogueError, match="某法第一条"):
        publish.publish(NOW)
    assert "share.names" not in tables.existing()


def test_an_output_whose_table_has_no_data_yet_is_left_out(city: Set) -> None:
    city({"outputs/open/codes.yml": OPEN.replace("theme.lib__list", "standard.list")})
    assert [it.output for it in publish.publish(NOW)] == ["share.names"]


def test_a_table_that_somebody_changed_is_published_again(city: Set) -> None:
    publish.publish(NOW)
    tables.write(connect(), "DELETE FROM share.names WHERE code = 'A1'")
    publish.publish(NOW)
    assert len(rows("share.names")) == 3
    assert prove().shares.keys() == {"names"}
