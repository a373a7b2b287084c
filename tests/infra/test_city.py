"""The demo city as a process of its own: told when it is there, told when it fails, ended when nobody waits for it."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from infra.local.city import writing
from infra.local.stack import StackError
from spark_jobs.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path, str(tmp_path / "lake")).ensure()


def test_it_is_written_with_these_options_and_told_once(home: Home) -> None:
    said: list[str] = []
    with writing(home, said.append, persons=20, seed=3, defects=0.0) as city:
        city.wait()
        assert city.check()
    assert [line.split(" (")[0] for line in said] == ["  demo city is written"]
    register = home.inbox / "public_security/household_register"
    [file] = register.iterdir()
    assert len(file.read_text("gb18030").splitlines()) == 21


def test_a_failure_is_told_with_its_last_words(home: Home) -> None:
    home.inbox.rmdir()
    home.inbox.write_text("a file")
    log = home.logs / "city.log"
    with (
        writing(home, print, persons=20, seed=1, defects=0.0) as city,
        pytest.raises(StackError, match=rf"(?s)could not be written; the last lines of {log}:\n.*Not a directory"),
    ):
        city.wait()


def test_it_ends_when_nobody_waits_for_it(home: Home) -> None:
    with writing(home, print, persons=1_000_000, seed=1, defects=0.0) as city:
        assert not city.check()
    assert not psutil.pid_exists(city.writer.pid)
