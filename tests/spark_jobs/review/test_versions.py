"""Every catalogue that a delivery was settled under is in the lake, once, and comes back as it was."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from catalog.load import HERE, load
from catalog.problem import CatalogueError
from catalog.version import catalogue_version
from spark_jobs import tables
from spark_jobs.night import ingest
from spark_jobs.review import versions
from spark_jobs.session import connect

PENSION = "human_resources/pension_payments"
ROW = "{id},张三,2026-10,1234.50,2026-10-15"
HEADER = "公民身份号码,姓名,发放月份,发放金额(元),发放日期"


@pytest.fixture
def home(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose catalogue is a folder of its own."""
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    monkeypatch.setenv("YIYUAN_CATALOG", str(copied(tmp_path / "first")))
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    return tmp_path / "home"


def copied(target: Path) -> Path:
    for file, text in versions.declarations(HERE).items():
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        (target / file).write_text(text, encoding="utf-8")
    return target


def night(home: Path, name: str, resident_id: str, at: int) -> None:
    path = home / "inbox" / PENSION / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{HEADER}\n{ROW.format(id=resident_id)}\n", encoding="utf-8")
    os.utime(path, (at, at))
    ingest([PENSION])


def rows(sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connect().sql(sql).collect()]


def test_a_version_is_recorded_once_restored_exactly_and_named_by_every_result(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(home, "a.csv", "39010219010101001X", 1_793_500_000)
    delta = tables.version("meta.catalogue_version"), tables.version("meta.catalogue_file")
    night(home, "b.csv", "390102190202280027", 1_793_600_000)
    assert (tables.version("meta.catalogue_version"), tables.version("meta.catalogue_file")) == delta

    second = copied(tmp_path / "second")
    element = second / "elements/person_name.yml"
    element.write_text(element.read_text(encoding="utf-8").replace("label:", "label: 新 #"), encoding="utf-8")
    monkeypatch.setenv("YIYUAN_CATALOG", str(second))
    night(home, "c.csv", "390103190402290138", 1_793_700_000)

    one, two = versions.recorded()
    assert (one.version, two.version) == (catalogue_version(load(HERE)), catalogue_version(load(second)))
    assert [found.recorded_at.timestamp() for found in (one, two)] == [1_793_500_000, 1_793_700_000]
    assert versions.current() == two.version
    results = "SELECT catalogue_version, count(DISTINCT delivery_id) FROM quality.result GROUP BY 1 ORDER BY 2 DESC"
    assert rows(results) == [(one.version, 2), (two.version, 1)]
    assert rows("SELECT rule_id FROM quality.result WHERE length(rule_version) <> 12 OR rule_version IS NULL") == []
    for found, folder in ((one, tmp_path / "first"), (two, second)):
        assert versions.declarations(versions.named(found.version[:6])) == versions.declarations(folder)


def test_an_interrupted_recording_is_finished_by_the_next_run(home: Path) -> None:
    night(home, "a.csv", "39010219010101001X", 1_793_500_000)
    files = rows("SELECT * FROM meta.catalogue_file ORDER BY file")
    tables.write(connect(), "DELETE FROM meta.catalogue_version")
    tables.write(connect(), "DELETE FROM meta.catalogue_file WHERE file < 'c'")
    versions._kept.clear()
    night(home, "b.csv", "390102190202280027", 1_793_600_000)
    assert rows("SELECT * FROM meta.catalogue_file ORDER BY file") == files
    assert len(versions.recorded()) == 1


def test_a_name_that_means_nothing_says_what_there_is(home: Path) -> None:
    with pytest.raises(versions.UnknownVersionError, match=r"neither a folder .* recorded: none"):
        versions.named("abcdef")
    night(home, "a.csv", "39010219010101001X", 1_793_500_000)
    [found] = versions.recorded()
    for name in ("", found.version[:3], "zz", found.version + "0"):
        with pytest.raises(versions.UnknownVersionError, match=f"recorded: {found.version}"):
            versions.named(name)


def test_files_that_were_tampered_with_are_not_restored(home: Path) -> None:
    night(home, "a.csv", "39010219010101001X", 1_793_500_000)
    [found] = versions.recorded()
    tables.write(connect(), "DELETE FROM meta.catalogue_file WHERE file = 'codes/country.csv'")
    shutil.rmtree(home / "catalogues", ignore_errors=True)
    with pytest.raises(CatalogueError, match=r"^codes/country\.yml:1: NO_ROWS .*list$"):
        versions.restore(found.version)
    assert list((home / "catalogues").iterdir()) == []
