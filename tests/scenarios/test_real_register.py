"""The published enterprise register as it is: three formats agree, every row counts, nothing garbled passes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from spark_jobs.night import ingest, merge_bases
from spark_jobs.session import connect

Deliver = Callable[..., Path]
ENTERPRISES = "market_regulation/enterprises"
DAY = 86_400


def rows(sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connect().sql(sql).collect()]


def test_tibet_in_three_formats_gives_the_same_rows(home: Path, deliver: Deliver, real: Path) -> None:
    columns = "uscc, name, registered_on, capital, capital_currency, business_scope, province, city, address, _row_hash"
    seen = []
    for day, suffix in enumerate(("csv", "xls", "json")):
        content = (real / f"2002_tibet.{suffix}").read_bytes()
        deliver(ENTERPRISES, f"2002_tibet.{suffix}", content, 1_793_500_000 + day * DAY)
        [delivery] = ingest([ENTERPRISES])
        balance = rows(
            "SELECT received, accepted, quarantined + rejected, superseded FROM ledger.balance "
            f"WHERE delivery_id = '{delivery}'"
        )
        assert balance == [(59, 57, 2, 0)]
        seen.append(
            rows(
                f"SELECT {columns} FROM conform.enterprises WHERE _delivery = '{delivery}' AND _verdict = 'accepted' "
                "ORDER BY uscc"
            )
        )
    assert seen[0] == seen[1] == seen[2]
    assert rows("SELECT count(*) FROM standard.enterprises") == [(57,)]
    assert len(rows("SELECT DISTINCT _delivery FROM standard.enterprises")) == 1  # unchanged rows stay


def test_large_and_broken_registers_balance_to_the_row(home: Path, deliver: Deliver, real: Path) -> None:
    received, held = {}, {}
    for day, name in enumerate(("2001_2003_heilongjiang.masked.csv", "2002_zhejiang_mojibake.masked.csv")):
        deliver(ENTERPRISES, name, (real / name).read_bytes(), 1_793_500_000 + day * DAY)
        [delivery] = ingest([ENTERPRISES])
        [(total, sum_of_parts)] = rows(
            "SELECT received, accepted + quarantined + superseded + rejected FROM ledger.balance "
            f"WHERE delivery_id = '{delivery}'"
        )
        assert total == sum_of_parts
        received[name] = total
        merge_bases()
        garbled = "concat_ws('', uscc, name, legal_representative, address, business_scope) LIKE '%\ufffd%'"
        assert rows(f"SELECT uscc FROM base.legal_entity WHERE {garbled}") == []
        held[name] = rows("SELECT count(*), count_if(business_scope LIKE '%\ue5f1%') FROM base.legal_entity")
    assert received == {"2001_2003_heilongjiang.masked.csv": 7790, "2002_zhejiang_mojibake.masked.csv": 4298}
    # A sign of somebody's own (U+E5F1) spoils one sign of a text that can be read: the row counts, the sign is a hint.
    assert held == {
        "2001_2003_heilongjiang.masked.csv": [(7779, 15)],
        "2002_zhejiang_mojibake.masked.csv": [(4216, 0)],
    }
    hints = "SELECT file_name, column_name, severity, verdict, count(*) FROM quality.fault WHERE reason = 'PRIVATE_USE'"
    assert rows(f"{hints} GROUP BY 1, 2, 3, 4") == [
        ("2001_2003_heilongjiang.masked.csv", "business_scope", "warn", "recorded", 15)
    ]
    assert rows("SELECT file_name, count(*) FROM quality.fault WHERE reason = 'GARBLED' GROUP BY 1 ORDER BY 1") == [
        ("2001_2003_heilongjiang.masked.csv", 10),
        ("2002_zhejiang_mojibake.masked.csv", 70),
    ]
    unparsed = rows(
        """SELECT count(*) FROM conform.enterprises c JOIN raw.enterprises r USING (_delivery, _line)
        LEFT JOIN quality.fault f ON f.delivery_id = _delivery AND f.line = _line AND f.column_name = 'capital'
        WHERE c._verdict = 'accepted' AND r.capital NOT IN ('N/A', '') AND c.capital IS NULL AND f.line IS NULL"""
    )
    assert unparsed == [(0,)]


def test_a_header_without_rows_is_an_empty_delivery(home: Path, deliver: Deliver, real: Path) -> None:
    deliver(ENTERPRISES, "2000_hubei.csv", (real / "2000_hubei_headeronly.csv").read_bytes())
    ingest([ENTERPRISES])
    assert rows("SELECT status, reason FROM ledger.delivery") == [("quarantined", "EMPTY_DELIVERY")]


def test_region_digits_in_no_version_of_the_division_list_only_warn(home: Path, deliver: Deliver, real: Path) -> None:
    deliver(ENTERPRISES, "tibet.csv", (real / "2001_2003_heilongjiang.masked.csv").read_bytes())
    ingest([ENTERPRISES])
    severities = rows("SELECT DISTINCT severity, verdict FROM quality.fault WHERE reason = 'REGION_UNKNOWN'")
    assert severities == [("warn", "recorded")]
