"""The few queries that fetch what letters are made from. No row comes here that no letter prints."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from catalog.model import Catalogue, Source, Steward
from expectations.report.material import (
    Balance,
    Contact,
    Dataset,
    Delivery,
    Fault,
    Material,
    RuleText,
    Unpassed,
)
from spark_jobs import tables
from spark_jobs.deliveries import CHINA
from spark_jobs.in_letter import base_shown, shown
from spark_jobs.masks import mask_sql
from spark_jobs.personal import personal_numbers, plain

if TYPE_CHECKING:
    from pyspark.sql import Row, SparkSession

#: Names looked for in one letter: those of the rows it is about, at most so many per dataset.
MOST_NAMES = 50_000
#: A list is read by people; what is longer is cut, the file and the line lead to the rest.
LONGEST_VALUE = 60
HIDDEN = "［含个人号码，已隐去］"
#: What may be a person's name where a code or a date belongs, as in a file whose columns are swapped.
NAME = re.compile("[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]+[·•][\u3400-\u9fff]+")
#: Kinds of elements in which Chinese text belongs.
TEXT_KINDS = frozenset({"text", "organisation_name"})
NEEDED = (
    "ledger.delivery", "ledger.balance", "ledger.chain",
    "quality.fault", "quality.result", "quality.report", "meta.rule",
)  # fmt: skip


def newest_period(spark: SparkSession) -> str | None:
    """The newest period in the ledger; None before the first delivery."""
    tables.ensure(spark, "ledger.delivery")
    period: str | None = spark.sql("SELECT max(period) AS period FROM ledger.delivery").collect()[0].period
    return period


@dataclass(frozen=True)
class Lake:
    """Where to look: the session, the catalogue, the period, and the raw tables that exist."""

    spark: SparkSession
    catalogue: Catalogue
    period: str
    raw: frozenset[str]

    def rows(self, sql: str) -> list[Row]:
        """The result of a query."""
        found: list[Row] = self.spark.sql(sql).collect()
        return found

    def raw_of(self, source: str) -> str | None:
        """The table of a source's rows as sent, if anything of it was ever landed."""
        table = f"raw.{source.split('/')[1]}"
        return table if table in self.raw else None


@dataclass(frozen=True)
class Month:
    """What the letters of one period share, read once."""

    lake: Lake
    faulty: frozenset[str]
    deliveries: list[Delivery]
    before: dict[str, datetime]
    rules: dict[str, RuleText]
    checks: dict[str, int]
    unpassed: list[Unpassed]


def month(spark: SparkSession, catalogue: Catalogue, period: str) -> Month:
    """Read it."""
    for table in NEEDED:
        tables.ensure(spark, table)
    lake = Lake(spark, catalogue, period, frozenset(tables.existing()))
    faulty = frozenset(row.source for row in lake.rows(f"SELECT DISTINCT f.source FROM {_of_period(period)}"))
    return Month(lake, faulty, _deliveries(lake), _arrivals_before(lake), _rules(lake), *_checks(lake))


def departments(catalogue: Catalogue) -> list[str]:
    """Those that have sources, and so get letters."""
    return sorted({source.split("/")[0] for source in catalogue.sources})


def material(month: Month, department: str, issued_on: date | None, link: int | None = None) -> Material:
    """What one letter is made from.

    `issued_on`: the day of the letter; None as it was before letters knew theirs. `link`: the place in the ledger's
    chain of a letter that has left, which tells of no repeat chained after it: the same bytes again are no news.
    """
    catalogue, period = month.lake.catalogue, month.lake.period
    sources = sorted(source for source in catalogue.sources if source.startswith(f"{department}/"))
    faulty = [source for source in sources if source in month.faulty]
    deliveries = [d for d in month.deliveries if not (link and d.status == "duplicate" and (d.link or 0) > link)]
    who = catalogue.departments[department]
    return Material(
        department=department,
        label=who.label,
        steward=_contact(who.steward),
        copy_to=who.copy_to,
        period=period,
        as_of=_as_of(deliveries, period, issued_on),
        datasets=tuple(_dataset(catalogue, source, _last(month, deliveries, source)) for source in sources),
        deliveries=tuple(d for d in deliveries if d.source in sources),
        rules=month.rules,
        checks=sum(month.checks[source] for source in sources),
        unpassed=tuple(u for u in month.unpassed if u.source in sources),
        faults=tuple(fault for source in faulty for fault in _faults(month.lake, source)),
        names=frozenset(person for source in faulty for person in _names(month.lake, source)),
    )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _as_of(deliveries: list[Delivery], period: str, issued_on: date | None) -> datetime:
    """The day of the letter, in China, or the newest arrival of the period that was not a repeat, if that is later.

    Without a day: that arrival; the period's end if nothing arrived.
    """
    new = [d.received_at for d in deliveries if d.status != "duplicate"] or [d.received_at for d in deliveries]
    if issued_on:
        return max([*new, datetime.combine(issued_on, time(), CHINA)])
    year, month = map(int, period.split("-"))
    return max(new, default=datetime(year, month, monthrange(year, month)[1], 17, tzinfo=CHINA))


def _contact(steward: Steward) -> Contact:
    return Contact(steward.name, steward.email, steward.phone)


def _dataset(catalogue: Catalogue, name: str, last: datetime | None) -> Dataset:
    source, owner = catalogue.sources[name], catalogue.departments[name.split("/")[0]]
    steward = _contact(source.steward or owner.steward)
    return Dataset(name, source.label, source.cycle, source.grace_days, source.mode, steward, last)


def _last(month: Month, deliveries: list[Delivery], source: str) -> datetime | None:
    """The newest file that could be read, of the period or, if it brought none, from before."""
    found = [d.received_at for d in deliveries if d.source == source and d.status != "unreadable"]
    return max(found, default=month.before.get(source))


def _deliveries(lake: Lake) -> list[Delivery]:
    rows = lake.rows(
        f"""SELECT d.delivery_id, d.source, d.file_name, cast(d.received_at AS BIGINT) AS at, d.status, d.reason,
        d.sentence, b.received, b.accepted, b.quarantined, b.superseded, b.rejected, c.link
        FROM ledger.delivery d LEFT JOIN ledger.balance b ON b.delivery_id = d.delivery_id
        LEFT JOIN (SELECT entry_id, min(seq) AS link FROM ledger.chain WHERE entry_kind = 'delivery' GROUP BY entry_id)
        c ON c.entry_id = d.delivery_id
        WHERE d.period = '{lake.period}'"""
    )
    return [_delivery(row) for row in rows]


def _delivery(row: Row) -> Delivery:
    counts = (row.received, row.accepted, row.quarantined, row.superseded, row.rejected)
    balance = None if row.received is None else Balance(*counts)
    told = (row.status, row.reason, row.sentence, balance, row.link)
    return Delivery(row.delivery_id, row.source, row.file_name, _instant(row["at"]), *told)


def _arrivals_before(lake: Lake) -> dict[str, datetime]:
    """Source → when the newest file of an earlier period that could be read arrived."""
    rows = lake.rows(
        f"""SELECT source, max(cast(received_at AS BIGINT)) AS at FROM ledger.delivery
        WHERE status <> 'unreadable' AND period < '{lake.period}' GROUP BY source"""
    )
    return {row.source: _instant(row["at"]) for row in rows}


def _rules(lake: Lake) -> dict[str, RuleText]:
    rows = lake.rows("SELECT rule_id, column_label, sentence, fix, basis FROM meta.rule ORDER BY rule_id, basis")
    return {row.rule_id: RuleText(*row) for row in rows}


def _checks(lake: Lake) -> tuple[dict[str, int], list[Unpassed]]:
    """Checks run by source, and those of ours that failed or could not run."""
    rows = lake.rows(
        f"""SELECT r.source, r.rule_id, r.verdict, r.attributed_to, count(*) AS n FROM quality.result r
        JOIN ledger.delivery d ON d.delivery_id = r.delivery_id WHERE d.period = '{lake.period}'
        GROUP BY r.source, r.rule_id, r.verdict, r.attributed_to"""
    )
    checks: dict[str, int] = defaultdict(int)
    for row in rows:
        checks[row.source] += row.n
    ours = [
        Unpassed(row.source, row.rule_id, row.verdict, row.n)
        for row in rows
        if row.verdict == "could_not_check" or (row.attributed_to == "pipeline" and row.verdict == "fail")
    ]
    return checks, ours


def _of_period(period: str, source: str | None = None) -> str:
    where = f"d.period = '{period}'" + (f" AND f.source = '{source}'" if source else "")
    return f"quality.fault f JOIN ledger.delivery d ON d.delivery_id = f.delivery_id AND {where}"


def _faults(lake: Lake, source: str) -> list[Fault]:
    """Faults of one dataset, each with the masked business key of its row."""
    declared, raw = lake.catalogue.sources[source], lake.raw_of(source)
    key, join = "CAST(NULL AS STRING)", ""
    if raw:
        key = _key(lake.catalogue, declared)
        join = f"LEFT JOIN {raw} w ON w._delivery = f.delivery_id AND w._line = f.line"
    rows = lake.rows(
        f"""SELECT f.fault_id, f.delivery_id, f.source, f.file_name, f.line, {key} AS key, f.column_name, f.rule_id,
        f.reason, f.severity, f.attributed_to, f.verdict, f.masked_value, cast(f.first_seen AS BIGINT) AS first_seen,
        f.element FROM {_of_period(lake.period, source)} {join}"""
    )
    persons = bool(_name_columns(lake.catalogue, declared))
    return [_fault(lake.catalogue, row.asDict(), persons) for row in rows]


def _key(catalogue: Catalogue, source: Source) -> str:
    elements = {name: catalogue.elements[source.columns[name].element] for name in source.key}
    masks = {name: element.mask if shown(source, name, element) else "hide" for name, element in elements.items()}
    return f"concat_ws(' / ', {', '.join(mask_sql(mask, f'w.{name}') for name, mask in masks.items())})"


def _fault(catalogue: Catalogue, row: dict[str, Any], persons: bool) -> Fault:
    """A fault as a letter may show it. `persons`: the dataset holds names, which may stand in a wrong column."""
    element = catalogue.elements.get(row.pop("element") or "")
    fault = Fault(**{**row, "first_seen": _instant(row["first_seen"])}, public=bool(element and element.mask == "none"))
    key = " / ".join(_shown(part, persons) or "" for part in (fault.key or "").split(" / ")) or None
    value: str | None = fault.masked_value
    if not _quoted(catalogue, fault):
        value = None  # the column is kept out of letters, perhaps since this fault was written down
    elif element and (element.mask in ("scrub", "hide") or element.kind == "geometry"):
        value = None  # a name in free text cannot be masked with certainty; coordinates are nothing to read
    elif element and fault.public:
        value = _shown(value, persons and element.kind not in TEXT_KINDS)
    return replace(fault, key=key, masked_value=_cut(value))


def _quoted(catalogue: Catalogue, fault: Fault) -> bool:
    """Whether the letter may quote the faulty column: one of the source, or of a base that the rule is about."""
    column, source = fault.column_name, catalogue.sources[fault.source]
    if column in source.columns and not fault.rule_id.startswith("base."):
        return shown(source, column, catalogue.elements[source.columns[column].element])
    base = catalogue.bases.get(fault.rule_id.split(".")[1])
    return base is None or column not in base.columns or base_shown(catalogue, base, column)


def _shown(value: str | None, persons: bool) -> str | None:
    """A public value into which somebody wrote a personal number, or what may be a name, does not show it."""
    if value and any(personal_numbers(plain(value))):
        return HIDDEN
    return f"{value[0]}*" if value and persons and NAME.fullmatch(plain(value)) else value


def _cut(value: str | None) -> str | None:
    """A value for people to read; one that is nothing but stars says nothing."""
    if not value or not value.strip("*"):
        return None
    return f"{value[:LONGEST_VALUE]}…" if len(value) > LONGEST_VALUE else value


def _name_columns(catalogue: Catalogue, source: Source) -> list[str]:
    """The columns of a source that hold names of persons."""
    columns = [(name, column.element) for name, column in source.columns.items() if not column.of]
    return [name for name, element in columns if catalogue.elements[element].kind == "person_name"]


def _names(lake: Lake, source: str) -> set[str]:
    """Names of persons in the rows that have faults, as sent."""
    declared, raw = lake.catalogue.sources[source], lake.raw_of(source)
    columns = [f"w.{name}" for name in _name_columns(lake.catalogue, declared)]
    if not raw or not columns:
        return set()
    rows = lake.rows(
        f"""SELECT DISTINCT name FROM (SELECT explode(array({", ".join(columns)})) AS name
        FROM {_of_period(lake.period, source)}
        JOIN {raw} w ON w._delivery = f.delivery_id AND w._line = f.line) WHERE name IS NOT NULL
        ORDER BY name LIMIT {MOST_NAMES}"""
    )
    return {row.name for row in rows}
