"""Weighted check sums in whole numbers: a text becomes one BIGINT, and the weights are applied to its digits at once.

`conv`, which reads a text in any base, costs both engines ten times more than a cast of decimal digits.
"""

from __future__ import annotations

from collections.abc import Sequence

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Blanks and quotes end before 0x30, whose code reads as thirty.
BEHIND_BLANKS = 30


def weighted_sum(number: str, weights: Sequence[int], modulus: int, base: int = 10) -> str:
    """SQL of a whole number that is congruent, modulo `modulus`, to Σ weight · digit. It may be negative.

    `number`: SQL of a BIGINT, or NULL. `weights`: one for each digit in `base`, the first digit first. Digit k from the
    right is q(k) - base · q(k+1) where q(k) = number div base^k: so Σ w(k) · d(k) is Σ (w(k) - base · w(k-1)) · q(k).
    The factors are reduced to ±modulus/2; 1.1 · number · last weight, reduced likewise, must fit 64 bits.
    The lambda names the number; it reads nothing else, or Spark could not check a Delta constraint with it.
    """
    upward = [*reversed(weights)]
    factors = [_smallest(w - base * before, modulus) for w, before in zip(upward, [0, *upward], strict=False)]
    terms = [f"{factor} * ({_shifted(base**place)})" for place, factor in enumerate(factors) if factor]
    return f"get(transform(array({number}), d -> {' + '.join(terms)}), 0)"


def two_digits(text: str, signs: str, modulus: int) -> str:
    """SQL of decimal digits, two for each sign of `text`, congruent modulo `modulus` to the place of it in `signs`.

    Every sign becomes the ASCII character whose hexadecimal code reads as that number: 48 of 0x48 = H. At most 9 signs
    fit a BIGINT. A sign that is not in `signs` gives digits that mean nothing.
    """
    first = -(-BEHIND_BLANKS // modulus) * modulus
    coded = "".join(chr(int(str(first + place), 16)) for place in range(len(signs)))
    return f"hex(translate({text}, '{signs}', '{coded}'))"


def _smallest(number: int, modulus: int) -> int:
    return (number + modulus // 2) % modulus - modulus // 2


def _shifted(divisor: int) -> str:
    return "d" if divisor == 1 else f"d div {divisor}L"
