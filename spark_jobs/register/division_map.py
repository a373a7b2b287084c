"""meta.division_map: every division code of every year → its code in the newest list, for SQL.

    SELECT coalesce(m.resolved_code, '未能归属') AS division, count(*) AS tickets
    FROM standard.tickets t LEFT JOIN meta.division_map m
      ON m.code = t.division AND t.called_at >= m.from_date AND t.called_at < m.until_date
    GROUP BY 1

Another target day than the newest: `yiyuan resolve --from DATE --to DATE --every` gives the whole map of a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from catalog.model import Catalogue, CodeList
from catalog.resolve import Resolver

Row = dict[str, object]
LIST = "division"


def take(catalogue: Catalogue) -> dict[str, list[Row]]:
    """The rows of the table, under its name; nothing for a city whose catalogue has no list of divisions."""
    codes = catalogue.code_lists.get(LIST)
    return {"division_map": list(rows(codes))} if codes else {}


def rows(codes: CodeList) -> Iterator[Row]:
    """One row per code and period in which it resolves alike; none for a period in which the code was not valid."""
    resolver, newest = Resolver(codes), last_day(codes)
    for code in sorted({code.code for code in codes.codes}):
        for start, end in resolver.periods(code):
            found = resolver.resolve(code, start, newest)
            if found.outcome != "not_valid":
                yield {
                    "code": code,
                    "from_date": start,
                    "until_date": end,
                    "to_date": newest,
                    "resolved_code": found.code,
                    "outcome": found.outcome,
                    "candidates": ";".join(found.candidates),
                }


def last_day(codes: CodeList) -> date:
    """The day of the newest change that the list knows; of a list of years, the last day of that year."""
    days = [day for code in codes.codes for day in (code.valid_from, code.valid_to) if day]
    newest = max(days, default=date.min)
    return newest.replace(month=12, day=31) if codes.precision == "year" else newest
