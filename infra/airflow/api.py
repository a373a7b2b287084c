"""Airflow's REST API, as much of it as the stack needs. (The `airflow` command takes ten seconds; this takes 0.04.)"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

import httpx
from pydantic import BaseModel

State = Literal["queued", "running", "success", "failed"]
FINISHED = ("success", "failed")


class Run(BaseModel):
    """One run of a DAG."""

    dag_id: str
    dag_run_id: str
    dag_display_name: str
    state: State
    run_after: datetime
    start_date: datetime | None = None
    end_date: datetime | None = None

    @property
    def seconds(self) -> float | None:
        """How long it has run; None before it starts."""
        return ((self.end_date or datetime.now(UTC)) - self.start_date).total_seconds() if self.start_date else None


class Task(BaseModel):
    """One task instance; `map_index` is -1 where it is not mapped, `state` is None before it is scheduled."""

    dag_id: str
    dag_run_id: str
    task_id: str
    map_index: int
    try_number: int
    state: str | None
    end_date: datetime | None = None


class Airflow:
    """A client for one Airflow. Every method raises httpx.HTTPError if Airflow cannot be reached or refuses."""

    def __init__(self, url: str, user: str, password: str, transport: httpx.BaseTransport | None = None) -> None:
        # A scheduler that works hard on the same database can keep SQLite for seconds.
        self.http = httpx.Client(base_url=url, timeout=30, transport=transport, trust_env=False)
        self.user, self.password = user, password

    def heartbeat(self, component: str) -> datetime | None:
        """When the `scheduler` or `dag_processor` last said that it lives; None if it never did. Needs no token."""
        health = self.http.get("/api/v2/monitor/health").raise_for_status().json()[component]
        beat = health.get(f"latest_{component}_heartbeat")
        return datetime.fromisoformat(beat) if beat else None

    def greet_tasks(self) -> None:
        """Call the API that tasks use. Its first answer takes it seconds, for which all tasks would wait."""
        self.http.get("/execution/health").raise_for_status()

    def dag_ids(self) -> list[str]:
        """All DAGs that the scheduler knows."""
        return sorted(dag["dag_id"] for dag in self._all("/api/v2/dags", "dags"))

    def paused(self) -> set[str]:
        """The DAGs that are paused."""
        return {dag["dag_id"] for dag in self._all("/api/v2/dags", "dags") if dag["is_paused"]}

    def import_errors(self) -> dict[str, str]:
        """DAG file → traceback."""
        found = self._all("/api/v2/importErrors", "import_errors")
        return {error["filename"]: error["stack_trace"] for error in found}

    def parsed_since(self, moment: datetime) -> set[str]:
        """The DAG files that have been read since then, with or without success."""
        dags = ((dag["relative_fileloc"], dag["last_parsed_time"]) for dag in self._all("/api/v2/dags", "dags"))
        errors = self._all("/api/v2/importErrors", "import_errors")
        read = [*dags, *((error["filename"], error["timestamp"]) for error in errors)]
        return {file for file, at in read if datetime.fromisoformat(at) >= moment}

    def parse_again(self) -> None:
        """Ask for all DAG files to be read now, before their time."""
        for token in sorted({dag["file_token"] for dag in self._all("/api/v2/dags", "dags")}):
            self._call("PUT", f"/api/v2/parseDagFile/{token}")

    def pause_all(self, *, paused: bool) -> None:
        """Pause every DAG, or let every one run, at its times as well. Running tasks go on."""
        self._call("PATCH", "/api/v2/dags", json={"is_paused": paused}, params={"dag_id_pattern": "~"})

    def pause(self, dag_id: str) -> None:
        """Pause one DAG."""
        self._call("PATCH", f"/api/v2/dags/{dag_id}", json={"is_paused": True})

    def trigger(self, dag_id: str) -> Run:
        """Start a run now."""
        return Run.model_validate(self._call("POST", f"/api/v2/dags/{dag_id}/dagRuns", json={"logical_date": None}))

    def runs(self, since: datetime) -> list[Run]:
        """Runs of all DAGs, oldest first, none that was due before `since`."""
        query = {"order_by": "run_after", "run_after_gte": since.isoformat()}
        return [Run.model_validate(run) for run in self._all("/api/v2/dags/~/dagRuns", "dag_runs", query)]

    def tasks(self, run: Run) -> list[Task]:
        """Every task instance of a run."""
        path = f"/api/v2/dags/{run.dag_id}/dagRuns/{run.dag_run_id}/taskInstances"
        return [Task.model_validate(task) for task in self._all(path, "task_instances")]

    def log(self, task: Task) -> list[dict[str, Any]]:
        """The events of a task's last try, as Airflow has them: `event`, `level`, perhaps `error_detail`."""
        path = f"/api/v2/dags/{task.dag_id}/dagRuns/{task.dag_run_id}/taskInstances/{task.task_id}"
        query = {"map_index": task.map_index, "full_content": True}
        headers = {"Accept": "application/json"}
        answer = self._call("GET", f"{path}/logs/{task.try_number}", params=query, headers=headers)
        return [event if isinstance(event, dict) else {"event": event} for event in answer["content"]]

    def cause(self, task: Task) -> str | None:
        """The last exception of a task's log, else its last line that is an error; None if it has neither."""
        lines, exceptions = [], []
        for event in self.log(task):
            if detail := event.get("error_detail"):
                exceptions.append(f"{detail[0]['exc_type']}: {detail[0]['exc_value']}")
            elif event.get("level") in ("error", "critical"):
                lines.append(str(event["event"]))
        return [None, *lines, *exceptions][-1]

    def put_pool(self, name: str, slots: int, description: str) -> None:
        """Give a pool this many slots, creating it if there is none."""
        body = {"slots": slots, "include_deferred": False}
        only = {"update_mask": ["slots"]}
        try:
            self._call("PATCH", f"/api/v2/pools/{name}", json={"pool": name, **body}, params=only)
        except httpx.HTTPStatusError as refused:
            if refused.response.status_code != httpx.codes.NOT_FOUND:
                raise
            self._call("POST", "/api/v2/pools", json={"name": name, "description": description, **body})

    def _all(self, path: str, field: str, query: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Every page of a collection."""
        found: list[dict[str, Any]] = []
        while True:
            page = self._call("GET", path, params={"limit": 100, "offset": len(found), **(query or {})})
            found += page[field]
            if not page[field] or len(found) >= page["total_entries"]:
                return found

    def _call(self, method: str, path: str, **more: Any) -> Any:
        if "Authorization" not in self.http.headers:
            self._log_in()
        response = self.http.request(method, path, **more)
        if response.status_code == httpx.codes.UNAUTHORIZED:  # a token lives for a day
            self._log_in()
            response = self.http.request(method, path, **more)
        return response.raise_for_status().json()

    def _log_in(self) -> None:
        answer = self.http.post("/auth/token", json={"username": self.user, "password": self.password})
        self.http.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['access_token']}"
