"""A Markdown extension: each cell knows the heading of its column, so that a phone shows a row as a card (site.css)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

#: A longer table is a list of codes: looked up by its filter, with columns narrow enough for a phone as it is.
MOST_CARDS = 300
#: A table that is shown as blocks is one to a screen reader only if it says so.
ROLES = {"thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell"}
AFTER_INLINE = 15


class PhoneTables(Extension):  # type: ignore[misc]  # Python-Markdown has no types
    """Named in mkdocs.yml."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Read the tables once the texts in their cells are made."""
        md.treeprocessors.register(_Cards(md), "phone_tables", AFTER_INLINE)


class _Cards(Treeprocessor):  # type: ignore[misc]
    def run(self, root: Element) -> None:
        for table in root.iter("table"):
            if len(rows := table.findall("tbody/tr")) <= MOST_CARDS:
                _label(table, rows)


def _label(table: Element, rows: list[Element]) -> None:
    table.set("data-cards", "")
    table.set("role", "table")
    for part in table.iter():
        if part.tag in ROLES:
            part.set("role", ROLES[part.tag])
        elif part.tag == "th":
            part.set("scope", "col")
    labels = ["".join(head.itertext()) for head in table.iter("th")]
    for row in rows:
        for label, cell in zip(labels, row, strict=True):
            cell.set("data-label", label)
