"""What a list prints to a program can be searched: one line per row, nothing broken in two."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

import yiyuan
from catalog.load import load
from spark_jobs.lists.shown import LISTS


@pytest.mark.parametrize("which", LISTS)
def test_every_row_is_one_line_and_whole(which: str) -> None:
    result = CliRunner(env={"COLUMNS": "80"}).invoke(yiyuan.application(), ["lists", which])
    assert result.exit_code == 0
    title, heads, *lines = [line for line in result.stdout.splitlines() if line.strip(" ─")]
    rows = list(LISTS[which][2](load()))
    assert (f"（{len(rows)} 行）" in title, len(heads.split()) >= 3) == (True, True)
    assert len(lines) == len(rows)
    for line, (_, cells) in zip(lines, rows, strict=True):
        assert [cell for cell in cells if cell not in line] == []
