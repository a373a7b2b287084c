"""The outline that the DAG files read: what Airflow draws, and nothing of the columns."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from catalog import outline as module
from catalog.load import examine
from catalog.model import System
from catalog.outline import Outline, OutlinedBase, outline
from catalog.problem import CatalogueError

GOOD = Path(__file__).parent / "good"


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return Path(shutil.copytree(GOOD, tmp_path / "city"))


def read(city: Path) -> Outline:
    """As a process that just started does."""
    module._outline.cache_clear()
    examine.cache_clear()
    return outline(city)


def test_departments_systems_and_bases(city: Path) -> None:
    found = read(city)
    assert {name: (it.label, list(it.systems)) for name, it in found.departments.items()} == {
        "a": ("甲局", ["register"]),
        "b": ("乙局", ["inspection"]),
    }
    assert found.bases == {
        "thing": OutlinedBase(label="登记库", after=()),
        "visit": OutlinedBase(label="检查库", after=("thing",)),
    }


def test_it_is_known_by_content(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(city)
    monkeypatch.setattr(module, "load", lambda root: pytest.fail("the whole catalogue was read"))
    assert read(city) == found


def test_one_more_source_changes_at_most_its_department(city: Path) -> None:
    before = read(city)
    text = (city / "sources/b/visits.yml").read_text(encoding="utf-8")
    text = text.replace("000001", "000002").replace("label: 检查记录", "label: 复查记录")
    (city / "sources/b/more.yml").write_text(text, encoding="utf-8")
    assert read(city) == before
    (city / "sources/b/more.yml").write_text(text.replace("id: inspection", "id: counter"), encoding="utf-8")
    after = read(city)
    assert (after.departments["a"], after.bases) == (before.departments["a"], before.bases)
    assert after.departments["b"].systems == {
        **before.departments["b"].systems,
        "counter": System(id="counter", label="检查系统"),
    }


def test_a_broken_catalogue_says_what_is_wrong(city: Path) -> None:
    (city / "elements/day.yml").write_text("label: [\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"elements/day\.yml:2: YAML_SYNTAX"):
        read(city)
    (city / "elements/day.yml").unlink()
    (city / "elements/day.yml").symlink_to("nowhere")
    with pytest.raises(CatalogueError, match=r"elements/day\.yml:1: UNREADABLE"):
        read(city)
