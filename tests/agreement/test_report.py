"""What is printed: counts of what was judged, and every rule that was not, with the reason."""

from __future__ import annotations

from tests.agreement.report import by_name, text
from tests.agreement.tally import Lane, WhyNot


def lane(engine):
    one = Lane(f"Delta CHECK on {engine}", ("sex.MISSING", "sex.NOT_IN_LIST", "day.FUTURE", "day.FORMAT"), seconds=1.6)
    one.judged("sex.MISSING", 2, 1)
    one.judged("sex.NOT_IN_LIST", 3000, 1200)
    one.judged("sex.NOT_IN_LIST", 4000, 300)
    one.judged("day.FORMAT", 7000, 0)
    one.cannot("day.FUTURE", WhyNot.DAY)
    one.differs(["sex: something"])
    return one


def cells(line):
    return [cell.strip() for cell in line.strip("│┃").replace("┃", "│").split("│")]


def test_figures_and_reasons():
    lines = [cells(line) for line in text([lane("Sail"), lane("Spark")]).splitlines() if line[:1] in "│┃"]

    assert lines == [
        ["lane", "judged", "not", "rows each", "verdicts", "broken", "unbreakable", "differ", "s"],
        ["Delta CHECK on Sail", "3", "1", "7,000", "14,000", "1,500", "1", "1", "2"],
        ["Delta CHECK on Spark", "3", "1", "7,000", "14,000", "1,500", "1", "1", "2"],
        ["why", "Delta CHECK"],
        [WhyNot.DAY, "1"],
    ]
    assert by_name([lane("Sail"), lane("Spark")]) == [f"Delta CHECK: {WhyNot.DAY}: day.FUTURE"]
