"""A row can be read as a card; a long list of codes stays a table."""

from __future__ import annotations

from markdown import markdown

from expectations.site.phone_tables import MOST_CARDS, PhoneTables


def _html(rows: str) -> str:
    return markdown(f"| 列 | 级别 |\n|---|--:|\n{rows}", extensions=["tables", PhoneTables()])


def test_a_cell_knows_the_heading_of_its_column() -> None:
    assert "".join(line.strip() for line in _html("| `a` | 错误 |").splitlines()) == (
        '<table data-cards="" role="table"><thead role="rowgroup"><tr role="row">'
        '<th scope="col">列</th><th scope="col" style="text-align: right;">级别</th></tr></thead>'
        '<tbody role="rowgroup"><tr role="row"><td data-label="列" role="cell"><code>a</code></td>'
        '<td data-label="级别" role="cell" style="text-align: right;">错误</td></tr></tbody></table>'
    )


def test_a_long_list_stays_as_it_is() -> None:
    assert "data-label" in _html("| 1 | 2 |\n" * MOST_CARDS)
    assert "data-label" not in _html("| 1 | 2 |\n" * (MOST_CARDS + 1))
