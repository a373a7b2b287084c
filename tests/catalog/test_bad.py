"""Broken catalogues: each yields exactly its `file:line: CODE message` lines, all at once, sorted, never a traceback.

A folder of bad/ holds the files that differ from good/, what is `absent.txt` from it, and `expected.txt`. What git
cannot hold is made here.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.load import examine
from catalog.problem import CatalogueError
from spark_jobs.proofs.prove import prove

HERE = Path(__file__).parent
GOOD, BAD = HERE / "good", HERE / "bad"
CASES = sorted(path.name for path in BAD.iterdir())
FILES = sorted(str(path.relative_to(GOOD)) for path in GOOD.rglob("*.*"))
LINE = re.compile(r"[^\n]+:[1-9][0-9]*: (warning: )?[A-Z][A-Z_]+ [^\n]+")


@pytest.fixture
def city(tmp_path):
    return Path(shutil.copytree(GOOD, tmp_path / "city"))


def problems(root: Path) -> list[str]:
    """The lines that `yiyuan check` prints; the folder itself is called <catalogue>."""
    examine.cache_clear()
    try:
        prove(root)
    except CatalogueError as error:
        return [str(problem).replace(str(root), "<catalogue>") for problem in error.problems]
    return []


def test_the_good_one_is_good(city):
    assert problems(city) == []


def test_there_are_many():
    assert len(CASES) >= 100


@pytest.mark.parametrize("case", CASES)
def test_each_has_exactly_its_lines(city, case):
    shutil.copytree(BAD / case, city, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt", "absent.txt"))
    if (absent := BAD / case / "absent.txt").exists():
        for name in absent.read_text(encoding="utf-8").split():
            shutil.rmtree(city / name)
    expected = (BAD / case / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert expected
    assert problems(city) == expected
    assert problems(city) == expected, "what was remembered says something else"


def nothing(city: Path) -> None:
    shutil.rmtree(city)


def a_file(city: Path) -> None:
    nothing(city)
    city.write_text("label: x\n", encoding="utf-8")


def an_empty_folder(city: Path) -> None:
    nothing(city)
    city.mkdir()


def a_hundred_megabytes(city: Path) -> None:
    for name in ("elements/number.yml", "codes/status.csv"):
        with (city / name).open("r+b") as file:
            file.truncate(100 << 20)


def links(city: Path) -> None:
    (city / "elements/dangling.yml").symlink_to("nowhere.yml")
    (city / "elements/itself.yml").symlink_to("itself.yml")
    (city / "sources/all").symlink_to(".")
    (city / "sources/a/all").symlink_to("../..")


def a_link_to_a_file(city: Path) -> None:
    """As a mounted configuration has them: no problem."""
    (city / "elements/day.yml").rename(city / "elements/.day")
    (city / "elements/day.yml").symlink_to(".day")


def a_pipe(city: Path) -> None:
    os.mkfifo(city / "elements/pipe.yml")


def names_that_are_no_text(city: Path) -> None:
    (city / "elements/two\nlines.yml").write_text("label: x\n", encoding="utf-8")
    (city / os.fsdecode(b"elements/\xff.yml")).write_text("label: x\n", encoding="utf-8")


def twins_but_for_case(city: Path) -> None:
    shutil.copy(city / "elements/number.yml", city / "elements/Number.yml")


def a_folder_that_may_not_be_read(city: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (city / "elements/number.yml").chmod(0)
    (city / "sources/a").chmod(0)


KNOWN = "bases, codes, departments, elements, lists, outputs, sources, survey"
MADE: dict[Callable[[Path], None], list[str]] = {
    nothing: ["<catalogue>:1: NO_CATALOGUE is not a folder; name one with --catalog or YIYUAN_CATALOG"],
    a_file: ["<catalogue>:1: NO_CATALOGUE is not a folder; name one with --catalog or YIYUAN_CATALOG"],
    an_empty_folder: [f"<catalogue>:1: NO_CATALOGUE holds none of the folders {KNOWN}; name another"],
    a_hundred_megabytes: [
        "codes/status.csv:1: TOO_LARGE a file of this kind holds at most 16 MiB; split it",
        "elements/number.yml:1: TOO_LARGE a file of this kind holds at most 1 MiB; split it",
    ],
    links: [
        "elements/dangling.yml:1: UNREADABLE is a link to nothing; put the file itself here",
        "elements/itself.yml:1: UNREADABLE cannot be read: Too many levels of symbolic links; correct it or delete it",
        "sources/a/all:1: UNEXPECTED_FOLDER nothing is read from this folder; move its files or delete it",
        "sources/all:1: LINKED_FOLDER is a link to a folder; put the folder itself here",
    ],
    a_link_to_a_file: [],
    a_pipe: ["elements/pipe.yml:1: NOT_A_FILE is not an ordinary file; replace it by one, or delete it"],
    names_that_are_no_text: [
        "elements/\\xff.yml:1: BAD_NAME a name is made of a–z, 0–9 and _ and begins with a letter; rename it",
        "elements/two\\nlines.yml:1: BAD_NAME a name is made of a–z, 0–9 and _ and begins with a letter; rename it",
    ],
    twins_but_for_case: [
        "elements/Number.yml:1: BAD_NAME a name is made of a–z, 0–9 and _ and begins with a letter; rename it"
    ],
    a_folder_that_may_not_be_read: [
        "elements/number.yml:1: UNREADABLE cannot be read: Permission denied; correct it or delete it",
        "sources/a:1: UNREADABLE cannot be read: Permission denied; correct it or delete it",
    ],
}


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_what_git_cannot_hold(city, make):
    make(city)
    assert problems(city) == MADE[make]


MARKS = [  # what means something to YAML
    b":",
    b"- ",
    b"\n",
    b"[",
    b"]",
    b"{",
    b"}",
    b"&a",
    b"*a",
    b"!!",
    b"<<: ",
    b"'",
    b'"',
    b"|\n",
    b"? ",
    b"#",
    b"---",
]
WORDS = [  # what means something to one reader only, and bytes that are no text
    b"no",
    b"0x1",
    b"1e9",
    b"2026-02-30",
    b"~",
    b"\t",
    b"\r",
    b"\x00",
    b"\xff",
    b"\xc2\x85",
    b"\xef\xbb\xbf",
    b"{x}",
]
PIECES = st.sampled_from(MARKS + WORDS)
EDIT = st.tuples(st.floats(0, 1), st.integers(0, 12), st.one_of(PIECES, st.binary(max_size=6)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(FILES), st.lists(EDIT, min_size=1, max_size=3))
def test_no_bytes_make_a_traceback(tmp_path_factory, file, edits):
    root = Path(shutil.copytree(GOOD, tmp_path_factory.mktemp("city") / "city"))
    raw = (root / file).read_bytes()
    for where, removed, added in edits:
        at = int(where * len(raw))
        raw = raw[:at] + added + raw[at + removed :]
    (root / file).write_bytes(raw)
    found = problems(root)
    assert [line for line in found if not LINE.fullmatch(line)] == []
    assert problems(root) == found, "what was remembered says something else"
