"""A proof that breaks down does not pass, and says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.problem import CatalogueError
from spark_jobs.flow import column_flow
from spark_jobs.internal import ended
from tests.spark_jobs.flow.test_lineage import known
from tests.spark_jobs.small_city import model

SAID = "a fault of Yiyuan, so that nothing is proved here: report this line and what was last changed"


def broken(*_: object) -> object:
    return {}["gone"]


def test_a_breakdown_is_a_problem_at_our_line() -> None:
    line = broken.__code__.co_firstlineno + 1
    assert [str(problem) for problem in ended(lambda: broken())] == [  # type: ignore[arg-type, return-value]
        f"tests/spark_jobs/test_internal.py:{line}: INTERNAL KeyError: 'gone'; {SAID}"
    ]


def test_what_a_proof_says_of_the_catalogue_is_no_breakdown() -> None:
    def proof() -> list[object]:
        raise CatalogueError([])

    with pytest.raises(CatalogueError):
        list(ended(proof))  # type: ignore[arg-type]


def test_a_breakdown_over_a_model_names_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = column_flow._read
    monkeypatch.setattr(column_flow, "_read", lambda sql, tables: broken() if " as bad" in sql else read(sql, tables))
    fine, bad = (model(n, f"select id as {n} from {{{{ source('base', 'person') }}}}") for n in ("fine", "bad"))
    city = known(tmp_path, fine, bad)
    [problem] = city.problems
    assert str(problem).startswith(f"dbt/models/x/bad.sql:1: INTERNAL KeyError: 'gone'; {SAID} (tests/spark_jobs/")
    assert list(city.models) == ["theme.fine"]
