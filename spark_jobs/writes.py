"""One writing statement on an engine: lost races are tried again, and a refused row is told without its values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenacity import retry, retry_if_exception_message, stop_after_attempt, wait_random_exponential

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: How the engines say that another writer of the same table was faster. Sail also misses a commit file where a
#: checkpoint was written between its two looks at the log.
LOST_RACE = r"(?is).*(concurrent|conflict|commit failed|failed to commit|version.*already exists|missing commit file).*"

#: How they say that a constraint refuses a row; Spark goes on to quote the row.
REFUSED = r"(CHECK constraint \S+|NOT NULL constraint violated for column: \w+)"


class RowRefusedError(RuntimeError):
    """A constraint of the table refused a row: a fault of the pipeline. The message names it, and no value."""


@retry(
    retry=retry_if_exception_message(match=LOST_RACE),
    stop=stop_after_attempt(6),
    wait=wait_random_exponential(multiplier=0.2, max=4),
    reraise=True,
)
def write(spark: SparkSession, sql: str) -> None:
    """Run one writing statement; a lost race against another writer of the table is retried a few times.

    Raises RowRefusedError if a constraint of the table refuses a row.
    """
    try:
        spark.sql(sql)
    except Exception as error:
        if found := re.search(REFUSED, str(error)):
            raise RowRefusedError(f"a row was refused: {found[0]}") from None
        raise
