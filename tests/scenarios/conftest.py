"""A home of its own for every scenario, on the engine of the test run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.load import load
from catalog.model import Catalogue

Deliver = Callable[..., Path]
REAL = Path(__file__).parents[2].parent / "shared" / "real" / "enterprise_register"


@pytest.fixture
def home(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """YIYUAN_HOME in a fresh folder."""
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    return tmp_path / "home"


@pytest.fixture
def real() -> Path:
    """The real enterprise register; it is test input only and never part of the project."""
    if not REAL.is_dir():
        pytest.skip(f"the real enterprise register is not here ({REAL.name} of the shared folder)")
    return REAL


@pytest.fixture
def deliver(home: Path) -> Deliver:
    """Put a file into a source's inbox as a department would, at an instant in seconds (2026-11-01 by default)."""

    def put(source: str, name: str, content: bytes, at: int = 1_793_500_000) -> Path:
        path = home / "inbox" / source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (at, at))
        return path

    return put


@pytest.fixture
def catalogue() -> Catalogue:
    """The demo city's catalogue."""
    return load()
