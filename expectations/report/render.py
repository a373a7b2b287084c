"""A document → HTML for mail clients of any age, and plain text with the same words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from expectations.report.document import Block, Document, LedgerRow

WIDTH = 40


def html(document: Document) -> str:
    """One self-contained page: inline styles, tables, nothing loaded from anywhere."""
    return _template().render(doc=document)


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("letter.html.j2")


def text(document: Document) -> str:
    """The same, line by line."""
    lines = [document.title, document.number, "═" * WIDTH, "", document.salutation, "", document.headline]
    for block in document.blocks:
        lines += _lines(block)
    return "\n".join([*lines, "", *document.signature, ""])


def _lines(block: Block) -> list[str]:
    match block.kind:
        case "heading":
            return ["", "", block.text, "─" * WIDTH] if block.level == 1 else ["", f"【{block.text}】"]
        case "paragraph":
            return [block.text]
        case "bullets":
            return [f"· {item}" for item in block.items]
        case "ledger":
            return [line for row in block.rows for line in _row(block.head, row)]
        case "card":
            return ["", f"{block.title}　{block.count}", *(f"　{name}：{value}" for name, value in block.fields)]
        case "code":
            return ["", block.label, *(f"    {line}" for line in block.text.splitlines())]
        case _:
            assert_never(block)


def _row(head: tuple[str, ...], row: LedgerRow) -> Iterator[str]:
    yield row.title
    yield "　" + "　".join(f"{name} {cell}" for name, cell in zip(head, row.cells, strict=True))
    yield from (f"　· {note}" for note in row.notes)
    yield ""
