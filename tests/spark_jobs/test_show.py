"""What `yiyuan sql` prints: a table where it fits, else a record per row; nothing is cut off, nothing is markup."""

from __future__ import annotations

from typing import Any

import pytest

from spark_jobs.show import Form, show


class Rows(list[tuple[Any, ...]]):
    """As much of a DataFrame as printing needs."""

    def __init__(self, columns: list[str], *rows: tuple[Any, ...]) -> None:
        super().__init__(rows)
        self.columns = columns

    def limit(self, count: int) -> Rows:
        return Rows(self.columns, *self[:count])

    def collect(self) -> list[tuple[Any, ...]]:
        return list(self)

    toLocalIterator = collect  # noqa: N815 - Spark's name


@pytest.fixture(autouse=True)
def width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")


def printed(capsys: pytest.CaptureFixture[str], frame: Rows, form: Form = "table") -> list[str]:
    show(frame, form)  # type: ignore[arg-type]
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def test_a_table_that_fits(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, Rows(["id", "名称"], (1, "[/b]"), (2, None))) == [
        "┏━━━━┳━━━━━━┓",
        "┃ id ┃ 名称 ┃",
        "┡━━━━╇━━━━━━┩",
        "│ 1  │ [/b] │",
        "│ 2  │ NULL │",
        "└────┴──────┘",
        "2 rows",
    ]


def test_what_does_not_fit_is_a_record_per_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, Rows(["department", "reason"], ("health", "一" * 18), ("b", ""))) == [
        "row 1",
        "department  health",
        "reason      一一一一一一一一一一一一一一",
        "            一一一一",
        "row 2",
        "department  b",
        "reason",
        "2 rows",
    ]


def test_no_rows_and_too_many(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, Rows(["a"]))[-1] == "0 rows"
    assert printed(capsys, Rows(["a"], *[(n,) for n in range(201)]))[-1] == "first 200 rows; use --format csv for all"


def test_csv_is_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, Rows(["a", "b"], (1, None), ("x,y", 2)), "csv") == ["a,b", "1,", '"x,y",2']
