"""The reading of one query for `column_flow`: its scopes, walked from the outermost SELECT down to the tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from spark_jobs.flow.column_flow import Field, Flow, SqlError, union
from spark_jobs.flow.sql_tables import check, check_comments

#: What hands on one of its arguments as it stands.
PICKS = (
    *(exp.Alias, exp.Paren, exp.Cast, exp.TryCast, exp.Trim, exp.Upper, exp.Lower, exp.Coalesce, exp.Max, exp.Min),
    *(exp.AnyValue, exp.First, exp.Last, exp.FirstValue, exp.LastValue, exp.Lag, exp.Lead, exp.IgnoreNulls),
)
#: What gives a number, a truth or a hash of its arguments, so that none of them can be read in the result. Whatever
#: else there is, known to sqlglot or not, may hand a value on, whole or in part.
MEASURES = (
    *(exp.Predicate, exp.Connector, exp.Not, exp.Count, exp.CountIf, exp.ApproxDistinct, exp.LogicalAnd, exp.LogicalOr),
    *(exp.Sum, exp.Avg, exp.Median, exp.Stddev, exp.StddevPop, exp.StddevSamp, exp.Variance, exp.VariancePop, exp.Corr),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Round, exp.Floor, exp.Ceil, exp.Abs, exp.Sign),
    *(exp.Length, exp.ByteLength, exp.BitLength, exp.ArraySize, exp.StrPosition, exp.Levenshtein, exp.Unicode),
    *(exp.Year, exp.Quarter, exp.Month, exp.WeekOfYear, exp.DayOfWeek, exp.DayOfYear, exp.DayOfMonth),
    *(exp.MD5, exp.SHA, exp.SHA2, exp.FarmFingerprint, exp.DateDiff, exp.MonthsBetween, exp.RegexpCount),
    *(exp.RowNumber, exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist, exp.Ntile),
)
#: The same, of functions that sqlglot knows by name only.
MEASURING = frozenset(
    {"crc32", "hash", "xxhash64", "size", "cardinality", "try_divide", "try_subtract", "count_min_sketch"}
)
#: Comparisons that match two columns with each other, as joins do, and tell nothing about what stands in them.
MATCHES = (exp.EQ, exp.NullSafeEQ, exp.In)


def read(sql: str, tables: Mapping[str, Collection[str]]) -> dict[str, Flow]:
    """What `column_flow.flows` gives. Raises SqlError."""
    try:
        check_comments(sql)
        statements = [statement for statement in sqlglot.parse(sql, dialect="spark") if statement]
        if len(statements) != 1:
            raise SqlError(1, "the text is not one query")
        if not isinstance(statements[0], exp.Query):
            raise SqlError(1, "the text is not a query")
        check(statements[0], tables.keys())
        query = qualify(statements[0], dialect="spark", schema=_nested(tables), quote_identifiers=False)
    except ParseError as error:
        first = error.errors[0]
        said = re.sub(r"<class '[\w.]*?(\w+)'>", r"\1", str(first["description"]))
        raise SqlError(first["line"] or 1, f"{said} near `{first['highlight']}`") from None
    except SqlglotError as error:
        place = re.search(r"Line: (\d+)", str(error))
        raise SqlError(int(place[1]) if place else 1, str(error).partition(". Line:")[0].splitlines()[0]) from None
    except RecursionError:
        raise SqlError(1, "the query is nested too deeply; write it as several models") from None
    scope = build_scope(query)
    if scope is None:
        raise SqlError(1, "the text is not a query")
    return _Reader().outputs(scope)


def _nested(tables: Mapping[str, Collection[str]]) -> dict[str, object]:
    nested: dict[str, dict[str, dict[str, str]]] = {}
    for name, columns in tables.items():
        schema, table = name.split(".")
        nested.setdefault(schema, {})[table] = dict.fromkeys(columns, "string")
    return dict(nested)


def _chosen(choices: Iterable[Flow], conditions: Flow) -> Flow:
    """The result is one of `choices`; a choice without columns is a constant, so that the condition is told."""
    choices = tuple(choices)
    result, decides = union(choices), conditions.values | conditions.decides
    asks = result.asks | conditions.asks
    if all(choice.values for choice in choices):
        return result._replace(decides=result.decides | decides, asks=asks)
    values, decides = result.values | conditions.values, result.decides | conditions.decides
    return Flow(values, decides, result.copies, result.shows, asks)


class _Reader:
    """Walks the scopes of one query, each once."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[tuple[str, Flow], ...]] = {}
        self.parts: dict[int, Flow] = {}
        self.rows: dict[int, frozenset[Field]] = {}

    def outputs(self, scope: Scope) -> dict[str, Flow]:
        return dict(self._columns(scope))

    def _columns(self, scope: Scope) -> tuple[tuple[str, Flow], ...]:
        """Name and flow by position, as two columns of a branch of a union may have one name."""
        if id(scope) not in self.known:
            self.known[id(scope)] = ()  # what a recursive query adds to itself is nothing new
            self.known[id(scope)] = self._read(scope)
        return self.known[id(scope)]

    def _read(self, scope: Scope) -> tuple[tuple[str, Flow], ...]:
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            left, right = (self._columns(part) for part in scope.set_operation_scopes)
            if len(left) != len(right):
                raise SqlError(1, f"a union of {len(left)} and {len(right)} columns")
            return tuple((name, union((a, b))) for (name, a), (_, b) in zip(left, right, strict=True))
        if not isinstance(query, exp.Select):
            return self._columns(scope.subquery_scopes[0])
        if query.is_star:
            raise SqlError(1, "`*` of a table whose columns are not known")
        about_rows = self._about_rows(query, scope)
        told = [(projection.alias_or_name, self._told(projection, scope)) for projection in query.selects]
        return tuple((name, union((flow, about_rows))) for name, flow in told)

    def _about_rows(self, query: exp.Select, scope: Scope) -> Flow:
        clauses = [query.args.get(name) for name in ("where", "group", "having", "qualify")]
        clauses += [join.args.get("on") for join in query.args.get("joins") or ()]
        flow = union(self._told(clause, scope) for clause in clauses if clause)
        return Flow(decides=flow.values | flow.decides, asks=flow.asks | self._rows_ask(scope))

    def _rows_ask(self, scope: Scope) -> frozenset[Field]:
        """What the rows of a query were asked for, by itself and by every query that it reads."""
        if id(scope) not in self.rows:
            query = scope.expression
            inner = [source for _, source in scope.selected_sources.values() if isinstance(source, Scope)]
            if isinstance(query, exp.SetOperation):
                inner = scope.set_operation_scopes
            elif not isinstance(query, exp.Select):
                inner = scope.subquery_scopes
            asked = [self._rows_ask(part) for part in inner]
            if isinstance(query, exp.Select):
                asked += [self._asks(part, scope) for part in self._conditions(query)]
            self.rows[id(scope)] = frozenset().union(*asked)
        return self.rows[id(scope)]

    @staticmethod
    def _conditions(query: exp.Select) -> Iterator[exp.Expr]:
        """What decides which rows there are; a column that rows are grouped by, or that is spread, does not."""
        yield from (query.args[name].this for name in ("where", "having", "qualify") if query.args.get(name))
        yield from (query.args[name].expression for name in ("limit", "offset") if query.args.get(name))
        yield from (join.args["on"] for join in query.args.get("joins") or () if join.args.get("on"))
        group = query.args["group"].expressions if query.args.get("group") else ()
        spread = (part for it in query.args.get("laterals") or () for part in it.this.iter_expressions())
        yield from (part for part in (*group, *spread) if not isinstance(part, exp.Column))

    def _asks(self, node: exp.Expr, scope: Scope) -> frozenset[Field]:
        """The columns that a condition asks for their content."""
        if isinstance(node, exp.Connector | exp.Paren | exp.Not):
            return frozenset().union(*(self._asks(part, scope) for part in node.iter_expressions()))
        if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
            return frozenset()
        parts = [self._told(part, scope) for part in node.iter_expressions()]
        if isinstance(node, MATCHES) and len(parts) == 2 and all(part.values for part in parts):
            return frozenset().union(*(part.asks for part in parts))
        flow = self._told(node, scope)
        return flow.values | flow.asks

    def _told(self, node: exp.Expr, scope: Scope) -> Flow:
        if id(node) not in self.parts:
            self.parts[id(node)] = self._tell(node, scope)
        return self.parts[id(node)]

    def _tell(self, node: exp.Expr, scope: Scope) -> Flow:
        match node:
            case exp.Column():
                return self._column(node, scope)
            case exp.Query():
                return self._subquery(node, scope)
            case exp.Case() | exp.If():
                return self._case(node, scope)
            case exp.ArgMax() | exp.ArgMin():
                return _chosen([self._told(node.this, scope)], self._told(node.expression, scope))
            case exp.Filter():
                return _chosen([self._told(node.this, scope)], self._condition(node.expression.this, scope))
            case exp.Window() | exp.WithinGroup():
                others = [part for part in node.iter_expressions() if part is not node.this]
                return _chosen([self._told(node.this, scope)], union(self._told(part, scope) for part in others))
        flow = union(self._told(part, scope) for part in node.iter_expressions())
        if isinstance(node, MEASURES) or (isinstance(node, exp.Anonymous) and node.name.lower() in MEASURING):
            return flow._replace(copies=frozenset(), shows=frozenset())
        return flow if isinstance(node, PICKS) else flow._replace(copies=frozenset())

    def _case(self, node: exp.Case | exp.If, scope: Scope) -> Flow:
        branches = node.args["ifs"] if isinstance(node, exp.Case) else [node]
        otherwise = node.args.get("default" if isinstance(node, exp.Case) else "false")
        results = [branch.args["true"] for branch in branches] + ([otherwise] if otherwise else [])
        conditions = [self._condition(branch.this, scope) for branch in branches]
        if isinstance(node, exp.Case) and node.this:
            asked = self._told(node.this, scope)
            conditions.append(asked._replace(asks=asked.asks | asked.values))
        choices = [self._told(result, scope) for result in results if not isinstance(result, exp.Null)]
        return _chosen(choices, union(conditions))

    def _condition(self, node: exp.Expr, scope: Scope) -> Flow:
        flow = self._told(node, scope)
        return flow._replace(asks=flow.asks | self._asks(node, scope))

    def _subquery(self, node: exp.Query, scope: Scope) -> Flow:
        inner = node.unnest()
        for part in scope.subquery_scopes:
            if part.expression is inner:
                return union(self.outputs(part).values())
        raise SqlError(1, "a subquery whose columns cannot be followed")

    def _column(self, column: exp.Column, scope: Scope) -> Flow:
        holder: Scope | None = scope
        while holder and column.table not in holder.sources:
            holder = holder.parent
        if holder is None:
            raise SqlError(1, f"`{column.sql('spark')}` belongs to no table here")
        source = holder.sources[column.table]
        if isinstance(source, exp.Table):
            field = frozenset({Field(f"{source.db}.{source.name}", column.name)})
            return Flow(field, copies=field, shows=field)
        if isinstance(source.expression, exp.UDTF):
            return self._generated(source, column)
        return self._output(source, column)

    def _output(self, source: Scope, column: exp.Column) -> Flow:
        try:
            return self.outputs(source)[column.name]
        except KeyError:
            raise SqlError(1, f"`{column.sql('spark')}` cannot be followed") from None

    def _generated(self, source: Scope, column: exp.Column) -> Flow:
        """A column of `LATERAL VIEW explode(…)`, `VALUES` or `LATERAL (SELECT …)`."""
        if source.subquery_scopes:
            return self._output(source.subquery_scopes[0], column)
        return union(self._told(part, source) for part in source.expression.iter_expressions())
