"""Where the columns of one dbt model come from, however dbt runs it: on its first run and on every later one."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.problem import Problem
from spark_jobs.flow.column_flow import Field, Flow, SqlError, flows, union
from spark_jobs.flow.dbt_models import Model
from spark_jobs.internal import internal


def model_flows(model: Model, columns: Mapping[str, list[str]]) -> dict[str, Flow] | Problem:
    """Column → where it comes from, or what is wrong. `columns`: those of every table that it reads.

    On a later run it may also read itself (`{{ this }}`): what it then takes is what that column was made of before.
    """
    tables = {name: columns[name] for name in model.reads}
    made: list[dict[str, Flow]] = []
    for rendered in model.renderings:
        try:
            made.append(flows(rendered.sql, tables | {model.table: list(made[0])} if made else tables))
        except SqlError as error:
            return model.problem("MODEL_SQL", str(error), rendered.line(error.line))
        except Exception as error:  # a query that the library of SQL breaks down over is not proved
            return internal(error, model.file)
    first, last = made[0], made[-1]
    if list(first) != list(last):
        other = sorted(first.keys() ^ last.keys()) or list(first)
        message = f"`{other[0]}` is not the same column on the first run and on later ones; select the same columns"
        return model.problem("OTHER_COLUMNS", message, model.line_of(other[0]))
    return _unrolled(model.table, {name: union((first[name], last[name])) for name in first})


def _unrolled(table: str, found: dict[str, Flow]) -> dict[str, Flow]:
    """The same without the table's own columns: each stands for all that it is made of."""
    if not any(at.table == table for flow in found.values() for part in flow for at in part):
        return found
    while (wider := {name: _wider(table, flow, found) for name, flow in found.items()}) != found:
        found = wider
    return {name: Flow(*(_others(table, part) for part in flow)) for name, flow in found.items()}


def _wider(table: str, flow: Flow, found: Mapping[str, Flow]) -> Flow:
    def of(part: frozenset[Field]) -> list[Flow]:
        return [found[at.column] for at in part if at.table == table]

    values, decides = union(of(flow.values)), union(of(flow.decides))
    return Flow(
        flow.values | values.values,
        flow.decides | values.decides | decides.values | decides.decides,
        flow.copies | union(of(flow.copies)).copies,
        flow.shows | union(of(flow.shows)).shows,
        flow.asks | values.asks | union(of(flow.asks)).values,
    )


def _others(table: str, part: frozenset[Field]) -> frozenset[Field]:
    return frozenset(at for at in part if at.table != table)
