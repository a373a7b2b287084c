"""What was worked out before is asked for by content, and whatever happens to it, a check says the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import pack
from catalog.load import Loaded, examine
from catalog.model import Catalogue
from catalog.pack import Pack

GOOD = Path(__file__).parent / "good"
FILES = sorted(path.relative_to(GOOD).as_posix() for path in GOOD.rglob("*.*"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "city"))


def read(city: Path) -> tuple[Catalogue, Loaded]:
    examine.cache_clear()
    return examine(city)


def parsed(city: Path) -> list[str]:
    return read(city)[1].parsed


def stored(home: Path) -> Path:
    [found] = (home / "cache").iterdir()
    return found


def test_only_what_changed_is_read_again(home: Path, city: Path) -> None:
    assert parsed(city) == FILES
    assert parsed(city) == []
    with (city / "elements/day.yml").open("a", encoding="utf-8") as file:
        file.write("# looked at\n")
    assert parsed(city) == ["elements/day.yml"]
    shutil.copy(city / "sources/a/list.yml", city / "sources/b/again.yml")
    assert parsed(city) == ["sources/b/again.yml"]
    (city / "sources/b/again.yml").unlink()
    assert parsed(city) == []


def test_a_file_under_another_name_is_another_answer(home: Path, city: Path) -> None:
    read(city)
    (city / "elements/day.yml").rename(city / "elements/night.yml")
    assert read(city)[0].elements["night"].id == "night"


def test_what_is_remembered_is_what_was_read(home: Path, city: Path) -> None:
    fresh = read(city)[0]
    assert read(city)[0] == fresh


def test_other_code_knows_nothing(home: Path, city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(city)
    monkeypatch.setattr(pack, "_code", lambda: b"of tomorrow")
    assert parsed(city) == FILES


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1), change=st.sampled_from(["flip", "cut", "add", "empty"]))
def test_a_damaged_pack_is_as_good_as_none(home: Path, city: Path, where: float, change: str) -> None:
    expected = read(city)[0]
    path = stored(home)
    raw = path.read_bytes()
    at = int(where * (len(raw) - 1))
    flipped = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
    path.write_bytes({"flip": flipped, "cut": raw[:at], "add": raw + b"\0", "empty": b""}[change])
    catalogue, loaded = read(city)
    assert (catalogue, loaded.parsed, loaded.problems) == (expected, FILES, [])


def test_a_pack_that_cannot_be_kept_stops_nothing(home: Path, city: Path) -> None:
    (home / "cache").write_text("a file where the folder should be", encoding="utf-8")
    assert parsed(city) == parsed(city) == FILES
    (home / "cache").unlink()
    (home / "cache").mkdir()
    Pack.of(city).path.mkdir()
    assert parsed(city) == parsed(city) == FILES
    assert [path.suffix for path in (home / "cache").iterdir()] == [".pack"]


def test_a_check_founds_the_home_that_it_needs(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "new" / "home"))
    assert read(city)[1].parsed != []
    assert read(city)[1].parsed == []


def test_a_check_leaves_the_catalogue_that_it_stands_in_alone(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YIYUAN_HOME", raising=False)
    monkeypatch.chdir(city)
    before = sorted(tmp_path.rglob("*"))
    assert read(city)[1].problems == []
    assert sorted(tmp_path.rglob("*")) == before


def test_what_nobody_asks_for_goes_in_the_end(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "SPARE_BYTES", 3)
    before = Pack.of(tmp_path / "city")
    before.put(b"a" * pack.KEY_BYTES, b"12345")
    before.save()
    one = Pack.of(tmp_path / "city")
    one.put(b"b" * pack.KEY_BYTES, b"123")
    one.save()
    assert Pack.of(tmp_path / "city").get(b"a" * pack.KEY_BYTES) == b"12345"
    other = Pack.of(tmp_path / "city")
    other.put(b"c" * pack.KEY_BYTES, b"1")
    other.save()
    last = Pack.of(tmp_path / "city")
    assert [last.get(letter * pack.KEY_BYTES) for letter in (b"a", b"b", b"c")] == [None, None, b"1"]


def test_packs_of_forgotten_catalogues_are_deleted(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "KEPT_FILES", 2)
    for number in range(4):
        made = Pack.of(tmp_path / str(number))
        made.put(b"k" * pack.KEY_BYTES, b"v")
        made.save()
    assert len(list((home / "cache").iterdir())) == 2
