"""A catalogue of one department, one source and one base, to be broken in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.load import load, warnings
from catalog.problem import CatalogueError

SMALL = {
    "elements/code.yml": "label: 编\ndefinition: 编号\nbasis: 自定\nkind: text\nformat: an..9\nlevel: 1\nmask: none\n",
    "departments/a.yml": 'label: 甲局\nuscc: "113901003900000139"\nsteward: {name: 员, email: a@b.cn, phone: "1"}\n',
    "sources/a/list.yml": """\
label: 清单
code: 307001/000001
abstract: 一份清单
office: 信息科
published_on: 2026-09-01
classified: false
system: {id: sys, label: 系统}
readers: {csv: {kind: csv}}
cycle: monthly
grace_days: 1
mode: snapshot
key: [code]
columns: {code: {element: code, headers: [编号]}}
share: {type: conditional, condition: 核定待遇时使用, basis: 依据, method: 文件下载}
open: {type: none, basis: 依据}
""",
    "bases/thing.yml": """\
label: 库
code: 101001/000001
key: [code]
scopes: [{id: all, source: a/list}]
columns: {code: {element: code, authority: {a/list.code: "{x}"}}}
""",
}
Edit = tuple[str, str, str]


@pytest.fixture
def small() -> dict[str, str]:
    """File → text."""
    return dict(SMALL)


@pytest.fixture
def messages(tmp_path: Path) -> Callable[..., list[str]]:
    """A function from edits (file, old text, new text) and whole new files to the errors, else the warnings."""

    def found(*edits: Edit, **files: str) -> list[str]:
        texts = SMALL | {name.replace("__", "/") + ".yml": text for name, text in files.items()}
        for file, old, new in edits:
            assert old in texts[file]
            texts[file] = texts[file].replace(old, new)
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        try:
            load(tmp_path)
        except CatalogueError as error:
            return [str(problem) for problem in error.problems]
        return [str(problem) for problem in warnings(tmp_path)]

    return found
