"""Adding a source is one new file; what is made of every other source stays what it was, version for version."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from catalog.kinds import KINDS
from catalog.load import HERE, examine
from catalog.model import Catalogue
from expectations.suites import suite
from spark_jobs.contracts.exported import contract
from spark_jobs.rules import compile_source
from spark_jobs.themes import sources_yaml

ADDED = "hotline/complaints"


def test_it_makes_its_own_artefacts_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path))
    city = tmp_path / "city"
    for folder in {kind.parts[0] for kind in KINDS}:
        shutil.copytree(HERE / folder, city / folder)
    before = artefacts(examine(city)[0])
    text = (city / "sources/hotline/tickets.yml").read_text(encoding="utf-8").splitlines()
    changed = {"label": "投诉工单", "code": "307003/009999"}
    lines = [f"{name}: {changed[name]}" if (name := line.partition(":")[0]) in changed else line for line in text]
    (city / f"sources/{ADDED}.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    examine.cache_clear()
    catalogue, loaded = examine(city)
    assert (loaded.errors, loaded.parsed) == ([], [f"sources/{ADDED}.yml"])
    after = artefacts(catalogue)
    assert after.keys() - before.keys() == {f"{kind} of {ADDED}" for kind in ("rules", "contract", "suite")}
    assert {name: after[name] for name in before} == before


def artefacts(catalogue: Catalogue) -> dict[str, object]:
    """Everything that is generated from the sources of a catalogue."""
    made: dict[str, object] = {"dbt sources": sources_yaml(catalogue)}
    for name in catalogue.sources:
        compiled = compile_source(catalogue, name)
        made[f"rules of {name}"] = compiled
        made[f"contract of {name}"] = contract(catalogue, name)
        families = {column.name: column.family for column in compiled.columns}
        made[f"suite of {name}"] = suite(name, compiled.source, families, catalogue)
    return made
