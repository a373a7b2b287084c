"""Duties: what the city's plans ask of the data side, each linked to what fulfils it (clause to test)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from catalog.terms import Strict, Text

Status = Literal["covered", "partly", "not_covered", "out"]
Name = Annotated[str, StringConstraints(min_length=1)]


class Evidence(Strict):
    """Names of what fulfils a duty: `schema.table`, rule id, DAG id, dbt model, command, `tests/file.py::test`."""

    tables: tuple[Name, ...] = ()
    rules: tuple[Name, ...] = ()
    dags: tuple[Name, ...] = ()
    models: tuple[Name, ...] = ()
    commands: tuple[Name, ...] = ()
    tests: tuple[Name, ...] = ()

    def links(self) -> list[tuple[str, int, str]]:
        """Every link as (kind, position in its list, name)."""
        return [(kind, at, name) for kind in type(self).model_fields for at, name in enumerate(getattr(self, kind))]


class Duty(Strict):
    """One row of the mission. `missing` says what is still to be done; `reason` why a duty is out of scope."""

    label: Text
    clauses: tuple[Text, ...] = Field(min_length=1, description="<plan>.<clause>, such as S4.三(三)1")
    scope: Literal["first", "then", "out"]
    must: Text
    watch: Text = Field(description="what a person can watch happen")
    by: Evidence = Evidence()
    missing: Text | None = None
    reason: Text | None = None

    @property
    def status(self) -> Status:
        """Covered only where something fulfils it and nothing is said to be missing."""
        if self.scope == "out":
            return "out"
        if not self.by.links():
            return "not_covered"
        return "partly" if self.missing else "covered"
