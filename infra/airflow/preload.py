"""Imported by every Airflow process as its local settings. The scheduler imports here what tasks need, once.

Each task is a fork of the scheduler and finds these modules loaded; imported anew they cost it 9 s and more. It also
finds the catalogue read, and reads it again only if a file of it has changed since. Nothing else belongs here: a
channel or a thread pool opened before a fork does not survive it. Our own code is as it was when the scheduler started.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from pathlib import Path

#: What our rooms import only when they need it.
LIBRARIES = (
    "airflow.providers.smtp.hooks.smtp",
    "airflow.sdk.execution_time.task_runner",
    "dbt.adapters.spark",
    "dbt.cli.main",
    "great_expectations",
    "polars",
    "pyspark.sql.connect.catalog",
    "pyspark.sql.connect.client",
    "pyspark.sql.connect.functions",
    "pyspark.sql.connect.session",
    "pyspark.sql.connect.window",
    "xlsxwriter",
)
ROOMS = ("catalog", "spark_jobs", "expectations")
ROOT = Path(__file__).parents[2]


def modules() -> Iterator[str]:
    """All that is imported: the libraries, and every module of the rooms that tasks call."""
    yield from LIBRARIES
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            if not file.stem.startswith("__"):
                yield ".".join(file.relative_to(ROOT).with_suffix("").parts)


def read_catalogue() -> None:
    """Read the catalogue for all forks to come. One that does not compile stops the tasks, which say why, not us."""
    from catalog.load import folder
    from catalog.once import keep
    from catalog.outline import outline
    from catalog.problem import CatalogueError
    from spark_jobs.review.versions import current

    keep(folder())
    try:
        outline()
        current()
    except CatalogueError:
        pass


if os.environ.get("YIYUAN_PRELOAD"):
    for module in modules():
        importlib.import_module(module)
    read_catalogue()
