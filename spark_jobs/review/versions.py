"""Catalogue versions in the lake: each one that a delivery was settled under can be listed, restored and compared.

A version is the content hash of the canonical catalogue. `meta.catalogue_file` holds its files as they were, and
`meta.catalogue_version`, written after them, says that they are all there.
"""

from __future__ import annotations

import re
import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING

from deltalake import DeltaTable

from catalog.load import folder, load
from catalog.once import once
from catalog.tree import Found, files
from catalog.version import catalogue_version
from spark_jobs import tables
from spark_jobs.deliveries import Arrival
from spark_jobs.home import Home

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

VERSIONS, FILES = "meta.catalogue_version", "meta.catalogue_file"
#: The fewest digits by which a version may be called, as long as no other begins with them.
SHORTEST = 4


class UnknownVersionError(LookupError):
    """No folder and no recorded version is called so; the message says what there is."""


@dataclass(frozen=True, order=True)
class Recorded:
    """A version in the lake. `recorded_at`: when the first delivery that was settled under it had been received.

    The lake keeps no time of the wall clock, so that the same deliveries make the same tables on every engine.
    """

    recorded_at: datetime
    version: str
    application: str
    first_delivery: str
    file_count: int


def current() -> str:
    """The version of this installation's catalogue."""
    return _of_folder(folder())


@once
def _of_folder(root: Path) -> str:
    return catalogue_version(load(root))


def record(spark: SparkSession, arrived: Arrival) -> None:
    """Keep the catalogue's files unless this version is there; for the one writer, once per process and lake."""
    if (key := (Home.of_environment().lake, current())) in _kept:
        return
    if current() not in {known.version for known in recorded()}:
        _keep(spark, current(), arrived)
    _kept.add(key)


_kept: set[tuple[str, str]] = set()


def _keep(spark: SparkSession, version: str, arrived: Arrival) -> None:
    texts = declarations(folder())
    frame = spark.createDataFrame(
        [(version, *item) for item in texts.items()], "version STRING, file STRING, text STRING"
    )
    frame.createOrReplaceTempView(view := f"catalogue_{uuid.uuid4().hex}")
    tables.replace(spark, tables.ensure(spark, FILES), f"version = '{version}'", f"SELECT * FROM {view}")
    spark.catalog.dropTempView(view)
    row = {
        "version": version,
        "recorded_at": arrived.received_at,
        "application": installed("yiyuan"),
        "first_delivery": arrived.delivery_id,
        "file_count": len(texts),
    }
    tables.upsert(spark, VERSIONS, [row], "version")


def declarations(root: Path) -> dict[str, str]:
    """Path in the catalogue folder → text, of every file that declares something."""
    return {it.name: Path(it.path).read_bytes().decode() for it in files(root) if isinstance(it, Found)}


def recorded() -> list[Recorded]:
    """Every version in the lake, oldest first. Reads without an engine."""
    if VERSIONS not in tables.existing():
        return []
    rows = DeltaTable(tables.path(VERSIONS)).to_pyarrow_table().to_pylist()
    return sorted(Recorded(**row) for row in rows)


def named(name: str) -> Path:
    """The catalogue folder that a name means: a folder, or a recorded version or the beginning of one.

    A recorded version is restored, exactly as its files were, below YIYUAN_HOME. Raises UnknownVersionError.
    """
    if name and Path(name).is_dir():
        return Path(name).absolute()
    known = [found.version for found in recorded()]
    called = [version for version in known if version.startswith(name)]
    if re.fullmatch(rf"[0-9a-f]{{{SHORTEST},16}}", name) and len(called) == 1:
        return restore(called[0])
    told = ", ".join(known) or "none; a version is recorded when a delivery is settled under it"
    raise UnknownVersionError(f"`{name}` is neither a folder nor one recorded version; recorded: {told}")


def restore(version: str) -> Path:
    """Write a recorded version back as a folder and prove that it is the same catalogue; returns the folder."""
    target = Home.of_environment().root / "catalogues" / version
    if target.is_dir():
        return target
    draft = target.with_name(f".{version}-{uuid.uuid4().hex}")
    files = DeltaTable(tables.path(FILES)).to_pyarrow_table(filters=[("version", "=", version)])
    for row in files.to_pylist():
        path = draft / row["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(row["text"], encoding="utf-8", newline="")
    try:
        if (found := catalogue_version(load(draft))) != version:
            raise UnknownVersionError(f"the files of version {version} make version {found} with this software")
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target
