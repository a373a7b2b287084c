"""What a build promises, whatever the models say."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from catalog.load import load
from spark_jobs import tables, themes
from spark_jobs.deliveries import CHINA
from spark_jobs.flow import dbt_models
from tests.dbt_project.conftest import fill, insert, rows

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Theme table → column → `meta`, as the YAML beside the models says.
DOCUMENTED = {table: model.columns for table, model in dbt_models.read(themes.PROJECT).models.items()}


def test_a_second_build_writes_nothing(lake: SparkSession) -> None:
    """Not even a new version of a table; nothing into the checkout; and the shared session is as it was."""
    names = sorted(DOCUMENTED)
    before = {name: (tables.version(name), rows(lake, name)) for name in names}
    files = sorted(themes.PROJECT.rglob("*"))
    themes.build()
    assert {name: (tables.version(name), rows(lake, name)) for name in names} == before
    assert sorted(themes.PROJECT.rglob("*")) == files
    assert lake.conf.get("spark.sql.ansi.enabled") == "true"
    assert [row.tableName for row in lake.sql("SHOW TABLES").collect() if row.isTemporary] == []


def test_every_theme_table_is_documented(lake: SparkSession) -> None:
    """Table for table and column for column: the role views are made from it."""
    built = [f"theme.{row.tableName}" for row in lake.sql("SHOW TABLES IN theme").collect() if not row.isTemporary]
    assert {name: lake.table(name).columns for name in built} == {n: list(c) for n, c in DOCUMENTED.items()}


def test_every_documented_element_is_in_the_catalogue() -> None:
    """A column names a data element of the catalogue, or is a count with its level."""
    metas = [meta for columns in DOCUMENTED.values() for meta in columns.values()]
    assert {meta["element"] for meta in metas if "element" in meta} <= set(load().elements)
    assert {meta["level"] for meta in metas if "element" not in meta} <= {1, 2, 3, 4}


def test_the_dbt_sources_are_those_of_the_catalogue() -> None:
    """If not: python -m spark_jobs.themes."""
    assert themes.SOURCES.read_text(encoding="utf-8") == themes.sources_yaml(load())


def test_corrections_are_followed_and_failures_are_named(own_lake: SparkSession) -> None:
    """A date of death that was wrong takes its rows away again; what is wrong stops only its library."""
    fill(own_lake)
    themes.build()
    own_lake.sql("UPDATE base.person SET died_on = DATE'2026-10-01' WHERE resident_id = '390102194001010010'")
    insert(own_lake, "standard.tickets (ticket_no, category)", "('T1', '市政')")
    insert(own_lake, "base.parcel (parcel_code)", "('390102001001GA00001')")
    with pytest.raises(themes.ThemeError) as failure:
        themes.build()
    flagged = [(row[0], row[6]) for row in rows(own_lake, "theme.social_security__pension_after_death")]
    assert flagged == [("390102194001010029", "2026-09"), ("390103194001010068", "2026-09")]
    assert "hotline__ticket" in str(failure.value)
    assert "source_elements_base_parcel_" in str(failure.value)
    assert "T1" not in str(failure.value)
    assert own_lake.conf.get("spark.sql.ansi.enabled") == "true"


def test_a_table_whose_model_has_other_columns_by_now_is_made_anew(own_lake: SparkSession) -> None:
    """One that an older model made: a column more, one less, one of another type, and rows of long ago."""
    fill(own_lake)
    older = "month STRING, old STRING, rows INT"
    tables.ensure(own_lake, "theme.social_security__pension_monthly", older)
    insert(own_lake, "theme.social_security__pension_monthly", "('2001-01', 'x', 1)")
    themes.build()
    version = tables.version("theme.social_security__pension_monthly")
    assert own_lake.table("theme.social_security__pension_monthly").columns == list(
        DOCUMENTED["theme.social_security__pension_monthly"]
    )
    assert {row[2] for row in rows(own_lake, "theme.social_security__pension_monthly")} == {
        "2026-08",
        "2026-09",
        "2026-10",
    }
    themes.build()
    assert tables.version("theme.social_security__pension_monthly") == version


def test_values_are_held_against_the_day_of_the_newest_delivery(own_lake: SparkSession) -> None:
    """Four in the afternoon in UTC is the next day in China; an empty lake has today."""
    assert themes.newest_day(own_lake) == datetime.now(CHINA).date()
    received = "('d1', TIMESTAMP'2031-03-31 16:00:00'), ('d2', NULL)"
    insert(own_lake, "ledger.delivery (delivery_id, received_at)", received)
    assert themes.newest_day(own_lake) == date(2031, 4, 1)


def test_models_of_sources_that_the_catalogue_lacks_are_left_out(
    own_lake: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another city may have no hotline, and a table of that name that somebody made by hand is not used instead."""
    city = load()
    sources = {name: source for name, source in city.sources.items() if name != "hotline/tickets"}
    bases = {name: base for name, base in city.bases.items() if name != "parcel"}
    monkeypatch.setattr(themes, "load", lambda: city.model_copy(update={"sources": sources, "bases": bases}))
    fill(own_lake)
    themes.build()
    built = sorted(row.tableName for row in own_lake.sql("SHOW TABLES IN theme").collect())
    assert built == [
        "social_security__death_unconfirmed",
        "social_security__pension_after_death",
        "social_security__pension_monthly",
    ]
