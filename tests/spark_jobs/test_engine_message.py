"""What an engine says of a failure may quote a row; what is shown may not."""

from __future__ import annotations

from spark_jobs.engine_message import without_values


def test_a_message_is_one_line_without_values() -> None:
    """Delta quotes the row that breaks a constraint; an engine may quote a value."""
    said = "CHECK constraint counted violated by row with values:\n - name : 甲"
    assert without_values(said) == "CHECK constraint counted violated by row"
    assert without_values("cannot cast\n '390102194001010010'\n > in macro x") == "cannot cast '…'"
    assert without_values("") == ""
