"""Measurement 4: a catalogue of the size the plans count, checked cold and after one edit, and drawn as DAGs.

The peer is what any YAML catalogue pays at least: `yaml.load` of the same files with libyaml, nothing checked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.big_catalogue import Plan, write
from bench.contest import Aim, Comparison, compete

ROOT = Path(__file__).parents[1]
DRAW = """
import json, sys, time
from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.serialized_objects import DagSerialization
start = time.perf_counter()
bag = DagBag(sys.argv[1], bundle_name="bench")
assert not bag.import_errors, bag.import_errors
sizes = [len(json.dumps(DagSerialization.to_dict(dag))) for dag in bag.dags.values()]
print(time.perf_counter() - start, len(sizes))
"""
#: A process counts as its own greatest size that of the process which started it, and this one may have held a lake.
CHECK = """
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run([sys.executable, "-m", "yiyuan", "check"]).returncode
seconds, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
print(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
sys.exit(code)
"""


@dataclass(frozen=True)
class Figure:
    """Something measured against a limit in its own unit."""

    title: str
    value: float
    limit: float
    unit: str
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether it is within the limit."""
        return self.value <= self.limit

    def __str__(self) -> str:
        return f"{self.title}: {self.value:.2f} {self.unit} (limit {self.limit:g}){self.note}"


@dataclass(frozen=True)
class Run:
    """One `yiyuan check` as a process of its own: seconds of the clock and of work, memory, and what it printed.

    Where something else is using the cores, the clock says how much it was, and the work what the check itself costs.
    """

    seconds: float
    work: float
    mib: float
    printed: str


def measure(work: Path, runs: int, plan: Plan | None = None) -> tuple[list[Comparison], list[Figure]]:
    """Compare with the peer, and hold the figures of the issue against their limits."""
    city, home = write(work / "city", plan), work / "home"
    cold: list[Run] = []
    edited: list[Run] = []

    def fresh() -> None:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        cold.append(check(city, home))

    def again() -> None:
        _edit(city, len(edited))
        edited.append(check(city, home))

    def peer() -> None:
        for path in city.rglob("*.yml"):
            yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)

    home.mkdir()
    check(city, home)  # compiles what Python compiles once
    times = compete({"fresh": fresh, "again": again, "peer": peer}, runs)
    said = cold[0].printed
    if any(run.printed != said for run in (*cold, *edited)):
        raise RuntimeError(f"not every run said `{said}`")
    first, later = _draws(city, home, runs)
    found = [
        _compared("yiyuan check, nothing remembered", times["fresh"], times["peer"], Aim(at_most=4), said),
        _compared("yiyuan check after one edit", times["again"], times["peer"], Aim(at_most=1), said),
    ]
    return found, [
        _least("check, nothing remembered", cold, 10),
        Figure("its memory", max(run.mib for run in cold), 1024, "MiB"),
        _least("check after one edit", edited, 1.5),
        Figure("DAG files, read and serialised after one edit", min(first), 2, "s"),
        Figure("DAG files, read and serialised again", min(later), 2, "s"),
    ]


def _least(title: str, runs: list[Run], limit: float) -> Figure:
    least = min(runs, key=lambda run: run.seconds)
    return Figure(title, least.seconds, limit, "s", f", {least.work:.2f} s of work")


def _compared(title: str, ours: tuple[float, ...], theirs: tuple[float, ...], aim: Aim, said: str) -> Comparison:
    return Comparison(
        title=title,
        peer="yaml.load of the same files",
        ours=ours,
        theirs=theirs,
        aim=aim,
        equal=said,
        if_missed="profile `python -m cProfile -m yiyuan check`",
    )


def check(city: Path, home: Path) -> Run:
    """Run it and wait. Raises RuntimeError with what it printed, if it found a problem."""
    with _process(city, home, ["-c", CHECK]) as process:
        *printed, measured = process.communicate()[0].splitlines()
    if process.returncode:
        raise RuntimeError("\n".join(printed))
    seconds, work, mib = map(float, measured.split())
    return Run(seconds, work, mib, "\n".join(printed))


def _draws(city: Path, home: Path, runs: int) -> tuple[list[float], list[float]]:
    """Seconds of drawing just after an edit, which looks at every file anew, and of drawing once more."""
    first: list[float] = []
    later: list[float] = []
    for number in range(runs):
        _edit(city, -number - 1)
        first.append(draw(city, home))
        later.append(draw(city, home))
    return first, later


def draw(city: Path, home: Path) -> float:
    """Seconds that Airflow takes to read and serialise every DAG file, its own import left out."""
    with _process(city, home, ["-c", DRAW, str(ROOT / "dags")]) as process:
        printed = process.communicate()[0]
    return float(printed.splitlines()[-1].split()[0])


def _process(city: Path, home: Path, arguments: list[str]) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "YIYUAN_CATALOG": str(city),
        "YIYUAN_HOME": str(home),
        "AIRFLOW_HOME": str(home / "airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'dags'}",
    }
    return subprocess.Popen([sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True)


def _edit(city: Path, number: int) -> None:
    """A change of one source that a catalogue may have any day."""
    path = next(iter(sorted(city.glob("sources/department_00/*.yml"))))
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [f"grace_days: {number + 20}" if line.startswith("grace_days:") else line for line in lines]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
