"""Tokens: the standard's function, one key per installation, one column in the engine."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes

from spark_jobs.tokens import KEY_BYTES, load_key, token, token_column

KEY = bytes(range(KEY_BYTES))


def sm3(text: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(text)
    return digest.finalize()


def test_token_is_hmac_sm3():
    key = KEY.ljust(64, b"\0")
    inner = sm3(bytes(b ^ 0x36 for b in key) + b"390102")
    assert token(KEY, "390102") == sm3(bytes(b ^ 0x5C for b in key) + inner).hex()


def test_token_depends_on_key_and_value():
    assert len({token(KEY, "a"), token(KEY, "b"), token(bytes(KEY_BYTES), "a")}) == 3
    assert token(KEY, "甲") == token(KEY, "甲")


def test_key_is_made_once_and_for_its_owner_only(tmp_path):
    first = load_key(tmp_path)
    path = tmp_path / "keys" / "token.key"
    assert (len(first), load_key(tmp_path), path.read_bytes()) == (KEY_BYTES, first, first)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_racing_makers_get_one_key(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: load_key(tmp_path), range(64)))
    assert len(keys) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["token.key"]


def test_a_cut_off_key_is_refused(tmp_path):
    load_key(tmp_path)
    (tmp_path / "keys" / "token.key").write_bytes(b"short")
    with pytest.raises(ValueError, match="令牌密钥"):
        load_key(tmp_path)


def test_token_column_replaces_the_value(spark):
    at = datetime(2026, 10, 5, tzinfo=UTC)
    rows = [("a", 1, at), (None, None, None), ("a", 3, at)]
    frame = token_column(spark.createDataFrame(rows, "id STRING, n INT, at TIMESTAMP"), KEY, "id", "key_token")
    assert frame.columns == ["n", "at", "key_token"]
    assert [tuple(row.values()) for row in frame.orderBy("n").toArrow().to_pylist()] == [
        (None, None, None),
        (1, at, token(KEY, "a")),
        (3, at, token(KEY, "a")),
    ]
