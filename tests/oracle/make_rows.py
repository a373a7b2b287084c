"""Typed rows for the rules over several columns: some hold, some break the rule, to some it does not apply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from tests.oracle.make_numbers import birthday, citizen, credit_code, person

Row = dict[str, Any]


def rule_rows(rule: str, n: int, seed: int) -> list[Row]:
    """n rows with the columns of the rule `<department>/<source>.<rule name>`; the same for the same seed."""
    dice = Random(f"{seed} {rule}")
    return [ROWS[rule](dice) for _ in range(n)]


def _maybe(dice: Random, value: Any) -> Any:
    return None if dice.random() < 0.1 else value


def _in_order(first: str, second: str) -> Callable[[Random], Row]:
    def row(dice: Random) -> Row:
        one = date(dice.randint(1900, 2090), dice.randint(1, 12), dice.randint(1, 28))
        other = one + timedelta(dice.choice((0, 1, -1, dice.randint(-9000, 9000))))
        return {first: _maybe(dice, one), second: _maybe(dice, other)}

    return row


def _call(dice: Random) -> Row:
    called = datetime(2026, 10, dice.randint(1, 28), dice.randrange(24), dice.randrange(60), tzinfo=UTC)
    closed = called + timedelta(seconds=dice.choice((0, 1, -1, dice.randint(-90000, 90000))))
    return {"called_at": _maybe(dice, called), "closed_at": _maybe(dice, closed)}


def _registered(dice: Random) -> Row:
    return {"uscc": _maybe(dice, credit_code(dice, dice.choice(("91", "92", "51", "11", "12", "A1", ""))))}


def _sex(dice: Random) -> Row:
    return {"sex": _maybe(dice, dice.choice("112209")), "resident_id": _maybe(dice, person(dice))}


def _birth(dice: Random) -> Row:
    day = birthday(dice)
    born = date(int(day[:4]), int(day[4:6]), int(day[6:])) + timedelta(dice.choice((0, 0, 1, 365)))
    number = dice.choice((citizen(dice, day=day), citizen(dice, day=day), person(dice), citizen(dice, "810000", day)))
    return {"birth_date": _maybe(dice, born), "resident_id": _maybe(dice, number)}


def _status(dice: Random) -> Row:
    left = dice.choice((None, date(2026, 1, dice.randint(1, 28))))
    return {"household_status": _maybe(dice, dice.choice("1239")), "status_on": left}


ROWS: dict[str, Callable[[Random], Row]] = {
    "administrative_approval/licences.validity_period": _in_order("valid_from", "valid_to"),
    "civil_affairs/social_organisations.registrar_scope": _registered,
    "health/death_certificates.issued_after_death": _in_order("died_on", "issued_on"),
    "health/death_certificates.sex_agrees_with_number": _sex,
    "hotline/tickets.closed_after_call": _call,
    "institution_office/public_institutions.certificate_period": _in_order("valid_from", "valid_to"),
    "institution_office/public_institutions.registrar_scope": _registered,
    "market_regulation/enterprises.registrar_scope": _registered,
    "public_security/household_register.birth_date_agrees_with_number": _birth,
    "public_security/household_register.cancelled_has_date": _status,
    "public_security/household_register.sex_agrees_with_number": _sex,
}
