"""A theme column owes its element the type, and its model the test that runs the element's checks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from catalog.document import parse
from catalog.load import HERE, read
from spark_jobs.proofs.theme_elements import errors, of_document, problems

CATALOGUE = read(HERE)[0]
MODELS = """\
models:
  - name: a__good
    data_tests: [unique_together: {arguments: {columns: [day]}}, elements]
    columns:
      - {name: day, data_type: date, meta: {element: event_date}}
      - {name: amount, data_type: "decimal(20, 2)", meta: {element: money_amount}}
      - {name: rows, data_type: bigint, meta: {level: 1}}
      - {name: elsewhere, data_type: int, meta: {element: unheard_of}}
  - name: a__bad
    columns:
      - {name: day, data_type: string, meta: {element: event_date}}
      - name: code
        meta: {element: uscc}
  - {name: a__counts, columns: [{name: rows, data_type: bigint, meta: {level: 1}}]}
"""


def test_another_type_and_no_test_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(MODELS, encoding="utf-8")
    found = of_document(CATALOGUE, parse(tmp_path / "a.yml", "models/a.yml"))
    assert list(map(str, found)) == [
        "models/a.yml:11: CONTRACT_TYPE `day` carries event_date, which is date, not string; correct it",
        "models/a.yml:12: CONTRACT_TYPE `code` carries uscc, which is string, not untyped; correct it",
        "models/a.yml:9: NO_ELEMENT_TEST a__bad carries elements that nothing checks; "
        "add `data_tests: [elements]` to the model",
    ]


def test_the_project_owes_nothing() -> None:
    assert problems(CATALOGUE) == []


def test_every_table_that_carries_elements_has_their_checks() -> None:
    handed = errors(CATALOGUE, date(2026, 11, 1))
    assert {table.split(".")[0] for table in handed} == {"theme", "base", "standard"}
    assert list(handed["standard.pension_payments"]) == ["resident_id", "name", "pay_month", "amount", "paid_on"]
    assert handed["theme.hotline__ticket"]["closed_at"].endswith(
        "WHEN NOT (substr(date_format(closed_at + INTERVAL 8 HOURS, 'yyyy-MM-dd HH:mm:ss'), 1, 10)"
        " <= cast(DATE'2026-11-01' AS STRING)) THEN 'closed_at.FUTURE' END"
    )
