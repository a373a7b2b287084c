"""The map of divisions for SQL: periods of a small list, and that it is written once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalog.load import load
from catalog.model import Code, CodeList, Successor
from catalog.resolve import Resolver
from spark_jobs import tables
from spark_jobs.register.division_map import last_day, rows, take
from spark_jobs.session import connect

CODES = CodeList(
    id="division",
    label="区划",
    standard="自定",
    version="1",
    origin="test",
    precision="year",
    codes=(
        Code(
            code="390102",
            name="甲",
            valid_from=date(1981, 1, 1),
            valid_to=date(2010, 1, 1),
            successors=(Successor(code="390103", on=date(2000, 1, 1)), Successor(code="390104")),
        ),
        Code(code="390103", name="乙", valid_from=date(1981, 1, 1)),
        Code(code="390104", name="丙", valid_from=date(2010, 1, 1)),
    ),
)


def test_periods_of_a_small_list() -> None:
    assert [tuple(row.values()) for row in rows(CODES)] == [
        ("390102", date(1981, 1, 1), date(2001, 1, 1), date(2010, 12, 31), None, "split", "390103;390104"),
        ("390102", date(2001, 1, 1), date(2011, 1, 1), date(2010, 12, 31), "390104", "changed", "390104"),
        ("390103", date(1981, 1, 1), date(9999, 12, 31), date(2010, 12, 31), "390103", "unchanged", "390103"),
        ("390104", date(2010, 1, 1), date(9999, 12, 31), date(2010, 12, 31), "390104", "unchanged", "390104"),
    ]


def test_the_map_says_of_every_year_what_the_resolver_says() -> None:
    codes = load().code_lists["division"]
    resolver, newest, found = Resolver(codes), last_day(codes), list(rows(codes))
    for year in (1981, 1984, 1997, 2010, 2021, 2024):
        day = date(year, 6, 1)
        mapped = {r["code"]: r["resolved_code"] for r in found if r["from_date"] <= day < r["until_date"]}
        said = {code.code: resolver.resolve(code.code, day, newest) for code in codes.codes}
        assert mapped == {code: one.code for code, one in said.items() if one.outcome != "not_valid"}


def test_a_city_without_divisions_has_no_map() -> None:
    assert take(load().model_copy(update={"code_lists": {}})) == {}


def test_tickets_are_counted_by_the_divisions_of_today(
    tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    assert tables.make_equal(connect(), "meta.division_map", list(rows(CODES)))
    assert not tables.make_equal(connect(), "meta.division_map", list(rows(CODES)))
    found = connect().sql(
        """SELECT coalesce(m.resolved_code, '未能归属') AS division, count(*) AS n
        FROM VALUES ('390102', DATE'1999-05-01'), ('390102', DATE'2005-05-01'), ('390104', DATE'2015-05-01'),
            ('390102', DATE'2015-05-01'), (NULL, DATE'2015-05-01') AS t(division, on)
        LEFT JOIN meta.division_map m ON m.code = t.division AND t.on >= m.from_date AND t.on < m.until_date
        GROUP BY 1 ORDER BY 1"""
    )
    assert [tuple(row) for row in found.collect()] == [("390104", 2), ("未能归属", 3)]
