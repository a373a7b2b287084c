"""One night's work without a scheduler: the same steps in the same order as the DAGs, in this process."""

from __future__ import annotations

from catalog.load import load
from spark_jobs.check import check
from spark_jobs.conform import conform
from spark_jobs.find import find
from spark_jobs.land import land
from spark_jobs.merge import merge
from spark_jobs.settle import settle


def ingest(names: list[str] | None = None) -> list[str]:
    """Take in everything new in the inbox of the named sources (default: all); returns the delivery ids worked on."""
    sources = load().sources
    systems = {(name.split("/")[0], sources[name].system.id) for name in names or sources}
    done = []
    for department, system in sorted(systems):
        for arrival in find(department, system):
            if delivery_id := land(arrival):
                conform(delivery_id)
                check(delivery_id)
                settle(delivery_id)
                done.append(delivery_id)
    return done


def merge_bases() -> None:
    """Bring every base library up to date, referenced ones first."""
    for base_id in base_order():
        merge(base_id)


def base_order() -> list[str]:
    """Base ids such that a base comes after those it refers to."""
    bases, order = load().bases, list[str]()
    waiting = sorted(bases)
    while waiting:
        needs = {name: {t for reference in bases[name].references for t in reference.in_bases} for name in waiting}
        ready = [name for name in waiting if needs[name] <= set(order)]
        order += ready
        waiting = [name for name in waiting if name not in ready]
        if not ready:
            raise ValueError(f"bases refer to each other in a circle: {', '.join(waiting)}")
    return order
