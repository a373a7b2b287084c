"""Land: copy once, content-addressed, never changed; parse to strings with delivery and line number."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from spark_jobs import conform, constraints, deliveries, readers, tables
from spark_jobs.deliveries import Arrival
from spark_jobs.evolution import SchemaChangeError, require_same_types
from spark_jobs.home import Home
from spark_jobs.readers import Unreadable
from spark_jobs.readers.layout import Layout, layout
from spark_jobs.rules import CompiledSource, compiled
from spark_jobs.session import connect

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

log = logging.getLogger(__name__)
CHUNK = 1 << 20
#: Reason of the row that carries a file-level verdict out of the engine; it never stays in raw.
UNREADABLE = "UNREADABLE"


def land(arrival: dict[str, Any]) -> str | None:
    """Land one arrival. Returns its delivery id, or None where there is nothing further to do with it."""
    arrived, spark = Arrival(**arrival), connect()
    try:
        _require_tables(compiled(arrived.source))
        arrived = _keep(arrived)
    except Unreadable as refused:
        deliveries.enter(spark, arrived.arrival_id, arrived, "unreadable", refused.reason, refused.sentence)
        return None
    if _duplicate(spark, arrived):
        return None
    deliveries.remember(copy := deliveries.landed_as(arrived, arrived.sha256, copy_path(arrived)))
    if deliveries.status(spark, copy.delivery_id) == "published":
        return copy.delivery_id  # judged anew from its rows in raw: a file that is published must not become unreadable
    verdict = _parse(spark, copy)
    if verdict:
        deliveries.enter(spark, copy.delivery_id, copy, "unreadable", *verdict)
    _take(arrived)
    return None if verdict else copy.delivery_id


def _require_tables(source: CompiledSource) -> None:
    """Raises Unreadable if a table on the way of a delivery cannot take it: it waits, and no department is blamed."""
    declared = constraints.of_source(source)
    way = {
        f"raw.{source.table}": columns(source),
        f"conform.{source.table}": conform.columns(source),
        declared.table: declared.ddl,
    }
    try:
        for table, names in way.items():
            require_same_types(table, tables.path(table), names)
    except SchemaChangeError as error:
        log.error("%s", error)
        sentence = "平台的表与目录中声明的类型不一致，文件未能接收，仍在报送目录中；由平台处理，无需重传。"
        raise Unreadable("SCHEMA_CHANGED", sentence) from error


def copy_path(arrived: Arrival) -> Path:
    """Where the bytes of a delivery lie for good: landing/<first two>/<sha256>.<suffix>."""
    suffix = Path(arrived.file_name).suffix.lower()
    return Home.of_environment().landing / arrived.sha256[:2] / f"{arrived.sha256}{suffix}"


def _keep(arrived: Arrival) -> Arrival:
    """Copy the file into landing/ under its own hash; the arrival with that hash. Raises Unreadable."""
    if arrived.sha256:  # an interrupted run landed it already
        return arrived
    if not Path(arrived.path).exists() and (landed := _landed_before(arrived)):
        return landed
    path, landing = Path(arrived.path), Home.of_environment().landing
    if path.is_symlink():  # it may lead anywhere, to what another department sent as well
        raise Unreadable("NOT_A_FILE", f"“{arrived.file_name}”是链接而不是文件；请把文件本身放入报送目录。")
    if not path.is_file():
        what = "是文件夹而不是文件" if path.is_dir() else "不是普通文件"
        raise Unreadable("NOT_A_FILE", f"“{arrived.file_name}”{what}；请把文件直接放入报送目录。")
    landing.mkdir(parents=True, exist_ok=True)
    draft = landing / f".{arrived.arrival_id}.part"
    try:
        sha256 = _copy(path, draft)
        if (stat := path.stat()).st_mtime_ns != arrived.mtime_ns or stat.st_size != arrived.bytes:
            raise Unreadable("STILL_WRITING", "文件在接收过程中被修改，本次没有接收；下一次运行会自动重新接收。")
        kept = deliveries.landed_as(arrived, sha256, path)
        target = copy_path(kept)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(target)
        target.chmod(0o444)
    except OSError as error:
        raise _disk(error) from None
    finally:
        draft.unlink(missing_ok=True)
    return kept


def _landed_before(arrived: Arrival) -> Arrival | None:
    """The copy of a file that has left the inbox: the task that landed it ended before it could say so."""
    return next((landed for landed in deliveries.landed() if landed.file == arrived.file), None)


def _disk(error: OSError) -> Unreadable:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unreadable("DISK_FULL", "平台存储空间不足，文件未能接收，仍在报送目录中；由平台处理，无需重传。")
    return Unreadable(
        "IO_ERROR", f"文件读取失败（{errno.errorcode.get(error.errno or 0, '未知')}）；由平台处理，无需重传。"
    )


def _copy(path: Path, draft: Path) -> str:
    digest = hashlib.sha256()
    opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)  # the file may have been made a link since we looked
    with os.fdopen(opened, "rb") as source, draft.open("wb") as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest()


def _duplicate(spark: SparkSession, arrived: Arrival) -> bool:
    """The same bytes again: one `duplicate` row in the ledger, and the file leaves the inbox."""
    first = deliveries.known(arrived.delivery_id)
    if first is None or arrived.path == first.path:
        return False
    if first.file == arrived.file and deliveries.status(spark, arrived.delivery_id) is None:
        return False  # an interrupted run had copied, but not yet taken it
    sentence = f"与此前已接收的“{first.file_name}”内容完全相同，不再重复处理。"
    deliveries.enter(
        spark, deliveries.identify(arrived.arrival_id, "again"), arrived, "duplicate", "SAME_BYTES", sentence
    )
    _take(arrived)
    return True


def _take(arrived: Arrival) -> None:
    """The landed file leaves the inbox; landing/ holds its bytes."""
    path = Path(arrived.path)
    if Home.of_environment().landing not in path.parents:
        path.unlink(missing_ok=True)
        if path.parent.name != arrived.source.split("/")[1] and not any(path.parent.iterdir()):
            path.parent.rmdir()


def ensure(spark: SparkSession, source: CompiledSource) -> str:
    """Create raw.<source> if it is not there."""
    return tables.ensure(spark, f"raw.{source.table}", columns(source), "_delivery")


def columns(source: CompiledSource) -> str:
    """The columns of raw.<source>."""
    sent = [f"{name} STRING" for name in source.sent]
    sent += ["_line BIGINT", "_reason STRING", "_text STRING", "_received_at TIMESTAMP", "_delivery STRING"]
    return ", ".join(sent)


def _parse(spark: SparkSession, copy: Arrival) -> tuple[str, str] | None:
    """Read the file on the engine into raw.<source>; reason and sentence where the file as a whole is refused."""
    source = compiled(copy.source)
    suffix = Path(copy.file_name).suffix.lower().lstrip(".")
    if suffix not in source.source.readers:
        accepted = "、".join(source.source.readers)
        return "UNKNOWN_FORMAT", f"“{copy.file_name}”的格式不在约定之内（约定：{accepted}）；请按约定格式重新报送。"
    table, where = ensure(spark, source), f"_delivery = '{copy.delivery_id}'"
    view = f"landing_{copy.delivery_id}"
    read_frame(spark, [copy.path], layout(source.source, suffix)).createOrReplaceTempView(view)
    stamp = f"timestamp_seconds({copy.mtime_ns // 1_000_000_000}) AS _received_at, '{copy.delivery_id}' AS _delivery"
    tables.replace(spark, table, where, f"SELECT *, {stamp} FROM {view}")
    spark.catalog.dropTempView(view)
    verdict = spark.sql(f"SELECT _text FROM {table} WHERE {where} AND _reason = '{UNREADABLE}'").collect()
    if not verdict:
        return None
    tables.write(spark, f"DELETE FROM {table} WHERE {where}")
    reason, sentence = json.loads(verdict[0]._text)
    return reason, sentence


def read_frame(spark: SparkSession, paths: list[str], shape: Layout) -> DataFrame:
    """Files → rows, read by the engine's workers; one Arrow stream per file."""
    names = [name for name, _ in shape.columns]
    schema = ", ".join([*(f"{name} STRING" for name in names), "_line BIGINT", "_reason STRING", "_text STRING"])

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for path in batch.column("path").to_pylist():
                yield from _read_or_refuse(path, shape)

    return spark.createDataFrame([(path,) for path in paths], "path STRING").mapInArrow(read, schema)


def _read_or_refuse(path: str, shape: Layout) -> Iterator[pa.RecordBatch]:
    """The reader's batches; a file-level refusal becomes one row, since an exception would lose its reason."""
    try:
        yield from readers.read(path, shape)
    except Unreadable as refused:
        yield _refusal(shape, refused.reason, refused.sentence)
    except Exception as error:  # a reader that breaks is our fault, and must not cost the department its verdict
        last = traceback.extract_tb(error.__traceback__)[-1]  # not the message: it may quote a row
        log.error("reader failed: %s at %s:%s in %s", type(error).__name__, last.filename, last.lineno, last.name)
        sentence = f"平台解析该文件时出错（{type(error).__name__}），由平台处理，无需重传。"
        yield _refusal(shape, "READER_FAILED", sentence)


def _refusal(shape: Layout, reason: str, sentence: str) -> pa.RecordBatch:
    names = [name for name, _ in shape.columns]
    texts = [pa.field(name, pa.string()) for name in names]
    meta = [pa.field("_line", pa.int64()), pa.field("_reason", pa.string()), pa.field("_text", pa.string())]
    text = json.dumps([reason, sentence], ensure_ascii=False)
    row: dict[str, object] = {"_line": 0, "_reason": UNREADABLE, "_text": text}
    return pa.RecordBatch.from_pylist([row], schema=pa.schema([*texts, *meta]))
