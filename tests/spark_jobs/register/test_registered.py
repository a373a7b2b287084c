"""Which tables of the lake the catalogue explains."""

from __future__ import annotations

from catalog.load import load
from spark_jobs.register.registered import explained
from spark_jobs.register.resources import resources


def test_a_table_of_work_is_explained_by_the_table_that_it_is_merged_into() -> None:
    there = ("work.enterprise__profile", "work.base_person", "work.fault_tickets", "work.scratch", "theme.by_hand")
    known = explained(load(), resources(load()), there)
    assert {table: table in known for table in there} == {
        "work.enterprise__profile": True,
        "work.base_person": True,
        "work.fault_tickets": True,
        "work.scratch": False,
        "theme.by_hand": False,
    }
