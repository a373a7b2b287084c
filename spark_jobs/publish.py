"""Publish: every declared share and opening as a Delta table, with the declared columns, masked, and scanned first.

Nothing is published over a catalogue that does not hold. What is no longer declared, or has run out, is emptied and
withdrawn. Every delivery, refusal and withdrawal is a row of `ledger.publication`. Then the lists are written down,
since they tell what is out. Running it again writes nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from catalog.lists import Output, Share
from spark_jobs import ledger, tables
from spark_jobs.compare import content
from spark_jobs.deliveries import CHINA
from spark_jobs.leaks import leaks
from spark_jobs.lists import recorded
from spark_jobs.masked import quoted
from spark_jobs.masks import mask_sql
from spark_jobs.proofs.allowed import Carried, carried
from spark_jobs.proofs.declared import Declared, declared
from spark_jobs.proofs.prove import prove
from spark_jobs.session import connect

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from pyspark.sql.types import StructType

State = Literal["published", "blocked", "withdrawn", "unchanged"]


class PublicationBlockedError(RuntimeError):
    """An output would have carried personal numbers; the message names each, one per line, without a value."""


@dataclass(frozen=True)
class Published:
    """What became of one output. `reason`: why it was blocked or withdrawn."""

    output: str
    state: State
    rows: int = 0
    reason: str | None = None


def publish(now: datetime | None = None) -> list[Published]:
    """Publish everything that is declared, then the lists; what became of each output, in order.

    `now` is what is recorded, and its day in China decides what has run out. An output whose table has no
    data yet is left out. Raises CatalogueError, HistoryRewrittenError, and at the end PublicationBlockedError if an
    output was blocked; the others are published.
    """
    known, spark = declared(prove()), connect()
    there, at = set(tables.existing()), now or datetime.now(UTC)
    day = at.astimezone(CHINA).date()
    done = list[Published]()
    for table, output in known.outputs():
        if isinstance(output, Share) and output.expires < day:
            done += _withdraw(spark, at, table, f"共享期限到 {output.expires} 为止")
        elif output.table in there:
            done.append(_Publication(spark, known, at, table, output).run())
    gone = sorted(name for name in there if name.split(".")[0] in ("share", "open"))
    for table in gone:
        if table not in dict(known.outputs()):
            done += _withdraw(spark, at, table, "目录中已没有这一项")
    recorded.build(spark, known, day)
    if blocked := [f"{it.output}：{it.reason}" for it in done if it.state == "blocked"]:
        raise PublicationBlockedError("\n".join(blocked))
    return done


def select(columns: list[Carried], output: Output, schema: StructType) -> str:
    """The rows of an output as SQL: its columns in the order declared, each under its mask."""
    from pyspark.sql.types import StringType

    types = {field.name: field.dataType for field in schema.fields}
    fields = []
    for column in columns:
        name, mask = quoted(column.of.column), column.mask
        text = isinstance(types[column.of.column], StringType) or mask in ("none", "hide")
        fields.append(f"{mask_sql(mask, name if text else f'cast({name} AS STRING)')} AS {quoted(column.name)}")
    where = f" WHERE {output.filter}" if output.filter else ""
    return f"SELECT {', '.join(fields)} FROM {output.table}{where}"


class _Publication:
    """One output on its way out."""

    def __init__(self, spark: SparkSession, known: Declared, at: datetime, table: str, output: Output) -> None:
        self.spark, self.at, self.table, self.output = spark, at, table, output
        self.columns = [column for column in carried(known, table, output) if column.name != "filter"]
        self.draft = f"work.publish_{table.replace('.', '_')}"
        self.declaration = hashlib.sha256(output.model_dump_json().encode()).hexdigest()[:12]

    def run(self) -> Published:
        tables.overwrite(self.spark, self.draft, select(self.columns, self.output, self._schema()))
        about = content(tables.path(self.draft))
        rows, last = about.rows.total(), _last(self.spark, self.table)
        found = leaks(tables.path(self.draft), [column.name for column in self.columns if not column.column.clear])
        if found:
            return self._blocked("含个人号码，未发布。" + "；".join(found), rows, about.hash, last)
        if not self._is_out(about.hash, last):
            tables.overwrite(self.spark, self.table, f"SELECT * FROM {self.draft}")
            tables.require_rows(self.spark, self.table, f"SELECT * FROM {self.draft}")
        same = last and (last["state"], last["content_hash"], last["declaration"])
        if same == ("published", about.hash, self.declaration):
            return Published(self.table, "unchanged", rows)
        self._record("published", rows, about.hash, None)
        return Published(self.table, "published", rows)

    def _schema(self) -> StructType:
        return self.spark.table(self.output.table).schema

    def _is_out(self, content_hash: str, last: dict[str, Any] | None) -> bool:
        """Whether the table already says this, by the ledger where nobody has touched it since, else by its rows."""
        if self.table not in tables.existing():
            return False
        if last and (last["content_hash"], last["delta_version"]) == (content_hash, tables.version(self.table)):
            return True
        return content(tables.path(self.table)).hash == content_hash

    def _blocked(self, reason: str, rows: int, content_hash: str, last: dict[str, Any] | None) -> Published:
        """What was published before stays; the same refusal is recorded once. The draft is emptied of what it holds."""
        tables.write(self.spark, f"DELETE FROM {self.draft}")
        if not last or (last["state"], last["content_hash"], last["reason"]) != ("blocked", content_hash, reason):
            self._record("blocked", rows, content_hash, reason)
        return Published(self.table, "blocked", rows, reason)

    def _record(self, state: State, rows: int, content_hash: str, reason: str | None) -> None:
        share = self.output if isinstance(self.output, Share) else None
        version = tables.version(self.table) if state == "published" else None
        _enter(
            self.spark,
            {
                "output": self.table,
                "at": self.at,
                "state": state,
                "demand": share and share.demand,
                "recipient": share and share.to,
                "declaration": self.declaration,
                "rows": rows,
                "delta_version": version,
                "content_hash": content_hash,
                "reason": reason,
            },
        )


def _last(spark: SparkSession, table: str) -> dict[str, Any] | None:
    """The newest entry of an output."""
    tables.ensure(spark, "ledger.publication")
    rows = spark.sql(
        f"SELECT * FROM ledger.publication WHERE output = '{table}' ORDER BY number DESC LIMIT 1"
    ).collect()
    return rows[0].asDict() if rows else None


def _enter(spark: SparkSession, entry: dict[str, Any]) -> None:
    """Chain and write one entry. Its id counts those of the output, so that a run killed in between may come again."""
    table = entry["output"]
    before = spark.sql(f"SELECT count(*) AS n FROM ledger.publication WHERE output = '{table}'").collect()[0].n
    name = f"p{hashlib.sha256(f'{table}|{before}'.encode()).hexdigest()[:16]}"
    row = {"publication_id": name, "kind": table.split(".")[0], "number": before + 1, **entry}
    ledger.append(spark, "publication", [{"entry_id": name, **row}])
    tables.upsert(spark, "ledger.publication", [row], "publication_id")


def _withdraw(spark: SparkSession, at: datetime, table: str, reason: str) -> list[Published]:
    """Empty an output. The files of earlier versions go by maintenance once they are older than its retention."""
    last = _last(spark, table)
    if table not in tables.existing() or (last and last["state"] == "withdrawn"):
        return []
    tables.write(spark, f"DELETE FROM {table}")
    kept = {name: last and last[name] for name in ("demand", "recipient", "declaration")}
    empty = content(tables.path(table)).hash
    entry = {
        "output": table,
        "state": "withdrawn",
        **kept,
        "at": at,
        "rows": 0,
        "content_hash": empty,
        "reason": reason,
    }
    _enter(spark, {**entry, "delta_version": tables.version(table)})
    return [Published(table, "withdrawn", 0, reason)]
