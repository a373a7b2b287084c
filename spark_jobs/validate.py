"""Single values against one data element, by the same compiled SQL that judges deliveries."""

from __future__ import annotations

import re
from datetime import datetime

from catalog.load import load
from spark_jobs.deliveries import CHINA
from spark_jobs.elements import family
from spark_jobs.elements.compile import outcome_sql
from spark_jobs.session import connect

LONE = re.compile("[\ud800-\udfff]")


def unreadable(value: str) -> str | None:
    """What the readers say of a text that no rule can judge; None if one can. A lone surrogate is a byte undecoded."""
    if "\0" in value:
        return "NUL_BYTE"
    return None if value.isascii() or not LONE.search(value) else "ENCODING"


def outcomes(element: str, values: list[str]) -> list[str]:
    """The outcome of each value, in order: `OK…`, `MISSING`, or the reason code of the error. Warnings count as OK."""
    if not values:
        return []
    catalogue = load()
    compiled = family(catalogue.elements[element], catalogue.code_lists)
    today = f"DATE'{datetime.now(CHINA).date()}'"
    spark = connect()
    frame = spark.createDataFrame(list(enumerate(values)), "n INT, value STRING")
    outcome = f"coalesce({outcome_sql(compiled, 'value', today, warnings=False)}, 'MISSING') AS outcome"
    return [row.outcome for row in frame.selectExpr("n", outcome).orderBy("n").collect()]
