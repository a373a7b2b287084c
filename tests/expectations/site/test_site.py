"""The site opens from disk: every page is there, links resolve (the build is strict), nothing is fetched from afar."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown
from pydantic import BaseModel

from catalog.load import HERE, load
from catalog.model import Rule
from expectations.site.build import NotOurFolderError, build, code, plain, share
from expectations.site.systems import systems
from spark_jobs.lists.shown import LISTS

REMOTE = re.compile(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"']?(?:https?:)?//", re.IGNORECASE)
REMOTE_CSS = re.compile(r"@import|url\([\"']?(?:https?:)?//", re.IGNORECASE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIYUAN_HOME", str(tmp_path_factory.mktemp("home")))
        return build(load(HERE), tmp_path_factory.mktemp("out") / "site", "<title>dbt</title>").parent


def test_everything_declared_has_its_page(site: Path) -> None:
    catalogue = load(HERE)
    expected = {f"department/{name}" for name in catalogue.departments} | {f"base/{name}" for name in catalogue.bases}
    expected |= {f"source/{name}" for name in catalogue.sources} | {f"element/{name}" for name in catalogue.elements}
    expected |= {f"code/{name}" for name in catalogue.code_lists} | {"theme/hotline__ticket", "duties", "index"}
    expected |= {f"output/share/{name}" for name in catalogue.shares} | {
        f"output/open/{name}" for name in catalogue.opens
    }
    expected |= {f"system/{name}" for name in systems(catalogue)} | {f"list/{name}" for name in LISTS} | {"coverage"}
    assert {name for name in expected if not (site / f"{name}.html").is_file()} == set()


def test_nothing_is_fetched_from_afar(site: Path) -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert [path for path, text in pages.items() if REMOTE.search(text)] == []
    assert [path for path in site.rglob("*.css") if REMOTE_CSS.search(path.read_text(encoding="utf-8"))] == []


def test_every_address_in_a_page_leads_to_a_file(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        addresses = {found.partition("#")[0] for found in re.findall(r"""(?:href|src)=["']?([^"'> ]+)""", text)}
        missing = {it for it in addresses if it and not it.startswith("data:") and not (path.parent / it).is_file()}
        assert missing == set(), path


def test_no_template_leaves_a_table_that_is_none(site: Path) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert [name for name, text in texts.items() if "|--" in text or "<p>| " in text] == []


def test_headings_go_down_one_at_a_time(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8").partition("<article")[2]
        levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
        assert levels[:1] in ([1], []), path
        assert set(levels[1:]) <= {2}, path


def test_a_rule_is_said_to_the_clerk_and_to_the_engineer(site: Path) -> None:
    for page in ("element/resident_id", "source/public_security/household_register"):
        text = (site / f"{page}.html").read_text(encoding="utf-8")
        assert "第18位校验码与前17位不符" in text, page
        assert '<span class="english" lang="en">Character 18 is not the ISO 7064 MOD 11-2 check' in text, page


def test_an_authority_has_its_day_and_its_basis(site: Path) -> None:
    for page in ("element/person_name", "base/person", "department/public_security",
                 "system/public_security/hukou", "source/public_security/household_register"):  # fmt: skip
        text = (site / f"{page}.html").read_text(encoding="utf-8")
        assert "自 1958-01-09 依据《中华人民共和国户口登记条例》" in text, page


def test_every_kind_of_page_has_its_lineage_picture(site: Path) -> None:
    for page in ("department/hotline", "system/hotline/hotline", "source/hotline/tickets", "element/ticket_no",
                 "code/satisfaction", "base/person", "theme/hotline__ticket", "output/open/divisions"):  # fmt: skip
        assert 'aria-label="血缘图' in (site / f"{page}.html").read_text(encoding="utf-8"), page


def test_a_rule_is_found_by_a_clerks_word(site: Path) -> None:
    text = (site / "search/search_index.js").read_text(encoding="utf-8")
    entries = json.loads(text.removeprefix("var __index = "))["docs"]
    found = {entry["location"] for entry in entries if "校验码" in entry["text"].replace("\u200b", "")}
    assert {"element/resident_id.html#_3", "element/uscc.html#_3"} <= found


def test_dbts_own_page_lies_beside_ours(site: Path) -> None:
    assert (site / "models.html").read_text(encoding="utf-8") == "<title>dbt</title>"
    assert 'href="models.html"' in (site / "themes.html").read_text(encoding="utf-8")


def test_without_a_lake_no_figure_is_invented(site: Path) -> None:
    assert "尚无运行。" in (site / "source/hotline/tickets.html").read_text(encoding="utf-8")


#: Signs of Markdown and HTML more often than letters: random Unicode hardly ever opens a tag.
HOSTILE = st.lists(
    st.sampled_from(["<script>", "</h1>", "![", "](", "http://evil.example/i.png", ")", "[", "]", "[a]: ", "<!--",
                     "&lt;", "{: onclick=x }", "`", "**", "__", "_", "|", "~", "\\", "# ", "- ", "1. ", "> ", "===",
                     "---", ": ", "\"", "'", "<http://evil.example>", "\n", "    ", "，", "《条例》", "、“”（）", "a"])
    | st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1,
).map("".join).filter(lambda text: text.strip())  # fmt: skip
#: Each place that a text has in a page, with the tags that are the page's own.
PLACES = {
    "# {}": ["h1"],
    "{}": ["p"],
    "- {}": ["ul", "li"],
    "[{}](index.md)": ["p", "a"],
    "a，{}\n{{: .trail }}": ["p"],
    "| a |\n|---|\n| {} |": ["table", "thead", "tr", "th", "tbody", "tr", "td"],
    '<div class="a"><svg>\n<a href="index.md"><text>{}</text></a>\n</svg></div>': ["div", "svg", "a", "text"],
}


class _Seen(HTMLParser):
    """The tags of a page, what they ask for, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("place", PLACES)
@given(text=HOSTILE)
def test_a_text_is_never_markup(place: str, text: str) -> None:
    page = place.format(plain(text))
    seen = _Seen(markdown(page, extensions=["tables", "attr_list", "md_in_html", "toc"]))
    assert seen.tags == PLACES[place]
    assert seen.attributes.keys() <= {"id", "href", "class"}
    assert seen.attributes.get("href", "index.md") == "index.md"
    assert " ".join(text.split()) in " ".join(seen.text.split())


SPOILT = {"label", "definition", "basis", "abstract", "office", "sentence", "english", "fix", "reason", "purpose",
          "condition", "standard", "version", "origin", "must", "watch", "missing", "licence", "not_catalogued", "note",
          "phone", "name"}  # fmt: skip
EVIL = "</h1><script>evil()</script>![i](http://evil.example/i.png)[l](http://evil.example)|`{: onclick=evil }"


def _spoilt(value: Any, field: str = "") -> Any:
    """A part of the catalogue with something hostile at the end of every text that people write."""
    if isinstance(value, BaseModel):
        ids = ("name", "reason") if isinstance(value, Rule) else ()
        parts = {name: _spoilt(part, name) for name, part in value if name not in ids}
        return value.model_copy(update=parts)
    if isinstance(value, dict):
        return {name: _spoilt(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return tuple(_spoilt(part, field) for part in value)
    return value + EVIL if isinstance(value, str) and field in SPOILT else value


def test_a_site_of_hostile_texts_has_the_same_tags(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "home"))
    spoilt = build(_spoilt(load(HERE)), tmp_path / "site", "<title>dbt</title>").parent
    assert "evil()" in (spoilt / "element/resident_id.html").read_text(encoding="utf-8")
    for path in spoilt.rglob("*.html"):
        seen, honest = (_Seen(it.read_text(encoding="utf-8")) for it in (path, site / path.relative_to(spoilt)))
        assert seen.tags == honest.tags, path
        assert "evil" not in str({name: seen.attributes[name] for name in seen.attributes.keys() - {"data-label"}}), (
            path
        )
    text = (spoilt / "search/search_index.js").read_text(encoding="utf-8")
    told = " ".join(entry["title"] + entry["text"] for entry in json.loads(text.removeprefix("var __index = "))["docs"])
    assert "&lt;script" in told and not re.search(r"<(?!/?(p|li|ul|ol|code|br|mark|dl|dt|dd|div|span|strong)\b)", told)


@given(text=HOSTILE)
def test_a_text_as_code_is_never_markup(text: str) -> None:
    seen = _Seen(markdown(f"a {code(text)}", extensions=["tables", "attr_list", "md_in_html"]))
    assert (seen.tags, seen.attributes) == (["p", "code"], {})
    assert " ".join(seen.text.split()) == f"a {' '.join(text.split())}"


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, "—"), (0, 3, "0.0%"), (2, 3, "66.6%"), (9999, 10000, "99.9%"), (3, 3, "100.0%")],
)
def test_only_all_is_a_hundred_per_cent(part: int, whole: int, said: str) -> None:
    assert share(part, whole) == said


def test_nothing_but_a_site_of_ours_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(NotOurFolderError, match="holds something else than a site of ours"):
        build(load(HERE), tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"
