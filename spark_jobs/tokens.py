"""Tokens that stand for personal values outside the lake's own tables: HMAC-SM3 (GB/T 32905) with a local key."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from cryptography.hazmat.primitives import hashes, hmac

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

KEY_BYTES = 32


def token(key: bytes, value: str) -> str:
    """64 lower-case hex digits; nobody without the key can tell which value they stand for."""
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(value.encode())
    return mac.finalize().hex()


def load_key(home: Path) -> bytes:
    """The installation's key, `<home>/keys/token.key`, made on first use and readable by its owner only.

    Two processes that both find no key end up with the same one. Raises ValueError if the file is not a key.
    """
    path = home / "keys" / "token.key"
    if not path.exists():
        _make_key(path)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path} 不是 {KEY_BYTES} 字节的令牌密钥；请从备份恢复（换新密钥会使既有令牌全部失效）")
    return key


def _make_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link, unlike a rename, never replaces the key that another process was first to put there.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def token_column(frame: DataFrame, key: bytes, value_column: str, out: str) -> DataFrame:
    """The frame with `value_column` (STRING) replaced by its token in a new last column `out`; NULL stays NULL."""
    from pyspark.sql.types import StringType, StructField, StructType

    kept = [field for field in frame.schema.fields if field.name != value_column]
    schema = StructType([*kept, StructField(out, StringType(), True)])

    def tokens(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            made = _tokens(key, batch.column(value_column))
            columns = [batch.column(field.name) for field in kept]
            yield pa.RecordBatch.from_arrays([*columns, made], names=[*(field.name for field in kept), out])

    return frame.mapInArrow(tokens, schema)


def _tokens(key: bytes, values: pa.Array) -> pa.Array:
    """Each different value is computed once per batch."""
    distinct = {value: None if value is None else token(key, value) for value in values.unique().to_pylist()}
    return pa.array([distinct[value] for value in values.to_pylist()], pa.string())
