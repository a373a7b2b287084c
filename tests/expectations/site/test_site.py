"""The site opens from disk: every page is there, links resolve (the build is strict), nothing is fetched from afar."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown

from catalog.load import HERE, load
from expectations.site.build import build, cell
from expectations.site.lineage_picture import Picture, picture

REMOTE = re.compile(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"']?(?:https?:)?//", re.IGNORECASE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIYUAN_HOME", str(tmp_path_factory.mktemp("home")))
        return build(load(HERE), tmp_path_factory.mktemp("out") / "site").parent


def test_everything_declared_has_its_page(site: Path) -> None:
    catalogue = load(HERE)
    expected = {f"department/{name}" for name in catalogue.departments} | {f"base/{name}" for name in catalogue.bases}
    expected |= {f"source/{name}" for name in catalogue.sources} | {f"element/{name}" for name in catalogue.elements}
    expected |= {f"code/{name}" for name in catalogue.code_lists} | {"theme/hotline__ticket", "duties", "index"}
    assert {name for name in expected if not (site / f"{name}.html").is_file()} == set()


def test_nothing_is_fetched_from_afar(site: Path) -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert [path for path, text in pages.items() if REMOTE.search(text)] == []
    assert [path for path in site.rglob("*.css") if "@import" in path.read_text(encoding="utf-8")] == []


def test_a_rule_is_found_by_a_clerks_word(site: Path) -> None:
    text = (site / "search/search_index.js").read_text(encoding="utf-8")
    entries = json.loads(text.removeprefix("var __index = "))["docs"]
    found = {entry["location"] for entry in entries if "校验码" in entry["text"].replace("\u200b", "")}
    assert {"element/resident_id.html#_2", "element/uscc.html#_2"} <= found


def test_without_a_lake_no_figure_is_invented(site: Path) -> None:
    assert "尚无运行。" in (site / "source/hotline/tickets.html").read_text(encoding="utf-8")


def test_a_picture_holds_what_is_up_and_down_of_a_table() -> None:
    edges = {("standard.a", "base.b"), ("standard.c", "base.b"), ("base.b", "theme.d"), ("standard.x", "theme.y")}
    links = {name: f"{name}.html" for name in ("standard.a", "standard.c", "base.b", "theme.d", "theme.y")}
    drawn = picture("base.b", edges, {"base.b": "乙"}, links)
    assert [(box.table, box.label, box.here) for box in drawn.boxes] == [
        ("standard.a", "standard.a", False),
        ("standard.c", "standard.c", False),
        ("base.b", "乙", True),
        ("theme.d", "theme.d", False),
    ]
    assert len(drawn.curves) == 3


def test_a_table_with_no_neighbour_stands_alone() -> None:
    drawn = picture("base.b", set(), {}, {"base.b": "b.html"})
    assert isinstance(drawn, Picture)
    assert (len(drawn.boxes), drawn.curves) == (1, ())


@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).filter(lambda text: text.strip())
)
def test_a_text_in_a_cell_is_never_markup(text: str) -> None:
    shown = markdown(f"| a |\n|---|\n| x{cell(text)}x |", extensions=["tables"])
    assert re.findall(r"<(\w+)", shown) == ["table", "thead", "tr", "th", "tbody", "tr", "td"]
