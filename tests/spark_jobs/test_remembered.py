"""An answer is worked out once for a question and the code that answers it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from catalog.pack import Pack
from spark_jobs import remembered as module
from spark_jobs.remembered import remembered, remembering

NUMBER = TypeAdapter(int)


class Asked:
    """Counts how often it had to think."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, kind: str, question: str) -> int:
        def think() -> int:
            self.times += 1
            return len(question)

        return remembered(kind, lambda: question, think, NUMBER)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.pack"


def test_once_for_each_kind_and_question_also_in_the_next_process(path: Path) -> None:
    asked = Asked()
    with remembering(Pack(path)):
        assert [asked("one", "abc"), asked("one", "abc"), asked("one", "abcd"), asked("two", "abc")] == [3, 3, 4, 3]
    with remembering(Pack(path)):
        assert asked("one", "abcd") == 4
    assert asked.times == 3


def test_other_code_thinks_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked()
    for code in (b"old", b"new", b"new"):
        monkeypatch.setattr(module, "_code", lambda code=code: code)
        with remembering(Pack(path)):
            asked("one", "abc")
    assert asked.times == 2


def test_outside_of_a_check_nothing_is_kept(path: Path) -> None:
    asked = Asked()
    assert [asked("one", "abc"), asked("one", "abc")] == [3, 3]
    assert asked.times == 2
    assert not path.exists()


def test_a_refusal_is_not_remembered(path: Path) -> None:
    def refuse() -> int:
        raise ValueError

    with remembering(Pack(path)):
        with pytest.raises(ValueError):
            remembered("one", lambda: "abc", refuse, NUMBER)
        assert Asked()("one", "abc") == 3
