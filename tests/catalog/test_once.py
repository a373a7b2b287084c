"""What a forked process believes of a catalogue that its parent has read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FORK = """
import os, sys
from pathlib import Path
from catalog.load import folder, load
from catalog.once import keep

root, change = folder(), sys.argv[1]
file = root / "departments" / "a.yml"
keep(root)
before = load()
match change:
    case "changed": file.write_text(file.read_text().replace("甲", "乙"))
    case "added": file.with_name("b.yml").write_text(file.read_text())
    case "gone": file.unlink()
sys.stdout.flush()
if os.fork() == 0:
    try:
        after = load()
        print("the same" if after is before else sorted(d.label for d in after.departments.values()))
    except Exception as error:
        print(type(error).__name__)
    sys.stdout.flush()
    os._exit(0)
os.wait()
"""
DEPARTMENT = """
label: 甲局
uscc: 11390100390000064H
steward: {name: 数据专员, email: a@city.example, phone: 0999-1234567}
"""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("none", "the same"),
        ("changed", "['乙局']"),
        ("added", "CatalogueError"),  # the code of 甲局 twice
        ("gone", "[]"),
    ],
)
def test_a_fork_reads_again_only_what_has_changed(tmp_path: Path, change: str, said: str) -> None:
    folder = tmp_path / "catalog"
    (folder / "departments").mkdir(parents=True)
    (folder / "departments" / "a.yml").write_text(DEPARTMENT, encoding="utf-8")
    environment = {**os.environ, "YIYUAN_CATALOG": str(folder), "YIYUAN_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", FORK, change], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == [said], done.stderr
