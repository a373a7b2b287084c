"""Whose voice a source is."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.load import load
from catalog.problem import CatalogueError
from catalog.upstream import voice
from tests.catalog.test_authority import FILES, HEAD
from tests.catalog.test_load import SOURCE, write

RIVAL = FILES["sources/b/rival.yml"]
BASE = HEAD + '    authority: {a/list.code: "{x}"}\n    verified_by: {b/rival.code: code}\n'


def test_a_voice_is_the_system_at_the_head_of_the_stream(tmp_path: Path) -> None:
    named = {
        "own": "",
        "fed": "upstream: b/own\n",
        "fed_twice": "upstream: b/fed\n",
        "by_label": "upstream: 库系统\n",
        "by_id": "upstream: a/main\n",
        "outside": "upstream: 省平台\n",
        "none": "upstream: null\n",
    }
    files = {
        f"sources/b/{name}.yml": SOURCE.replace("{id: sys, label: 系统}", f"{{id: {name}, label: {name}}}")
        .replace("清单", name)
        .replace("307001/000001", f"307001/00001{n}")
        + line
        for n, (name, line) in enumerate(named.items())
    }
    files["sources/a/list.yml"] = SOURCE.replace("{id: sys, label: 系统}", "{id: main, label: 库系统}")
    catalogue = load(write(tmp_path, {name: FILES[name] for name in FILES if "rival" not in name} | files))
    assert {name: voice(catalogue, f"b/{name}") for name in named} == {
        "own": "b/own",
        "fed": "b/own",
        "fed_twice": "b/own",
        "by_label": "a/main",
        "by_id": "a/main",
        "outside": "省平台",
        "none": "b/none",
    }


BROKEN = {
    "an upstream that is nowhere": (
        {"sources/b/rival.yml": RIVAL + "upstream: b/none\n"},
        ["sources/b/rival.yml:19: UNKNOWN_SOURCE `b/none` is neither a source nor a system here; correct it"],
    ),
    "a circle": (
        {"sources/a/list.yml": SOURCE + "upstream: b/rival\n", "sources/b/rival.yml": RIVAL + "upstream: a/list\n"},
        [
            "sources/a/list.yml:18: UPSTREAM_CIRCLE a/list feeds itself in the end; correct one `upstream`",
            "sources/b/rival.yml:19: UPSTREAM_CIRCLE b/rival feeds itself in the end; correct one `upstream`",
        ],
    ),
    "a verifier that repeats the authority": (
        {"sources/b/rival.yml": RIVAL + "upstream: a/list\n", "bases/thing.yml": BASE},
        [
            "bases/thing.yml:9: SAME_UPSTREAM b/rival.code cannot verify thing.code: like its authority a/list.code it "
            "comes from a/sys; remove it, or name an independent source"
        ],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(tmp_path: Path, name: str) -> None:
    files, messages = BROKEN[name]
    with pytest.raises(CatalogueError) as caught:
        load(write(tmp_path, FILES | files))
    assert [str(problem) for problem in caught.value.problems] == messages


def test_an_independent_verifier_is_welcome(tmp_path: Path) -> None:
    assert load(write(tmp_path, FILES | {"bases/thing.yml": BASE})).bases
