"""Numbers that went through a spreadsheet."""

from __future__ import annotations

from spark_jobs.elements.arrival import excel_precision_sql


def test_excel_precision(spark):
    expected = {
        "1.10105E+17": True,
        "1e+17": True,
        " 1.10105E+17 ": True,
        "110105194912310000": True,
        "11010519491231002X": False,
        "1101051949123100": False,
        "390102190101": False,
        "": False,
        None: None,
    }

    rows = spark.createDataFrame(list(enumerate(expected)), "i INT, raw STRING").selectExpr(
        "i", f"{excel_precision_sql('raw')} AS lost"
    )

    assert [row.lost for row in rows.orderBy("i").collect()] == list(expected.values())
