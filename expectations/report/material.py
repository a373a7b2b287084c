"""What a letter is made from: literal rows of the lake and of the catalogue, nothing computed yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Balance:
    """Rows of one delivery: received = accepted + quarantined + superseded + rejected."""

    received: int
    accepted: int
    quarantined: int
    superseded: int
    rejected: int


@dataclass(frozen=True)
class Delivery:
    """A row of ledger.delivery with its row of ledger.balance (None where no row was ever read).

    `link`: its place in the ledger's chain.
    """

    delivery_id: str
    source: str
    file_name: str
    received_at: datetime
    status: str
    reason: str | None
    sentence: str | None
    balance: Balance | None
    link: int | None = None


@dataclass(frozen=True)
class Fault:
    """A row of quality.fault; `key` is the business key, masked. `public`: the element is declared without a mask."""

    fault_id: str
    delivery_id: str
    source: str
    file_name: str
    line: int | None
    key: str | None
    column_name: str
    rule_id: str
    reason: str
    severity: Literal["error", "warn"]
    attributed_to: str
    verdict: str
    masked_value: str | None
    first_seen: datetime
    public: bool = False


@dataclass(frozen=True)
class RuleText:
    """A row of meta.rule: what to tell a clerk."""

    rule_id: str
    column_label: str
    sentence: str
    fix: str
    basis: str


@dataclass(frozen=True)
class Unpassed:
    """A check of ours that failed or could not run, and how many deliveries it concerns (from quality.result)."""

    source: str
    rule_id: str
    verdict: str
    times: int


@dataclass(frozen=True)
class Contact:
    """Who answers for data: an office and its telephone, as the catalogue prints them."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True)
class Dataset:
    """A source of the department. `last_arrival`: the newest file that could be read, up to the letter's period."""

    source: str
    label: str
    cycle: str
    grace_days: int
    mode: str
    steward: Contact
    last_arrival: datetime | None


@dataclass(frozen=True)
class Material:
    """Everything one letter needs. Instants are aware; `as_of` is the day of the letter."""

    department: str
    label: str
    steward: Contact
    copy_to: tuple[str, ...]
    period: str
    as_of: datetime
    datasets: tuple[Dataset, ...]
    deliveries: tuple[Delivery, ...] = ()
    faults: tuple[Fault, ...] = ()
    rules: dict[str, RuleText] = field(default_factory=dict)
    checks: int = 0
    unpassed: tuple[Unpassed, ...] = ()
    names: frozenset[str] = frozenset()
