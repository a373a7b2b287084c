"""Supply against demand 供需对接: what each demand has got, what it still lacks, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from catalog.lists import Demand, Open, Output, Share, Status
from spark_jobs.flow.lineage import Field
from spark_jobs.proofs.allowed import carried
from spark_jobs.proofs.barred import reached
from spark_jobs.proofs.declared import Declared

MatchState = Literal["matched", "partly", "unmet", "refused"]


@dataclass(frozen=True)
class Match:
    """One demand. `outputs` give it something; `missing` columns are given by none."""

    demand: str
    label: str
    department: str
    status: Status
    state: MatchState
    outputs: tuple[str, ...]
    missing: tuple[str, ...]
    reason: str | None


def matching(known: Declared, today: date, withheld: Mapping[str, str] | None = None) -> list[Match]:
    """Every demand that was not withdrawn. `withheld`: outputs that are declared but not out, and why."""
    alive = {
        table: output for table, output in known.outputs() if not (isinstance(output, Share) and output.expires < today)
    }
    demands = (demand for demand in known.catalogue.demands.values() if demand.status != "withdrawn")
    return [_match(known, demand, alive, withheld or {}) for demand in demands]


def _match(known: Declared, demand: Demand, alive: Mapping[str, Output], withheld: Mapping[str, str]) -> Match:
    usable = {table: output for table, output in alive.items() if _is_for(demand, output)}
    given = {table: set(_given(known, table, usable[table])) for table in sorted(usable.keys() - withheld.keys())}
    wanted = list(_wanted(known, demand))
    got = {at for at in wanted if any(at in fields for fields in given.values())}
    outputs = tuple(table for table, fields in given.items() if fields & got or not wanted)
    missing = [at for at in wanted if at not in got]
    about = (demand.id, demand.label, demand.department, demand.status)
    if demand.status == "refused":
        return Match(*about, "refused", (), tuple(map(str, wanted)), demand.history[-1].note)
    if not missing and outputs:
        return Match(*about, "matched", outputs, (), None)
    kept_back = next((withheld[table] for table in sorted(usable) if table in withheld), None)
    reason = _reason(known, demand, missing, kept_back)
    return Match(*about, "partly" if got else "unmet", outputs, tuple(map(str, missing)), reason)


def _is_for(demand: Demand, output: Output) -> bool:
    """The share that answers it; and what is open to all. For something in words, only that share."""
    if isinstance(output, Share):
        return output.demand == demand.id
    return isinstance(output, Open) and output.access == "unconditional" and bool(demand.wanted)


def _given(known: Declared, table: str, output: Output) -> Iterator[Field]:
    """The columns that an output hands on: its own, and those it is made of while they are the same data element."""
    for column in carried(known, table, output):
        if column.mask == "hide" or column.name == "filter":
            continue
        yield column.of
        element = known.elements.get(column.of)
        yield from (at for at in known.known.upstream(column.of) if element and known.elements.get(at) == element)


def _wanted(known: Declared, demand: Demand) -> Iterator[Field]:
    for wanted in demand.wanted:
        table, _, column = wanted.rpartition(".")
        if "." in table:
            yield Field(table, column)
        else:
            yield from (Field(wanted, name) for name in known.columns[wanted] if not name.startswith("_"))


def _reason(known: Declared, demand: Demand, missing: list[Field], kept_back: str | None) -> str:
    if not demand.wanted:
        return kept_back or f"目录中没有：{demand.description}"
    counts = Counter(_why(known, demand, at, kept_back) for at in missing)
    return "；".join(f"{why}（{count} 列）" for why, count in counts.items())


def _why(known: Declared, demand: Demand, at: Field, kept_back: str | None) -> str:
    for entry in known.catalogue.barred.values():
        if "share" in entry.outputs and at in reached(known, entry):
            return f"列入负面清单：{entry.basis}"
    for leaf in sorted(known.known.sources(at)):
        source = known.source_of(leaf)
        if source and (share := known.catalogue.sources[source].share).type == "none":
            return f"{source} 不予共享：{share.basis}"
    if kept_back:
        return f"输出未发布：{kept_back}"
    return "已同意，尚无输出" if demand.status in ("granted", "confirmed") else "尚未答复"
