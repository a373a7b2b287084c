"""What Data Docs lack to be read without a network: no remote file is fetched, and the index is a static page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

STYLE = (Path(__file__).parent / "site.css").read_text(encoding="utf-8")
#: Scripts, styles, images and adverts that a page would fetch from, or link to, the maker's servers.
REMOTE = re.compile(
    r"<script[^>]*\bsrc=\"https?:[^>]*>\s*</script>|<link[^>]*\bhref=\"https?:[^>]*>|<img[^>]*\bsrc=\"https?:[^>]*>"
    r"|url\('https?:[^']*'\)|<footer>.*?</footer>",
    re.DOTALL,
)


@dataclass(frozen=True)
class Run:
    """One line of the index: a table's run, its page under the site, and how many of its rules hold."""

    table: str
    name: str
    at: str
    page: str
    passed: int
    rules: int


def offline(page: str) -> str:
    """A page of Data Docs with its own style instead of remote ones."""
    return REMOTE.sub("", page).replace("</head>", f"<style>{STYLE}</style></head>", 1)


def index(runs: Sequence[Run]) -> str:
    """The front page: the newest run of every table first. GX draws its own with remote scripts."""
    rows = "\n".join(_row(run) for run in sorted(runs, key=lambda run: (run.table, run.at), reverse=True))
    head = "<tr><th></th><th>表</th><th>批次</th><th>校验时间</th><th>通过规则</th></tr>"
    title = "入库闸门：Great Expectations 校验结果"
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="UTF-8"><title>{title}</title>'
        f'<style>{STYLE}</style></head><body><div class="container-fluid"><h1>{title}</h1>'
        f'<table class="table"><thead>{head}</thead>\n<tbody>{rows}</tbody></table></div></body></html>\n'
    )


def _row(run: Run) -> str:
    icon = "fa-check-circle" if run.passed == run.rules else "fa-times"
    name = f'<a href="{escape(run.page)}">{escape(run.name)}</a>'
    cells = (f'<i class="fas {icon}"></i>', escape(run.table), name, escape(run.at[:19]), f"{run.passed} / {run.rules}")
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
