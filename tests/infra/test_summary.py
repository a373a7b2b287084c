"""The summary of a run: every figure where it belongs, and where to look next."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from infra.local import state, summary
from spark_jobs import tables
from spark_jobs.fixed_tables import FIXED
from spark_jobs.home import Home
from spark_jobs.session import connect, disconnect

TICKETS, PENSION = "hotline/tickets", "human_resources/pension_payments"
DELIVERIES = [
    {"delivery_id": "d1", "source": TICKETS, "status": "published"},
    {"delivery_id": "d2", "source": TICKETS, "status": "duplicate"},
    {"delivery_id": "d3", "source": TICKETS, "status": "unreadable"},
    {"delivery_id": "d4", "source": PENSION, "status": "quarantined"},
]
BALANCES = [
    {"delivery_id": "d1", "source": TICKETS, "received": 1600, "accepted": 1590}
    | {"quarantined": 7, "superseded": 2, "rejected": 1},
    {"delivery_id": "d4", "source": PENSION, "received": 3, "accepted": 0}
    | {"quarantined": 3, "superseded": 0, "rejected": 0},
]
LETTERS = [
    {"report_id": "r1", "department": "hotline", "period": "2026-10", "state": "sent"}
    | {"rows_received": 1600, "rows_to_fix": 8, "detail": None},
    {"report_id": "r2", "department": "human_resources", "period": "2026-10", "state": "sent"}
    | {"rows_received": 3, "rows_to_fix": 3, "detail": "there is more to fix"},
]


@pytest.fixture
def home(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    disconnect()  # a session knows the tables of the lake that it was opened on
    return Home.of_environment().ensure()


def fill(table: str, rows: list[dict[str, object]]) -> None:
    names = [column.split()[0] for column in FIXED[table][0].split(",")]
    tables.make_equal(connect(), table, [{name: row.get(name) for name in names} for row in rows])


def test_it_tells_rows_files_tables_letters_and_places(home: Home) -> None:
    fill("ledger.delivery", DELIVERIES)
    fill("ledger.balance", BALANCES)
    fill("quality.report", LETTERS)
    tables.ensure(connect(), "base.person", "resident_id STRING")
    tables.ensure(connect(), "standard.hotline__tickets", "ticket_id STRING")
    tables.write(connect(), "INSERT INTO base.person VALUES ('a'), ('b'), (NULL)")
    stack, said = state.new(home), io.StringIO()
    summary.show(Console(file=said, width=120), home, stack)
    lines = [line.split() for line in said.getvalue().splitlines()]
    told = {line[0]: line[1:] for line in lines if line and line[-1] != "none"}
    assert sum(line[1:] == ["0", "0", "0", "0", "0", "none"] for line in lines) == 10
    assert {name: told[name] for name in (TICKETS, PENSION)} == {
        TICKETS: ["1,600", "1,590", "7", "2", "1", "1+1d+1x"],
        PENSION: ["3", "0", "3", "0", "0", "1x"],
    }
    assert {name: told[name] for name in told if name.startswith(("base.", "standard."))} == {"base.person": ["3"]}
    assert {name: told[name] for name in ("hotline", "human_resources")} == {
        "hotline": ["2026-10", "sent", "1,600", "8"],
        "human_resources": ["2026-10", "sent*", "3", "3"],
    }
    words = " ".join(word for line in lines for word in line)
    assert "* left before the data changed: see quality.report.detail, and update/" in words
    assert said.getvalue().splitlines()[-4:] == [
        f"Airflow UI  {stack.airflow}  user admin  password {stack.password}",
        f"letters     {home.root}/reports  (as delivered: {home.root}/mail)",
        f"Data Docs   {home.root}/reports/data_docs/site/index.html",
        'SQL         .venv/bin/yiyuan sql "SELECT * FROM ledger.balance"',
    ]
