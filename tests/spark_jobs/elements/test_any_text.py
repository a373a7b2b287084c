"""Whatever text arrives: no element raises, and each value is missing or has exactly one known verdict."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spark_jobs.elements import family
from spark_jobs.elements.compile import filled, mask_sql, outcome_sql

DIRT = [
    "1.1E+17",
    "\u200b1",
    "-1",
    "９" * 18,
    "2026-00-00",
    "0000-01-01",
    "99999-12-31",
    "{" * 50,
    "[[[",
    "'\"\\",
    "\t\n",
    "%_",
]
DIRT += ["A" * 18, "Z" * 28, "1" * 300, "X", "‮", "𠮷", "e\u0301", "{x}", "$1", "(", "9" * 40 + "万", "0" * 15, "-" * 5]
#: NUL cannot stand in a Spark string literal of every client, and lone surrogates are no text.
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
NEAR = st.text(st.sampled_from("0123456789XIOZA年月日-/.,:;万元人民币（）() ×Ｘ１"), max_size=30)


@pytest.mark.parametrize("half", [0, 1])
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(values=st.lists(TEXT | NEAR, min_size=60, max_size=60))
def test_every_text_gets_a_verdict(spark, elements, half, values):
    one_of_each_kind = sorted({e.kind: e for e in elements.elements.values()}.values(), key=lambda e: e.id)
    # Seven thousand region codes per column would only slow the planner down.
    few = elements.code_lists["division"].model_copy(update={"codes": elements.code_lists["division"].codes[-8:]})
    made = {e.id: family(e, elements.code_lists | {"division": few}) for e in one_of_each_kind[half::2]}
    today = "DATE'2026-11-01'"
    frame = spark.createDataFrame([(raw,) for raw in [*values, *DIRT, None]], "raw STRING")
    clean = frame.selectExpr("raw", *(f"{filled(f.normalise, 'raw')} AS {name}__n" for name, f in made.items()))

    rows = clean.selectExpr(
        *(f"{outcome_sql(f, 'raw', today)} AS {name}" for name, f in made.items()),
        *(f"{mask_sql(f, name + '__n', today, 0)} AS {name}__m" for name, f in made.items()),
        *(f"CAST({filled(f.value, name + '__n')} IS NULL AS STRING) AS {name}__v" for name, f in made.items()),
        *(f"{name}__n" for name in made),
    ).collect()

    assert len(rows) == len(values) + len(DIRT) + 1
    for name, one in made.items():
        reasons = [check.reason for check in one.checks]
        for row in rows:
            outcome, mask = row[name], row[f"{name}__m"]
            if row[f"{name}__n"] is None:
                assert (outcome, mask) == (None, 0)
            elif mask:
                assert mask == 1 << reasons.index(outcome)
            else:
                assert outcome.startswith("OK")
                assert row[f"{name}__v"] == "false"
