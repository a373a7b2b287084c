"""The REST client against answers of the shape that Airflow 3.3 gives."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from infra.airflow.api import Airflow, Run, Task

TASK = Task(dag_id="bases", dag_run_id="r1", task_id="person", map_index=-1, try_number=3, state="failed")


def client(answers: dict[str, Any], seen: list[httpx.Request] | None = None) -> Airflow:
    """A client whose server knows `METHOD /path`; a token is `t1`, then `t2` and so on."""
    tokens = iter(("t1", "t2", "t3"))

    def serve(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/auth/token":
            assert json.loads(request.content) == {"username": "admin", "password": "secret"}
            return httpx.Response(201, json={"access_token": next(tokens)})
        if seen is not None:
            seen.append(request)
        answer = answers[f"{request.method} {request.url.path}"]
        return answer(request) if callable(answer) else httpx.Response(200, json=answer)

    return Airflow("http://airflow.example", "admin", "secret", httpx.MockTransport(serve))


def a_run(**changes: Any) -> dict[str, Any]:
    about = {"dag_id": "bases", "dag_run_id": "r1", "dag_display_name": "基础库", "state": "queued"}
    return {**about, "run_after": "2026-11-23T00:00:00Z", "start_date": None, "end_date": None, **changes}


def test_it_logs_in_once() -> None:
    seen: list[httpx.Request] = []
    airflow = client({"GET /api/v2/dags": {"dags": [{"dag_id": "b"}, {"dag_id": "a"}], "total_entries": 2}}, seen)
    assert (airflow.dag_ids(), airflow.dag_ids()) == (["a", "b"], ["a", "b"])
    assert [request.headers["Authorization"] for request in seen] == ["Bearer t1", "Bearer t1"]


def test_it_logs_in_again_when_its_token_has_expired() -> None:
    def expired(request: httpx.Request) -> httpx.Response:
        fresh = request.headers["Authorization"] == "Bearer t2"
        return httpx.Response(200, json={"dags": [], "total_entries": 0}) if fresh else httpx.Response(401)

    assert client({"GET /api/v2/dags": expired}).dag_ids() == []


def test_it_reads_every_page() -> None:
    def page(request: httpx.Request) -> httpx.Response:
        start, limit = int(request.url.params["offset"]), int(request.url.params["limit"])
        dags = [{"dag_id": f"d{n:03}"} for n in range(start, min(start + limit, 250))]
        return httpx.Response(200, json={"dags": dags, "total_entries": 250})

    assert client({"GET /api/v2/dags": page}).dag_ids() == [f"d{n:03}" for n in range(250)]


def test_a_run_is_triggered_for_now() -> None:
    seen: list[httpx.Request] = []
    run = client({"POST /api/v2/dags/bases/dagRuns": a_run()}, seen).trigger("bases")
    assert json.loads(seen[0].content) == {"logical_date": None}
    assert (run.dag_id, run.state, run.seconds) == ("bases", "queued", None)


def test_runs_are_those_due_since_a_moment_with_their_length() -> None:
    seen: list[httpx.Request] = []
    ended = a_run(state="success", start_date="2026-11-23T00:00:01Z", end_date="2026-11-23T00:00:03.5Z")
    airflow = client({"GET /api/v2/dags/~/dagRuns": {"dag_runs": [ended], "total_entries": 1}}, seen)
    [run] = airflow.runs(since=datetime(2026, 11, 23, tzinfo=UTC))
    assert (run.state, run.seconds) == ("success", 2.5)
    assert seen[0].url.params["run_after_gte"] == "2026-11-23T00:00:00+00:00"


def test_tasks_of_a_run() -> None:
    path = "GET /api/v2/dags/bases/dagRuns/r1/taskInstances"
    found = {"task_instances": [{**TASK.model_dump(), "state": None, "pool": "lake_writer"}], "total_entries": 1}
    assert client({path: found}).tasks(Run.model_validate(a_run())) == [TASK.model_copy(update={"state": None})]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ([], None),
        ([{"event": "all is well", "level": "info"}], None),
        (["a line that is no JSON", {"event": "killed", "level": "error"}], "killed"),
        (
            [
                {"event": "GRPC", "level": "error", "error_detail": [{"exc_type": "Retried", "exc_value": "1"}]},
                {
                    "event": "Task failed with exception",
                    "level": "error",
                    "error_detail": [
                        {"exc_type": "MergeError", "exc_value": "two rows"},
                        {"exc_type": "KeyError", "exc_value": "'a'"},
                    ],
                },
                {"event": "after", "level": "error"},
            ],
            "MergeError: two rows",
        ),
    ],
)
def test_the_cause_of_a_failure_is_its_exception(content: list[Any], cause: str | None) -> None:
    seen: list[httpx.Request] = []
    path = "GET /api/v2/dags/bases/dagRuns/r1/taskInstances/person/logs/3"
    assert client({path: {"content": content}}, seen).cause(TASK) == cause
    assert seen[0].url.params["map_index"] == "-1"


def test_files_read_since_a_start_with_or_without_success() -> None:
    dags = [
        {"relative_fileloc": "old.py", "last_parsed_time": "2026-11-22T23:59:59Z"},
        {"relative_fileloc": "bases.py", "last_parsed_time": "2026-11-23T00:00:01Z"},
    ]
    errors = [{"filename": "ingest.py", "timestamp": "2026-11-23T00:00:02Z", "stack_trace": "boom"}]
    airflow = client(
        {
            "GET /api/v2/dags": {"dags": dags, "total_entries": 2},
            "GET /api/v2/importErrors": {"import_errors": errors, "total_entries": 1},
        }
    )
    assert airflow.parsed_since(datetime(2026, 11, 23, tzinfo=UTC)) == {"bases.py", "ingest.py"}
    assert airflow.import_errors() == {"ingest.py": "boom"}


def test_every_dag_file_is_read_again_once() -> None:
    seen: list[httpx.Request] = []
    dags = [{"file_token": token} for token in ("t.ingest", "t.bases", "t.ingest")]
    answers = {"GET /api/v2/dags": {"dags": dags, "total_entries": 3}}
    taken = dict.fromkeys(("t.ingest", "t.bases"), lambda _: httpx.Response(201, text="null"))
    client(
        answers | {f"PUT /api/v2/parseDagFile/{token}": answer for token, answer in taken.items()}, seen
    ).parse_again()
    assert [request.url.path.rsplit("/", 1)[1] for request in seen] == ["dags", "t.bases", "t.ingest"]


@pytest.mark.parametrize(("beat", "expected"), [(None, None), ("2026-11-23T00:00:00+00:00", 2026)])
def test_heartbeat(beat: str | None, expected: int | None) -> None:
    health = {"scheduler": {"status": "healthy", "latest_scheduler_heartbeat": beat}}
    found = client({"GET /api/v2/monitor/health": health}).heartbeat("scheduler")
    assert (found and found.year) == expected


def test_the_api_of_tasks_is_called_and_must_answer() -> None:
    seen: list[httpx.Request] = []
    client({"GET /execution/health": {"status": "healthy"}}, seen).greet_tasks()
    assert [request.url.path for request in seen] == ["/execution/health"]
    with pytest.raises(httpx.HTTPStatusError):
        client({"GET /execution/health": lambda _: httpx.Response(503)}).greet_tasks()


def test_a_pool_that_is_there_gets_its_slots() -> None:
    seen: list[httpx.Request] = []
    client({"PATCH /api/v2/pools/default_pool": {}}, seen).put_pool("default_pool", 3, "")
    [request] = seen
    assert json.loads(request.content) == {"pool": "default_pool", "slots": 3, "include_deferred": False}
    assert request.url.params["update_mask"] == "slots"


def test_a_pool_that_is_not_there_is_created() -> None:
    seen: list[httpx.Request] = []
    answers = {"PATCH /api/v2/pools/lake_writer": lambda _: httpx.Response(404), "POST /api/v2/pools": {}}
    client(answers, seen).put_pool("lake_writer", 1, "one writer")
    pool = {"name": "lake_writer", "slots": 1, "description": "one writer", "include_deferred": False}
    assert json.loads(seen[1].content) == pool


def test_any_other_refusal_is_an_error() -> None:
    with pytest.raises(httpx.HTTPStatusError):
        client({"PATCH /api/v2/pools/lake_writer": lambda _: httpx.Response(422)}).put_pool("lake_writer", 1, "")
