"""The city in one month, and the deliveries its departments make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from city import entities, registers
from city.defects import Delivery
from city.draw import Flags, Ints
from city.licences import Holders, licences
from city.months import Month
from city.parcels import parcels
from city.pensions import Payments, payments
from city.people import People, house_count, people
from city.places import addresses, divisions
from city.tickets import tickets

REGISTER = "public_security/household_register"
CERTIFICATES = "health/death_certificates"
ENTITIES = {
    "market_regulation/enterprises": entities.enterprises,
    "civil_affairs/social_organisations": entities.social_organisations,
    "institution_office/public_institutions": entities.public_institutions,
}
#: A workbook holds a million rows; a fifth of that still opens on an office computer.
_WORKBOOK_ROWS = 200_000
_PART_ROWS = 100_000
_PARTS = 4


@dataclass
class World:
    """Everything that is so in one month of one city. `spoilt`: the rows (by `_entity`) each source got wrong."""

    seed: int
    persons: int
    month: Month
    sources: frozenset[str]
    complete: bool
    spoilt: dict[str, Ints] = field(default_factory=dict)
    payments: Payments | None = None
    division_count: int = 0
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def enterprises(self) -> int:
        """How many enterprises the city began with."""
        return self.persons * 3 // 20

    @cached_property
    def addresses(self) -> pl.DataFrame:
        """One standard address per household."""
        return addresses(self.seed, house_count(self.persons))

    @cached_property
    def counties(self) -> Ints:
        """Place in COUNTIES of each household."""
        return self.addresses["_county"].to_numpy().astype(np.int64)

    @cached_property
    def people(self) -> People:
        """Everyone."""
        return people(self.seed, self.persons, self.counties, self.month)

    @cached_property
    def bases(self) -> dict[str, int]:
        """How many entities each register began with."""
        few = min(self.persons, 40)
        return dict(
            zip(ENTITIES, (self.enterprises, max(few, self.persons // 200), max(few, self.persons // 250)), strict=True)
        )

    def delivery(self, source: str, file: str, frame: pl.DataFrame, eligible: Flags, **told: bool) -> Delivery:
        """A delivery that wants every kind of defect if the city is large enough."""
        return Delivery(source, file, frame, eligible, **{"complete": self.complete, **told})


def deliveries(world: World) -> Iterator[Delivery]:
    """Every file of the month, registers first. Draws on `world.spoilt` for what comes after."""
    makers = (
        _register,
        _certificates,
        _entities,
        _marriages,
        _divisions,
        _addresses,
        _parcels,
        _licences,
        _pensions,
        _tickets,
    )
    for maker in makers:
        yield from (delivery for delivery in maker(world) if delivery.source in world.sources)


def _register(world: World) -> Iterator[Delivery]:
    if REGISTER in world.sources:
        frame = registers.household_register(world.seed, world.people, world.addresses, world.month)
        world.frames[REGISTER] = frame
        eligible = world.people.settled[frame["_entity"].to_numpy()]
        yield world.delivery(REGISTER, f"household_register_{world.month.compact}.csv", frame, eligible)


def _certificates(world: World) -> Iterator[Delivery]:
    if CERTIFICATES in world.sources:
        frame = registers.death_certificates(world.seed, world.people, world.month)
        eligible = ~world.people.seedable[frame["_entity"].to_numpy()]
        yield world.delivery(CERTIFICATES, f"death_{world.month.compact}.jsonl", frame, eligible, snapshot=False)


def _entities(world: World) -> Iterator[Delivery]:
    files = ("企业登记_{}.csv", "社会组织_{}.xlsx", "事业单位_{}.csv")
    for (source, maker), file in zip(ENTITIES.items(), files, strict=True):
        if source in world.sources or source == "market_regulation/enterprises":
            frame = maker(world.seed, world.bases[source], world.addresses, world.month)
            world.frames[source] = frame
            eligible = frame["_entity"].to_numpy() < world.bases[source]
            yield world.delivery(source, file.format(world.month.compact), frame, eligible)


def _marriages(world: World) -> Iterator[Delivery]:
    source = "civil_affairs/marriages"
    if source not in world.sources:
        return
    frame = registers.marriages(world.seed, world.people, world.counties, world.month)
    for number, start in enumerate(range(0, max(len(frame), 1), _WORKBOOK_ROWS)):
        name = f"婚姻登记_{world.month.compact}" + (f"_{number + 1}" if number else "")
        part = frame[start : start + _WORKBOOK_ROWS]
        first = world.complete and not number
        yield world.delivery(source, f"{name}.xlsx", part, _all(part), complete=first, snapshot=False)


def _divisions(world: World) -> Iterator[Delivery]:
    """The yearly table: with the first month, and each January."""
    source, frame = "civil_affairs/divisions", divisions()
    if source not in world.sources:
        return
    world.division_count = len(frame)
    if world.month.number == 0 or world.month.month == 1:
        fictional = frame["code"].str.starts_with("39").to_numpy()
        yield world.delivery(source, "areacodes.csv", frame, ~fictional)


def _addresses(world: World) -> Iterator[Delivery]:
    name = f"standard_addresses_{world.month.compact}.csv"
    yield world.delivery("civil_affairs/standard_addresses", name, world.addresses, _all(world.addresses))


def _parcels(world: World) -> Iterator[Delivery]:
    source = "natural_resources/parcels"
    if source not in world.sources:
        return
    count = max(min(world.persons, 60), world.persons // 10)
    firms = world.frames["market_regulation/enterprises"]["name"]
    frame = parcels(world.seed, count, world.addresses, firms, world.people.names[: world.persons])
    yield world.delivery(source, f"parcels_{world.month.compact}.geojson", frame, _all(frame))


def _licences(world: World) -> Iterator[Delivery]:
    source = "administrative_approval/licences"
    if source not in world.sources:
        return
    counts = (world.persons * 3 // 20, world.enterprises + world.persons // 50)
    frame = licences(world.seed, counts, _person_holders(world), _entity_holders(world), world.month)
    yield world.delivery(source, f"licences_{world.month.compact}.json", frame, _all(frame))


def _person_holders(world: World) -> Holders:
    """Adults in the register's delivery who are there for years to come, and whose row is right."""
    known, adult = world.people, world.people.born < Month.of("2026-10").end - 19 * 366
    sure = known.settled & adult & (REGISTER in world.sources)
    sure[world.spoilt.get(REGISTER, _NONE)] = False
    places = np.flatnonzero(sure)
    return Holders(known.names.gather(places), known.ids.gather(places))


def _entity_holders(world: World) -> Holders:
    """Entities of the first month, in a delivery, whose row is right."""
    parts = [
        frame.filter(
            (pl.col("_entity") < world.bases[source]) & ~pl.col("_entity").is_in(world.spoilt[source].tolist())
        )
        for source, frame in world.frames.items()
        if source in ENTITIES and source in world.sources
    ]
    found = [part.select("name", "uscc") for part in parts]
    table = pl.concat(found) if found else pl.DataFrame(schema={"name": pl.String, "uscc": pl.String})
    return Holders(table["name"], table["uscc"])


def _pensions(world: World) -> Iterator[Delivery]:
    source = "human_resources/pension_payments"
    if source not in world.sources:
        return
    registers_ = {"cancellation": REGISTER, "certificate": CERTIFICATES}
    told = frozenset(kind for kind, register in registers_.items() if register in world.sources)
    world.payments = payments(world.seed, world.people, world.month, told)
    frame = world.payments.rows
    parts = max(_PARTS, -(-len(frame) // _PART_ROWS))
    size = -(-len(frame) // parts)
    for number in range(parts):
        part = frame[number * size : (number + 1) * size]
        if len(part) or not number:
            eligible = world.people.settled[part["_entity"].to_numpy()]
            file, first = f"{world.month.text}/part-{number:04d}.csv", world.complete and not number
            yield world.delivery(source, file, part, eligible, complete=first, snapshot=False)


def _tickets(world: World) -> Iterator[Delivery]:
    source = "hotline/tickets"
    if source in world.sources:
        frame = tickets(world.seed, world.persons // 20, world.people, world.addresses, world.month)
        yield world.delivery(source, f"tickets_{world.month.compact}.csv", frame, _all(frame), snapshot=False)


_NONE = np.zeros(0, dtype=np.int64)


def _all(frame: pl.DataFrame) -> Flags:
    return np.ones(len(frame), dtype=np.bool_)
