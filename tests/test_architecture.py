"""The house rules that a machine can check: imports point one way, names are not declared twice, files stay small."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: A room may import rooms of its own tier or lower ones. City and bench may import anything; nobody imports them.
TIERS = {
    "catalog": 0,
    "spark_jobs": 1,
    "expectations": 1,
    "infra": 2,
    "dags": 3,
    "commands": 3,
    "yiyuan": 4,
    "city": 5,
    "bench": 5,
}
FILES = sorted(
    path.relative_to(ROOT) for room in TIERS for path in [*ROOT.glob(f"{room}/**/*.py"), *ROOT.glob(f"{room}.py")]
)


def room(path: Path) -> str:
    return path.parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in names} & TIERS.keys()


def test_every_room_has_files() -> None:
    assert {room(path) for path in FILES} == set(TIERS)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_point_one_way(path: Path) -> None:
    # The command line writes the synthetic city for the demo: the one place that may import it.
    allowed = {"city"} if path.parts[0] == "commands" else set()
    above = {name for name in imported(path) if TIERS[name] > TIERS[room(path)]} - allowed
    assert above == set()


def test_only_one_file_touches_great_expectations() -> None:
    touching = [path for path in FILES if room(path) != "bench" and any(_imports(path, "great_expectations"))]
    assert touching == [Path("expectations/gx.py")]


def test_only_two_files_touch_the_embedded_engine() -> None:
    """One begins it where no engine is given, one runs it as a process of the local stack."""
    touching = [path for path in FILES if any(_imports(path, "pysail"))]
    assert touching == [Path("infra/local/engine.py"), Path("spark_jobs/session.py")]


def _imports(path: Path, module: str) -> list[bool]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    names += [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    return [True for name in names if name.split(".")[0] == module]


@pytest.mark.parametrize("path", FILES, ids=str)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)]
    assert len(text.splitlines()) <= 300
    assert [n.name for n in functions if (n.end_lineno or 0) - n.lineno >= 50] == []


def test_no_machine_path_or_registry_host() -> None:
    words = ["/work" + "/main", "index-" + "url", "pypi." + "org"]
    texts = {path: (ROOT / path).read_text(encoding="utf-8") for path in FILES}
    assert [(path, word) for path, text in texts.items() for word in words if word in text] == []


@pytest.mark.parametrize("path", FILES, ids=str)
def test_what_is_cited_can_be_read(path: Path) -> None:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes = ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    texts = [ast.get_docstring(node) or "" for node in nodes if isinstance(node, documented)]
    cited = re.findall(r"[\w./-]+\.md\b", "\n".join(texts))
    assert [name for name in cited if not (ROOT / name).is_file()] == []


def test_no_function_is_there_for_tests_alone() -> None:
    """The work of a night without Airflow is: spark_jobs/night.py."""
    texts = [(ROOT / path).read_text(encoding="utf-8") for path in FILES]
    times = Counter(word for text in texts for word in re.findall(r"\w+", text))
    functions = [n for text in texts for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)]
    assert [n.name for n in functions if times[n.name] == 1 and not n.decorator_list] == ["merge_bases"]


def test_the_time_of_china_is_declared_once() -> None:
    declaring = [path for path in FILES if re.search(r"\btimezone\(", (ROOT / path).read_text(encoding="utf-8"))]
    assert declaring == [Path("spark_jobs/deliveries.py")]
