"""Evolution: a table that an older declaration made comes to have the columns that are declared now.

- A column that the table lacks is added at its end, nullable, with its comment; rows that are there have NULL in it.
- A column that is declared no longer stays with what it holds, and is NULL in every row written from then on.
- A column of another type than the declared one is never changed: SchemaChangeError.

Another key or another partitioning is out of scope: it means other rows or other files, that is, a table made anew.

Sail 0.7.2 has no ALTER TABLE … ADD COLUMNS, so delta-rs does it for both engines: one commit that touches no file. Both
read the log again for every statement, so that the table need not be named anew, and no reader misses it meanwhile;
only DESCRIBE TABLE on Sail tells the old columns until the engine starts again.
"""

from __future__ import annotations

from collections.abc import Mapping

from deltalake import DeltaTable, Field
from deltalake.exceptions import CommitFailedError
from deltalake.schema import ArrayType, DataType, PrimitiveType
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from spark_jobs import comments

#: Spark SQL types that Delta calls otherwise.
DELTA_NAMES = {"BIGINT": "long", "INT": "integer"}


class SchemaChangeError(RuntimeError):
    """A column is declared with another type than its table has. Nothing was changed; the message says what to do."""


def types(columns: str) -> dict[str, DataType]:
    """The columns of a CREATE TABLE → their Delta types, in order."""
    pairs = (column.split(maxsplit=1) for column in comments.split(columns))
    return {name: _delta(declared.removesuffix(" NOT NULL")) for name, declared in pairs}


def _delta(declared: str) -> DataType:
    if declared.startswith("ARRAY<"):
        return ArrayType(_delta(declared.removeprefix("ARRAY<").removesuffix(">")))
    return PrimitiveType(DELTA_NAMES.get(declared, declared.lower()))


@retry(
    retry=retry_if_exception_type(CommitFailedError),
    stop=stop_after_attempt(6),
    wait=wait_random_exponential(multiplier=0.2, max=4),
    reraise=True,
)
def add_missing(table: str, uri: str, columns: str) -> None:
    """Add the declared columns that a table lacks; where it has all, this costs one look at its log.

    Of two processes that do so at once, one is refused, and looks again. Raises SchemaChangeError.
    """
    delta = DeltaTable(uri)
    declared, there = types(columns), columns_of(delta)
    _require_same(table, declared, there)
    if missing := declared.keys() - there.keys():
        words = comments.of_table(table)
        metadata = {name: {"comment": words[name]} if name in words else {} for name in missing}
        delta.alter.add_columns([Field(n, declared[n], metadata=metadata[n]) for n in declared if n in missing])


def require_same_types(table: str, uri: str, columns: str) -> None:
    """Raises SchemaChangeError if a table that is there has another type for one of these columns."""
    if DeltaTable.is_deltatable(uri):
        _require_same(table, types(columns), columns_of(DeltaTable(uri)))


def columns_of(delta: DeltaTable) -> dict[str, DataType]:
    """The columns of a table → their Delta types, in order."""
    return {field.name: field.type for field in delta.schema().fields}


def _require_same(table: str, declared: Mapping[str, DataType], there: Mapping[str, DataType]) -> None:
    for name, type_ in declared.items():
        if name in there and there[name] != type_:
            raise SchemaChangeError(
                f"{table}.{name} is {_named(there[name])} in the lake, but declared as {_named(type_)}: "
                "give the column another name, or remove the table and `yiyuan reprocess` what it held"
            )


def _named(type_: DataType) -> str:
    return type_.type if isinstance(type_, PrimitiveType) else str(type_)
