"""Imported by every Airflow process as its local settings. The scheduler imports here what tasks need, once.

Each task is a fork of the scheduler and finds these modules loaded; imported anew they cost it 9 s and more. Only
imports belong here: a channel or a thread pool opened before a fork does not survive it.
"""

from __future__ import annotations

import importlib
import os

MODULES = (
    "pyspark.sql.connect.session",
    "pyspark.sql.connect.functions",
    "pyspark.sql.connect.client",
    "great_expectations",
    "dbt.cli.main",
    "dbt.adapters.spark",
    "airflow.providers.smtp.hooks.smtp",
    "airflow.sdk.execution_time.task_runner",
    "deltalake",
    "polars",
    "xlsxwriter",
)

if os.environ.get("YIYUAN_PRELOAD"):
    for module in MODULES:
        importlib.import_module(module)
