"""Static lineage of every column of the lake, from the catalogue and the dbt project: no engine, no dbt run.

    from catalog.load import load
    from spark_jobs.flow.lineage import Field, lineage

    known = lineage(load())                                   # or lineage(catalogue, Path("a/dbt/project"))
    known.inputs(Field("base.person", "name"))                # direct: {standard.household_register.name}
    known.sources(Field("theme.enterprise__profile", "name")) # leaves: {standard.enterprises.name, …}
    known.paths(field, leaf)                                  # one shortest way, (field, …, leaf), for a message
    known.downstream(Field("standard.enterprises", "name"))   # everything that carries a value of it
    known.deciding(field)                                     # columns that only choose (WHERE, JOIN, CASE WHEN …)
    known.is_shown(field, leaf), known.telling(leaf)          # may be read in it; also tells what a condition asked
    known.fields(), known.models[table], known.problems, known.left_out

Tables are `standard.<source>`, `base.<base>`, `base.<base>_history`, `theme.<model>`, and the fixed tables of
`spark_jobs/tables.py`. `standard` and fixed tables are leaves; what counts as a value is said in `column_flow.flows`.
Edges into `base` are read from the very SELECT that the merge runs, for
every authority that ever was or will be in force, edges into `theme` from the rendered models.
A model that cannot be understood is in `problems` (with file and line) and has no fields, nor have those that read it.
A model of a table that this catalogue does not have is in `left_out`, as `themes.build` leaves it out too.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from catalog import authority
from catalog.model import Catalogue
from catalog.problem import Problem
from spark_jobs import base_rows
from spark_jobs.fixed_tables import FIXED
from spark_jobs.flow import dbt_models
from spark_jobs.flow.column_flow import Field, Flow, SqlError, flows, union
from spark_jobs.flow.dbt_models import PROJECT, Model
from spark_jobs.flow.model_flow import model_flows

__all__ = ["Field", "Lineage", "lineage"]

#: What a model may read beside `standard`, `base` and `theme`: tables of the platform that hold nothing of a row. Any
#: other holds content of rows (`quality.quarantine.row`), or is nothing to publish.
READABLE = frozenset({"ledger.delivery"})
#: What settle adds to every standard table.
ADDED = ("_line", "_row_hash", "_faults", "_received_at", "_delivery")


@dataclass
class Lineage:
    """Which columns are made of which. `models`: the dbt models that were understood, by table; `files`: of all."""

    flows: dict[Field, Flow] = field(default_factory=dict)
    models: dict[str, Model] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def fields(self) -> frozenset[Field]:
        """Every column of every table."""
        return frozenset(self.flows)

    def inputs(self, of: Field) -> frozenset[Field]:
        """The columns whose values are in it, directly."""
        return self.flows[of].values if of in self.flows else frozenset()

    def deciding(self, of: Field) -> frozenset[Field]:
        """The columns that choose its rows or values without being in them, directly."""
        return self.flows[of].decides if of in self.flows else frozenset()

    def copies(self, of: Field) -> frozenset[Field]:
        """Those of its inputs that it may hold as they stand: picked, cast, trimmed, not computed with."""
        return self.flows[of].copies if of in self.flows else frozenset()

    def shows(self, of: Field) -> frozenset[Field]:
        """Those of its inputs that may be read in it, whole or in part: not counted, compared or hashed."""
        return self.flows[of].shows if of in self.flows else frozenset()

    def sources(self, of: Field) -> frozenset[Field]:
        """The leaves that its values come from in the end; a leaf comes from itself, a constant from nowhere."""
        reached = self._reached(of, self.inputs)
        return frozenset(found for found in reached if not self.inputs(found) and self._is_leaf(found))

    def upstream(self, of: Field) -> frozenset[Field]:
        """Every column that gets into it, itself left out."""
        return frozenset(self._reached(of, self.inputs)) - {of}

    def downstream(self, of: Field) -> frozenset[Field]:
        """Every column that a value of it gets into, itself left out."""
        return frozenset(self._reached(of, lambda at: self._outputs.get(at, frozenset()))) - {of}

    def tells(self, of: Field) -> frozenset[Field]:
        """The columns whose content it tells, directly: its inputs, and in a model those that its conditions ask for.

        A base library's scope is declared and named in the catalogue; what it asks for (`state = '1'`) is no secret.
        """
        asked = self.flows[of].asks if of in self.flows and of.table.startswith("theme.") else frozenset()
        return self.inputs(of) | asked

    def telling(self, of: Field) -> frozenset[Field]:
        """Every column that tells something of it, itself left out."""
        return frozenset(self._reached(of, lambda at: self._tellers.get(at, frozenset()))) - {of}

    def paths(self, of: Field, leaf: Field, *, told: bool = False) -> tuple[Field, ...]:
        """A shortest derivation from a column back to one of its inputs, both included; () if there is none.

        `told`: also by conditions, see `tells`.
        """
        reached = self._reached(of, self.tells if told else self.inputs)
        if leaf not in reached:
            return ()
        path = [leaf]
        while (before := reached[path[-1]]) is not None:
            path.append(before)
        return tuple(reversed(path))

    def origins(self, of: Field) -> list[Field]:
        """The nearest columns below the themes that a theme column's values come from, sorted."""

        def below(at: Field) -> frozenset[Field]:
            return self.inputs(at) if at.table.startswith("theme.") else frozenset()

        return sorted(found for found in self._reached(of, below) if not found.table.startswith("theme."))

    def is_copy(self, of: Field, origin: Field) -> bool:
        """Whether a column may hold the value of another just as it stands, through any number of tables."""
        return origin in self._reached(of, self.copies)

    def is_shown(self, of: Field, origin: Field) -> bool:
        """Whether a value of another may be read in a column, whole or in part, through any number of tables."""
        return origin in self._reached(of, self.shows)

    @staticmethod
    def _is_leaf(at: Field) -> bool:
        return at.table.split(".")[0] not in ("base", "theme")

    def _reached(self, start: Field, step: Callable[[Field], Iterable[Field]]) -> dict[Field, Field | None]:
        """Everything reachable, nearest first, with the column that it was reached from."""
        seen: dict[Field, Field | None] = {start: None}
        queue = deque([start])
        while queue:
            for found in sorted(step(at := queue.popleft())):
                if found not in seen:
                    seen[found] = at
                    queue.append(found)
        return seen

    @cached_property
    def _outputs(self) -> dict[Field, set[Field]]:
        return self._turned(self.inputs)

    @cached_property
    def _tellers(self) -> dict[Field, set[Field]]:
        return self._turned(self.tells)

    def _turned(self, step: Callable[[Field], Iterable[Field]]) -> dict[Field, set[Field]]:
        outputs: dict[Field, set[Field]] = {}
        for made in self.flows:
            for value in step(made):
                outputs.setdefault(value, set()).add(made)
        return outputs


def lineage(catalogue: Catalogue, project: Path = PROJECT) -> Lineage:
    """The lineage of every column that a catalogue and a dbt project declare. Never raises for what stands in them."""
    known = Lineage()
    columns = _leaves(catalogue)
    known.flows |= {Field(table, name): Flow() for table, names in columns.items() for name in names}
    _add_bases(known, columns, catalogue)
    _add_models(known, columns, dbt_models.read(project))
    return known


def _leaves(catalogue: Catalogue) -> dict[str, list[str]]:
    """The tables that nothing here derives, with their columns."""
    fixed = {table: re.findall(r"(\w+) [A-Z]", text) for table, (text, _) in FIXED.items()}
    standard = {f"standard.{n.split('/')[1]}": [*s.columns, *ADDED] for n, s in catalogue.sources.items()}
    return fixed | standard


def _add_bases(known: Lineage, columns: dict[str, list[str]], catalogue: Catalogue) -> None:
    for base in catalogue.bases.values():
        table = f"base.{base.id}"
        try:
            types = base_rows.column_types(catalogue, base)
            eras = [flows(base_rows.select(base, on, types), columns) for on in authority.instants(base)]
        except SqlError as error:
            known.problems.append(Problem(f"bases/{base.id}.yml", 1, "BASE_SQL", str(error)))
            continue
        known.flows |= {Field(table, name): union(era[name] for era in eras) for name in base.columns}
        columns[table] = list(base.columns)
        if base.history:
            history = f"{table}_history"
            same = {name: frozenset({Field(table, name)}) for name in base.columns}
            known.flows |= {Field(history, name): Flow(now, copies=now, shows=now) for name, now in same.items()}
            known.flows |= {Field(history, name): Flow() for name in ("valid_from", "valid_to")}
            columns[history] = [*base.columns, "valid_from", "valid_to"]


def _add_models(known: Lineage, columns: dict[str, list[str]], project: dbt_models.Project) -> None:
    known.problems += project.problems
    known.files = {table: model.file for table, model in project.models.items()}
    for table in _in_order(known, project.models):
        model = project.models[table]
        if missing := sorted(model.reads - columns.keys()) + sorted(filter(_is_closed, model.reads)):
            _leave_out(known, project, model, missing[0])
            continue
        if isinstance(found := model_flows(model, columns), Problem):
            known.problems.append(found)
            continue
        known.models[table] = model
        known.flows |= {Field(table, name): flow for name, flow in found.items()}
        columns[table] = list(found)


def _is_closed(table: str) -> bool:
    """Whether a table is nothing for models."""
    return table.split(".")[0] not in ("standard", "base", "theme") and table not in READABLE


def _leave_out(known: Lineage, project: dbt_models.Project, model: Model, missing: str) -> None:
    """A model of a model that is broken has said nothing wrong itself; one of what is nowhere or not for it has."""
    known.left_out[model.table] = missing
    read = {f"theme.{Path(problem.file).stem}" for problem in project.problems}
    for table in sorted(filter(_is_closed, model.reads)):
        message = f"{model.table} reads {table}; a model reads standard, base, theme and {', '.join(sorted(READABLE))}"
        known.problems.append(model.problem("NOT_READABLE", message, model.line_of(table)))
    if missing.startswith("theme.") and missing not in project.models.keys() | read:
        message = f"there is no model `{missing.removeprefix('theme.')}`; correct the name"
        known.problems.append(model.problem("UNKNOWN_MODEL", message, model.line_of(missing)))


def _in_order(known: Lineage, models: dict[str, Model]) -> list[str]:
    """Models after those they read; models of a circle are a problem and left out."""
    while True:
        try:
            graph = {table: model.reads & models.keys() for table, model in sorted(models.items())}
            return list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = error.args[1]
            text = " → ".join(circle)
            known.problems.append(models[circle[0]].problem("MODEL_CIRCLE", f"models read each other: {text}"))
            models = {table: model for table, model in models.items() if table not in circle}
