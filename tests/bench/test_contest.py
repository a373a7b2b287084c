"""Ratios and aims."""

from __future__ import annotations

from bench.contest import Aim, Comparison, compete


def comparison(ours: tuple[float, ...], theirs: tuple[float, ...], aim: Aim) -> Comparison:
    return Comparison("t", "p", ours, theirs, aim, "all", "because")


def test_a_peer_to_leave_behind():
    found = comparison((2.0, 1.0, 9.0), (30.0, 40.0, 50.0), Aim(at_least=20))
    assert (found.ratio, found.met, found.aim.text) == (20.0, True, "≥ 20×")


def test_a_limit_to_come_near():
    found = comparison((1.4, 1.4, 1.4), (1.0, 1.0, 1.0), Aim(at_most=1.3))
    assert (found.ratio, found.met, found.aim.text) == (1.4, False, "≤ 1.3×")


def test_contenders_alternate():
    order: list[str] = []
    times = compete({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3)
    assert order == ["a", "b", "a", "b", "a", "b"]
    assert {name: len(seconds) for name, seconds in times.items()} == {"a": 3, "b": 3}
