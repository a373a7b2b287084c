"""The contenders really compute the same: small sample, every rule."""

from __future__ import annotations

import polars as pl
import pytest

from bench import by_hand, rules
from bench.rows import COLUMNS, families, sample


def test_the_sample_breaks_most_rules_and_has_missing_values(tmp_path):
    rows = sample(20_000)
    assert rows.null_count().row(0)[1:] == (206,) * 6
    failing = {
        f"{name}.{reason}"
        for name in COLUMNS
        for reason, fails in by_hand.rules(name, rules.AS_OF)
        if rows.select(fails.fill_null(False).sum()).item()
    }
    assert len(failing) > 20


def test_polars_has_the_rules_of_the_families_in_their_order():
    assert {name: [reason for reason, _ in by_hand.rules(name, rules.AS_OF)] for name in COLUMNS} == {
        name: [check.reason for check in family.checks] for name, family in families().items()
    }


def test_all_contenders_agree(spark, tmp_path):
    gx, polars = rules.measure(spark, tmp_path, 3_000, 1)
    assert (gx.equal, len(gx.ours), len(polars.theirs)) == ("32 counts", 1, 1)


def test_a_difference_is_noticed(spark, tmp_path):
    rules.measure(spark, tmp_path, 300, 1)
    masks = pl.read_parquet(tmp_path / "masks.parquet").with_columns(pl.col("_mask0") + (pl.col("_line") == 7))
    masks.write_parquet(tmp_path / "other.parquet")
    with pytest.raises(AssertionError, match=r"1 rows, first lines \[7\]"):
        rules._same_masks(tmp_path / "masks_delta", tmp_path / "other.parquet")
