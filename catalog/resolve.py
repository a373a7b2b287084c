"""What a code of one day is on another day, through the successors of its list: never a guess (GB/T 2260).

A code that was renamed or merged has one answer. Of a code that was divided, or that gave a part away, the code alone
does not say which: the answer is none, with the candidates, for the caller to count as 未能归属. Backwards in time a
merger is what cannot be undone.

A list of precision `year` knows the year of a change only. The list of a year is the one at its end; a code that
changed in the very year it comes from may have been written before or after, and both are followed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Literal

from catalog.code_lists import valid_on
from catalog.model import Code, CodeList

Outcome = Literal["unchanged", "changed", "merged", "split", "no_successor", "no_predecessor", "not_valid", "unknown"]
#: Where the list ends: a code without successor, or one whose beginning nothing explains.
NOWHERE = ""


@dataclass(frozen=True)
class Resolution:
    """`code` is the answer, or None, 未能归属. `candidates`: every code that it may be, also where there is one.

    unchanged, changed (one for one), merged (one answer, which other codes share: safe, but not to be undone); or
    unresolved: split (several candidates), no_successor, no_predecessor, not_valid (on `from_date`), unknown.
    """

    outcome: Outcome
    code: str | None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Change:
    """On `day` the territory of one row, or a part of it, went to another."""

    day: date
    old: int
    new: int


class Resolver:
    """Resolves the codes of one list; rows and changes are indexed once."""

    def __init__(self, codes: CodeList) -> None:
        """`codes`: with successors, as catalog/code_lists.py has checked them."""
        self.codes = codes.codes
        self.by_year = codes.precision == "year"
        self._rows: dict[str, list[int]] = defaultdict(list)
        for number, code in enumerate(self.codes):
            self._rows[code.code].append(number)

    def resolve(self, code: str, from_date: date, to_date: date) -> Resolution:
        """The code on `to_date` of what had `code` on `from_date`; either may be the earlier."""
        if code not in self._rows:
            return Resolution("unknown", None)
        start = [number for number in self._rows[code] if self._may_be_valid(self.codes[number], from_date)]
        if not start:
            return Resolution("not_valid", None)
        if from_date == to_date:
            return Resolution("unchanged", code, (code,))
        found = self._reached(start, from_date, to_date)
        known = tuple(sorted(found - {NOWHERE}))
        if NOWHERE in found:
            return Resolution("no_successor" if from_date < to_date else "no_predecessor", None, known)
        if len(known) > 1:
            return Resolution("split", None, known)
        return Resolution(self._kind(code, known[0], from_date, to_date), known[0], known)

    def name(self, code: str, day: date) -> str:
        """What a code was called on a day."""
        return next((self.codes[n].name for n in self._rows[code] if valid_on(self.codes[n], self._end(day))), "")

    def _kind(self, code: str, now: str, from_date: date, to_date: date) -> Outcome:
        """Whether the way back from the one answer leads to this code alone."""
        if code == now:
            return "unchanged"
        there = [number for number in self._rows[now] if valid_on(self.codes[number], self._end(to_date))]
        return "changed" if self._reached(there, to_date, from_date) == {code} else "merged"

    def _reached(self, start: list[int], from_date: date, to_date: date) -> set[str]:
        forwards = from_date < to_date
        walk = self._forwards if forwards else self._backwards
        found: set[str] = set()
        seen: set[tuple[int, date]] = set()
        waiting = [(number, self._still_ahead(from_date) if forwards else from_date) for number in start]
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            stays, onward = walk(*place, to_date)
            found |= stays
            waiting += onward
        return found

    def _forwards(self, number: int, since: date, to_date: date) -> tuple[set[str], list[tuple[int, date]]]:
        """The codes that the row has at `to_date` itself, and where else its territory went until then."""
        code = self.codes[number]
        ended = code.valid_to is not None and code.valid_to <= self._end(to_date)
        onward = [
            (change.new, change.day)
            for change in self._from[number]
            if since <= change.day <= self._end(to_date) and not self._within(change.new, number)
        ]
        stays = {NOWHERE} if ended and not any(s.on is None for s in code.successors) else set()
        return (stays if ended else {code.code}), onward

    def _backwards(self, number: int, until: date, to_date: date) -> tuple[set[str], list[tuple[int, date]]]:
        """The same in the other direction: what came to the row between `to_date` and `until`, and what it had."""
        code = self.codes[number]
        came = [
            change
            for change in self._into[number]
            if self._end(to_date) < change.day <= self._end(until) and not self._within(number, change.old)
        ]
        if code.valid_from is None or code.valid_from <= self._end(to_date):
            stays = {code.code}
        else:
            explained = any(change.day == code.valid_from for change in self._into[number])
            stays = set() if explained else {NOWHERE}
            came += [c for c in self._into[number] if c.day == code.valid_from and c not in came]
        return stays, [(change.old, change.day) for change in came]

    @cached_property
    def _from(self) -> dict[int, list[_Change]]:
        changes: dict[int, list[_Change]] = defaultdict(list)
        for change in self._changes():
            changes[change.old].append(change)
        return changes

    @cached_property
    def _into(self) -> dict[int, list[_Change]]:
        changes: dict[int, list[_Change]] = defaultdict(list)
        for change in self._changes():
            changes[change.new].append(change)
        return changes

    def _changes(self) -> Iterator[_Change]:
        for number, code in enumerate(self.codes):
            for successor in code.successors:
                if day := successor.on or code.valid_to:
                    for new in self._rows[successor.code]:
                        if valid_on(self.codes[new], day):
                            yield _Change(day, number, new)

    def _within(self, inner: int, outer: int) -> bool:
        """A county that was made out of its own prefecture or province takes nothing away from it."""
        code = self.codes[outer].code
        level = 2 if code.endswith("0000") else 4 if code.endswith("00") else len(code)
        return level < len(code) and inner != outer and self.codes[inner].code.startswith(code[:level])

    def _may_be_valid(self, code: Code, day: date) -> bool:
        if not self.by_year:
            return valid_on(code, day)
        return (code.valid_from or date.min) <= self._end(day) and self._start(day) <= (code.valid_to or date.max)

    def periods(self, code: str) -> list[tuple[date, date]]:
        """The days from which, and until before which, whatever `code` resolves to is the same."""
        starts = set()
        for number in self._rows[code]:
            row = self.codes[number]
            ends = [row.valid_to, *(successor.on for successor in row.successors)]
            starts |= {row.valid_from or date.min, *(self._passed(day) for day in ends if day)}
        return list(pairwise([*sorted(starts), date.max]))

    def _passed(self, day: date) -> date:
        """The first day on which a change of `day` has happened without doubt."""
        return date(day.year + 1, 1, 1) if self.by_year else day

    def _still_ahead(self, day: date) -> date:
        """The first change that may come after a value of `day`."""
        return self._start(day) if self.by_year else day + timedelta(days=1)

    def _start(self, day: date) -> date:
        return day.replace(month=1, day=1) if self.by_year else day

    def _end(self, day: date) -> date:
        return day.replace(month=12, day=31) if self.by_year else day
