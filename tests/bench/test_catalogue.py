"""The catalogue that is measured has exactly the size that the plans count, and holds under every proof."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.big_catalogue import Plan, write
from bench.catalogue import Figure, check
from catalog.load import load

SMALL = Plan(sources=60, systems=30, departments=14, columns=900, seed=7)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*")}


def test_it_is_as_large_as_planned_and_the_same_each_time(tmp_path: Path) -> None:
    city = write(tmp_path / "one", SMALL)
    made = load(city)
    systems = {(name.split("/")[0], source.system.id) for name, source in made.sources.items()}
    columns = sum(len(source.columns) for source in made.sources.values())
    assert (len(made.sources), len(systems), len(made.departments), columns) == (60, 30, 14, 900)
    assert files(city) == files(write(tmp_path / "two", SMALL))


def test_a_check_of_it_is_measured_and_one_that_fails_is_no_measurement(tmp_path: Path) -> None:
    city, home = write(tmp_path / "city", SMALL), tmp_path / "home"
    home.mkdir()
    run = check(city, home)
    assert run.printed.startswith("14 departments, 60 sources, ")
    assert 10 < run.mib < 1024
    assert list((home / "cache").iterdir())
    (city / "elements/resident_id.yml").write_text("label: x\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"^elements/resident_id\.yml:1: MISSING_FIELD "):
        check(city, home)


def test_a_figure_at_its_limit_is_met() -> None:
    assert [Figure("x", value, 1.5, "s").met for value in (1.5, 1.51)] == [True, False]
