"""A bug of ours between conform and publication is caught by the gate, stops the delivery, and blames no department."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from expectations.report import letters
from spark_jobs import check, conform, find, land, settle, tables
from spark_jobs.session import connect

Deliver = Callable[..., Path]
PENSION = "human_resources/pension_payments"
FILE = """公民身份号码,姓名,发放月份,发放金额(元),发放日期
39010219010101001X,张三,2026-10,1234.50,2026-10-15
390102190202280027,李四,2026-10,99.00,2026-10-15
"""


def test_a_bug_of_ours_stops_the_delivery_and_blames_nobody(home: Path, deliver: Deliver) -> None:
    deliver(PENSION, "part.csv", FILE.encode())
    [arrival] = find.find("human_resources", "pension")
    delivery = land.land(arrival)
    assert delivery
    conform.conform(delivery)
    names = connect().table("conform.pension_payments").columns
    negated = ", ".join("-amount AS amount" if name == "amount" else name for name in names)
    mine = f"_delivery = '{delivery}'"
    broken = tables.staged(connect(), "broken", f"SELECT {negated} FROM conform.pension_payments WHERE {mine}")
    tables.replace(connect(), "conform.pension_payments", mine, f"SELECT * FROM {broken}")

    assert check.check(delivery) == "fail"
    assert settle.settle(delivery) is False

    def found(sql: str) -> list[tuple[object, ...]]:
        return [tuple(row) for row in connect().sql(sql).collect()]

    assert found("SELECT status, reason FROM ledger.delivery") == [("quarantined", "GATE_FAILED")]
    assert found("SELECT received, accepted, quarantined FROM ledger.balance") == [(2, 0, 2)]
    assert found("SELECT * FROM quality.fault WHERE severity = 'error'") == []
    failing = "SELECT DISTINCT attributed_to FROM quality.result WHERE verdict <> 'pass' AND rule_id LIKE 'gate.%'"
    assert found(failing) == [("pipeline",)]
    letters.compose(None, "human_resources")
    text = next((home / "reports").rglob("letter.txt")).read_text(encoding="utf-8")
    ours = text[text.index("我方问题") :]
    assert "part.csv" in ours
    assert "未发现须整改的问题，无需处理" in text
