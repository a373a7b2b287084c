"""Every lane of one engine, in a lake of its own."""

from __future__ import annotations

import time
from collections.abc import Callable

from pyspark.sql import SparkSession

from tests.agreement import lane_conform, lane_dbt, lane_delta, lane_gate, lane_validate
from tests.agreement.material import Material
from tests.agreement.tally import Lane

LANES: dict[str, Callable[[SparkSession, Material, Lane], None]] = {
    "validate": lane_validate.run,
    "conform": lane_conform.run,
    "GX": lane_gate.run,
    "dbt test": lane_dbt.run,
    "Delta CHECK": lane_delta.run,
}


def judge(spark: SparkSession, engine: str, name: str, material: Material) -> Lane:
    """One lane. `spark` is a session on an empty lake of the environment's home."""
    lane = material.lane(f"{name} on {engine}")
    start = time.perf_counter()
    LANES[name](spark, material, lane)
    lane.seconds = time.perf_counter() - start
    return lane
