"""`yiyuan sql`: one reading statement, and for an analyst nothing but masked columns.

What runs is always SQL written anew from the parsed tree, so that nothing is read one way here and another way there.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from catalog.model import Catalogue
from spark_jobs import tables
from spark_jobs.elements.cleaning import quoted as literal
from spark_jobs.masked import READABLE, WITHHELD, masked_select, quoted, readable

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

Role = Literal["analyst", "steward"]
#: sqlglot logs the statement it does not understand, and a statement may hold a person's number.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

SHOW = re.compile(
    r"\s*SHOW\s+(DATABASES|SCHEMAS|(TABLES(\s+(IN|FROM)\s+[\w.`]+)?))(\s+(LIKE\s+)?'[\w*|]*')?\s*;?\s*", re.IGNORECASE
)
SHOW_COLUMNS = re.compile(r"\s*SHOW\s+COLUMNS\s+(?:IN|FROM)\s+([\w.`]+)\s*;?\s*", re.IGNORECASE)
#: Functions that run code or read files, for anybody.
FORBIDDEN = {"reflect", "java_method", "try_reflect", "read_files", "identifier"}
#: What may stand in FROM instead of a table.
GENERATORS = (exp.Explode, exp.ExplodeOuter, exp.Posexplode, exp.PosexplodeOuter, exp.Inline, exp.Stack)
GENERATOR_NAMES = {"range", "inline_outer", "json_tuple"}
TABLE_PARTS = {"this", "db", "catalog", "alias", "joins", "pivots", "sample", "laterals", "hints"}
WRITING = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create, exp.Drop, exp.Into, exp.Command)


class QueryRefused(ValueError):  # noqa: N818 - it is no fault, but an answer
    """The statement may not run; the message says why, without repeating any of it but names."""


def run(spark: SparkSession, catalogue: Catalogue, sql: str, role: str) -> DataFrame:
    """Run one SELECT, WITH, SHOW or DESCRIBE as `steward` (sees all) or `analyst` (sees masked columns).

    Raises QueryRefused for anything else, and for tables and functions that the role may not use.
    """
    return spark.sql(plan(spark, catalogue, sql, role))


def plan(spark: SparkSession, catalogue: Catalogue, sql: str, role: str) -> str:
    """The SQL text that `run` hands to the engine."""
    if role not in ("analyst", "steward"):
        raise QueryRefused(f"没有角色 {role}；可用 analyst 或 steward")
    if SHOW.fullmatch(sql):
        return sql.strip().rstrip(";")
    if shown := SHOW_COLUMNS.fullmatch(sql):
        return _describe(spark, _parse(f"DESCRIBE {shown[1]}"), role, ("col_name",))
    tree = _parse(sql)
    if isinstance(tree, exp.Describe):
        return _describe(spark, tree, role, ("col_name", "data_type", "comment"))
    _refuse_effects(tree)
    return _text(tree, []) if role == "steward" else _masked(spark, catalogue, tree)


def _parse(sql: str) -> exp.Expr:
    if "${" in sql:
        raise QueryRefused("不支持 ${…} 变量替换")
    try:
        statements = [tree for tree in sqlglot.parse(sql, dialect="spark") if tree is not None]
    except SqlglotError:
        raise QueryRefused("语句有语法错误；只接受一条 SELECT、WITH、SHOW 或 DESCRIBE 语句") from None
    if len(statements) != 1:
        raise QueryRefused("一次只能执行一条语句")
    tree = statements[0]
    if not isinstance(tree, exp.Query | exp.Describe | exp.Values):
        raise QueryRefused("这里只能查询，不能修改：只接受 SELECT、WITH、SHOW 或 DESCRIBE 语句")
    return tree


def _describe(spark: SparkSession, tree: exp.Expr, role: str, told: tuple[str, ...]) -> str:
    """Columns, types and comments. An analyst gets no more, since column statistics hold values.

    The table itself is asked: Sail's DESCRIBE knows no column of one that was registered by its place.
    """
    table = tree.this
    extras = {name for name, value in tree.args.items() if value and name not in ("this", "style")}
    if not isinstance(table, exp.Table) or extras or not table.db:
        raise QueryRefused("请写 DESCRIBE 模式.表名")
    name, style = _name(table), tree.args.get("style")
    if role == "analyst":
        if style:
            raise QueryRefused("分析员只能用不带选项的 DESCRIBE 模式.表名")
        _require_readable(name)
    if style:
        return f"DESCRIBE TABLE {style} {'.'.join(map(quoted, name.split('.')))}"
    return _listing(_schema(spark, name), tables.comments(name), told)


def _listing(schema: StructType, comments: dict[str, str], told: tuple[str, ...]) -> str:
    """A query whose rows are the columns of a table, and none if it has none."""
    fields = ((it.name, it.dataType.simpleString(), comments.get(it.name, "")) for it in schema)
    rows = [f"({at}, {', '.join(map(literal, field[: len(told)]))})" for at, field in enumerate(fields)]
    nothing = f"(-1, {', '.join(['NULL'] * len(told))})"
    columns = ", ".join(told)
    return f"SELECT {columns} FROM (VALUES {', '.join([nothing, *rows])}) AS t(n, {columns}) WHERE n >= 0 ORDER BY n"


def _schema(spark: SparkSession, name: str) -> StructType:
    from pyspark.errors import AnalysisException

    try:
        return spark.table(name).schema
    except AnalysisException:
        raise QueryRefused(f"没有表 {name}") from None


def _refuse_effects(tree: exp.Expr) -> None:
    """A SELECT too can run a program, call Java, or write."""
    for node in tree.walk():
        if isinstance(node, WRITING):
            raise QueryRefused("这里只能查询，不能修改")
        if isinstance(node, exp.QueryTransform | exp.Parameter | exp.Placeholder):
            raise QueryRefused("不支持 TRANSFORM、变量和参数")
        if isinstance(node, exp.Anonymous) and node.name.lower() in FORBIDDEN:
            raise QueryRefused(f"不允许使用函数 {node.name.lower()}")
        if isinstance(node, exp.Dot) and isinstance(node.expression, exp.Anonymous):
            raise QueryRefused("不允许使用自定义函数")


def _masked(spark: SparkSession, catalogue: Catalogue, tree: exp.Expr) -> str:
    """The statement over masked stand-ins, one per table, that are defined in front of it."""
    stand_ins: dict[str, str] = {}
    _refuse_table_functions(tree)
    for table in list(tree.find_all(exp.Table)):
        if _is_generator(table) or _names_cte(table):
            continue
        name = _name(table)
        _require_readable(name)
        if unknown := {part for part, value in table.args.items() if value} - TABLE_PARTS:
            raise QueryRefused(f"分析员只能读表的当前内容（不支持 {'、'.join(sorted(unknown))}）")
        stand_ins[name] = f"masked__{name.replace('.', '__')}"
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(name.split(".")[1], quoted=True)))
        table.set("this", exp.to_identifier(stand_ins[name], quoted=True))
        table.set("db", None)
        table.set("catalog", None)
    _shorten(tree, stand_ins)
    return _text(tree, list(_definitions(spark, catalogue, stand_ins)))


def _definitions(spark: SparkSession, catalogue: Catalogue, stand_ins: dict[str, str]) -> Iterator[str]:
    for name, stand_in in stand_ins.items():
        yield f"{quoted(stand_in)} AS ({masked_select(catalogue, name, _schema(spark, name))})"


def _name(table: exp.Table) -> str:
    """`schema.table`, lower case. Only the lake's own tables have such a name."""
    if table.catalog.lower() not in ("", "spark_catalog") or not isinstance(table.this, exp.Identifier):
        raise QueryRefused("只能查询湖内的表，请写 模式.表名")
    if not table.db:
        raise QueryRefused(f"表名 {table.name} 没有写模式：请写 模式.表名，例如 base.person")
    name = f"{table.db}.{table.name}".lower()
    if not re.fullmatch(r"\w+\.\w+", name, re.ASCII):
        raise QueryRefused("不能直接读文件或目录，请写 模式.表名")
    return name


def _require_readable(name: str) -> None:
    if not readable(name):
        raise QueryRefused(f"分析员不能读取 {name}；可读的模式：{'、'.join(READABLE)}（{'、'.join(WITHHELD)} 除外）")


def _refuse_table_functions(tree: exp.Expr) -> None:
    """In FROM, JOIN and LATERAL only what is known to be harmless: another function may read any table or file."""
    for node in tree.find_all(exp.From, exp.Join, exp.Lateral):
        made = node.this
        named = isinstance(made, exp.Table) and (isinstance(made.this, exp.Identifier) or _is_generator(made))
        if not named and not isinstance(made, exp.Subquery | exp.Lateral | exp.Values) and not _is_generator(node):
            raise QueryRefused("分析员不能在 FROM 中使用这个表函数")


def _is_generator(table: exp.Expr) -> bool:
    """Whether it makes rows from the statement itself instead of naming a table."""
    made = table.this
    return isinstance(made, GENERATORS) or (isinstance(made, exp.Anonymous) and made.name.lower() in GENERATOR_NAMES)


def _names_cte(table: exp.Table) -> bool:
    """Whether an unqualified name means a WITH that is in sight: one around it, or written before it beside it."""
    if table.db:
        return False
    node: exp.Expr = table
    while (parent := node.parent) is not None:
        seen: list[exp.Expr] = []
        if isinstance(parent, exp.With):
            before = next(at for at, cte in enumerate(parent.expressions) if cte is node)
            seen = parent.expressions[: before + bool(parent.args.get("recursive"))]
        elif (with_ := parent.args.get("with_")) is not None and with_ is not node:
            seen = with_.expressions
        if table.name.lower() in (cte.alias.lower() for cte in seen):
            return True
        node = parent
    return False


def _shorten(tree: exp.Expr, stand_ins: dict[str, str]) -> None:
    """`base.person.name` → `person.name`, since the stand-in has no schema."""
    for column in tree.find_all(exp.Column):
        if f"{column.text('db')}.{column.table}".lower() in stand_ins:
            column.set("db", None)
            column.set("catalog", None)


def _text(tree: exp.Expr, definitions: list[str]) -> str:
    """SQL of the tree without its comments, with definitions before those of its own WITH."""
    body = tree.sql("spark", comments=False)
    if not definitions:
        return body
    opening = next((words for words in ("WITH RECURSIVE ", "WITH ") if body.startswith(words)), None)
    if opening is None:
        return f"WITH {', '.join(definitions)} {body}"
    return f"{opening}{', '.join(definitions)}, {body.removeprefix(opening)}"
