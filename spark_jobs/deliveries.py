"""A delivery: one file that one department sent once. What arrived, and what became of it in the ledger."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from spark_jobs import ledger, tables
from spark_jobs.home import Home
from spark_jobs.personal import starred

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Departments, deadlines and periods live in China Standard Time; instants are stored in UTC.
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Arrival:
    """A file (or what stands in its place) in a department's inbox. `mtime_ns` is when it was put there."""

    source: str
    path: str
    file_name: str
    bytes: int
    mtime_ns: int
    sha256: str = ""

    @property
    def file(self) -> tuple[str, str, int]:
        """What makes it this very file in its inbox, wherever its bytes lie by now."""
        return self.source, self.file_name, self.mtime_ns

    @property
    def turn(self) -> tuple[int, str]:
        """Deliveries are worked on in this order."""
        return self.mtime_ns, self.file_name

    @property
    def shown_name(self) -> str:
        """The file's name for ledger and letters: people write numbers of people into names of files."""
        return starred(self.file_name)

    @property
    def received_at(self) -> datetime:
        """When the department put the file there."""
        return datetime.fromtimestamp(self.mtime_ns // 1_000_000_000, UTC)

    @property
    def received_on(self) -> str:
        """The ISO day, in China, that date rules take for today."""
        return self.received_at.astimezone(CHINA).date().isoformat()

    @property
    def period(self) -> str:
        """The month, `YYYY-MM`, whose letter reports this delivery."""
        return self.received_on[:7]

    @property
    def delivery_id(self) -> str:
        """The same bytes for the same source always have the same id."""
        return identify(self.source, self.sha256)

    @property
    def arrival_id(self) -> str:
        """This very file, also if its bytes are not new or were never read."""
        return identify(self.source, self.sha256, self.file_name, str(self.mtime_ns))


#: What stands in the mark of a delivery that was reopened; that of a new one is empty.
AGAIN = "again"


def identify(*parts: str) -> str:
    """A delivery id: `d` and 16 hexadecimal digits."""
    return "d" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _note(delivery_id: str) -> Path:
    return Home.of_environment().landing / "arrivals" / f"{delivery_id}.json"


def remember(arrival: Arrival) -> None:
    """Note an arrival beside its bytes, so that later steps and a restarted run find it by its delivery id."""
    note = _note(arrival.delivery_id)
    note.parent.mkdir(parents=True, exist_ok=True)
    _open(arrival.delivery_id).touch()
    draft = note.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(arrival), ensure_ascii=False))
    draft.replace(note)


def arrival(delivery_id: str) -> Arrival:
    """The arrival of a landed delivery; its path is the immutable copy."""
    return Arrival(**json.loads(_note(delivery_id).read_text()))


def known(delivery_id: str) -> Arrival | None:
    """The arrival that first brought these bytes, if any did."""
    return arrival(delivery_id) if _note(delivery_id).exists() else None


def reopen(delivery_id: str) -> None:
    """Let the next run work on a landed delivery again, although it has its ledger row."""
    _open(delivery_id).write_text(AGAIN)


def pending(spark: SparkSession) -> list[Arrival]:
    """The landed deliveries that wait for a ledger row: their first one, or another since they were reopened.

    One whose run ended between ledger row and mark waits for nothing: its mark goes.
    """
    marks = sorted((Home.of_environment().landing / "arrivals").glob("*.open"))
    done = settled(spark) if marks else set()
    for mark in marks:
        if mark.stem in done and mark.read_text() != AGAIN:
            mark.unlink()
    return [found for mark in marks if mark.exists() and (found := known(mark.stem))]


def _open(delivery_id: str) -> Path:
    """Lies beside the note of a pending delivery: nobody need look at all the others, of years."""
    return _note(delivery_id).with_suffix(".open")


def landed() -> list[Arrival]:
    """Every delivery that has a copy in landing/."""
    notes = sorted((Home.of_environment().landing / "arrivals").glob("*.json"))
    return [Arrival(**json.loads(note.read_text())) for note in notes]


def landed_as(arrival_: Arrival, sha256: str, copy: Path) -> Arrival:
    """The arrival as landing/ holds it."""
    return replace(arrival_, sha256=sha256, path=str(copy))


def settled(spark: SparkSession) -> set[str]:
    """Ids of the deliveries that have a ledger row."""
    tables.ensure(spark, "ledger.delivery")
    return {row.delivery_id for row in spark.sql("SELECT delivery_id FROM ledger.delivery").collect()}


def status(spark: SparkSession, delivery_id: str) -> str | None:
    """What the ledger says became of one delivery; None if it has no row."""
    tables.ensure(spark, "ledger.delivery")
    rows = spark.sql(f"SELECT status FROM ledger.delivery WHERE delivery_id = '{delivery_id}'").collect()
    return rows[0].status if rows else None


def enter(
    spark: SparkSession, delivery_id: str, arrived: Arrival, status: str, reason: str | None, sentence: str | None
) -> None:
    """Write a delivery's ledger row and chain it. This is the last thing done for a delivery; twice is once."""
    row = {
        "delivery_id": delivery_id,
        "department": arrived.source.split("/")[0],
        "source": arrived.source,
        "file_name": arrived.shown_name,
        "sha256": arrived.sha256,
        "bytes": arrived.bytes,
        "received_at": arrived.received_at,
        "period": arrived.period,
        "status": status,
        "reason": reason,
        "sentence": sentence and starred(sentence),
    }
    ledger.append(spark, "delivery", [{"entry_id": delivery_id, **row}])
    tables.upsert(spark, "ledger.delivery", [row], "delivery_id")
    _open(delivery_id).unlink(missing_ok=True)
