"""Check sums in SQL are those of the standards, digit by digit."""

from __future__ import annotations

import random

from spark_jobs.elements.checksum import SIGNS, two_digits, weighted_sum
from spark_jobs.elements.org_code import WEIGHTS as ORGANISATION
from spark_jobs.elements.resident_id import WEIGHTS as RESIDENT
from spark_jobs.elements.uscc import ALPHABET
from spark_jobs.elements.uscc import WEIGHTS as ENTITY


def _texts(signs: str, length: int) -> list[str]:
    """The smallest, the largest, and random ones."""
    draw = random.Random(length)
    return [signs[0] * length, signs[-1] * length, *("".join(draw.choices(signs, k=length)) for _ in range(500))]


def _differing(spark, texts: list[str], sql: str, wanted: list[int]) -> list[tuple]:
    spark.createDataFrame(list(zip(texts, wanted, strict=True)), "x STRING, wanted BIGINT").createOrReplaceTempView(
        "sums"
    )
    return spark.sql(f"SELECT x, wanted, {sql} AS found FROM sums WHERE NOT (wanted <=> {sql})").collect()


def test_the_weights_are_those_that_the_standards_print() -> None:
    assert RESIDENT == (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    assert ORGANISATION == (3, 7, 9, 10, 5, 8, 4, 2)
    assert ENTITY[:17] == (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def test_a_sum_of_decimal_digits(spark) -> None:
    texts = _texts(SIGNS[:10], 17)
    wanted = [sum(w * int(sign) for w, sign in zip(RESIDENT, text, strict=True)) % 11 for text in texts]
    sql = f"pmod({weighted_sum('try_cast(x AS BIGINT)', RESIDENT, 11)}, 11)"
    assert _differing(spark, texts, sql, wanted) == []


def test_a_sum_of_other_signs(spark) -> None:
    for signs, weights, modulus in ((SIGNS, ORGANISATION, 11), (ALPHABET, ENTITY[:9], 31), (ALPHABET, ENTITY[9:], 31)):
        texts = _texts(signs, len(weights))
        wanted = [sum(w * signs.index(s) for w, s in zip(weights, text, strict=True)) % modulus for text in texts]
        number = f"try_cast({two_digits('x', signs, modulus)} AS BIGINT)"
        sql = f"pmod({weighted_sum(number, weights, modulus, 100)}, {modulus})"
        assert _differing(spark, texts, sql, wanted) == []


def test_no_number_no_sum(spark) -> None:
    sql = weighted_sum("try_cast(x AS BIGINT)", RESIDENT, 11)
    assert spark.sql(f"SELECT {sql} AS found FROM VALUES ('12A') AS t(x)").collect()[0].found is None
