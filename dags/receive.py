"""The tasks of one business system: one `find`, then four per new delivery, each delivery at its own pace."""

from __future__ import annotations

from typing import Any

from airflow.sdk import get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowSkipException
from wiring import LAKE_WRITER

from catalog.model import System


def receive(department: str, system: System) -> Any:
    """Wire the tasks of a system into the DAG at hand; what comes after them may be set behind the result."""

    @task(task_id=f"find_{system.id}", task_display_name=f"{system.label} · 查找新文件")
    def find() -> list[dict[str, Any]]:
        from spark_jobs.find import find

        return find(department, system.id)

    @task(task_display_name="登记", map_index_template="{{ file_name | default('') }}")
    def land(arrival: dict[str, Any]) -> str:
        from spark_jobs.deliveries import Arrival
        from spark_jobs.land import land

        get_current_context()["file_name"] = Arrival(**arrival).shown_name  # what the UI calls this one
        if delivery := land(arrival):
            return delivery
        raise AirflowSkipException("这份文件收到过，或者无法读取，见台账")

    @task(task_display_name="规范")
    def conform(delivery: str) -> str:
        from spark_jobs.conform import conform

        conform(delivery)
        return delivery

    @task(task_display_name="质检")
    def check(delivery: str) -> str:
        from spark_jobs.check import check

        print(f"质检结论：{check(delivery)}")
        return delivery

    @task(task_display_name="入库", **LAKE_WRITER)
    def settle(delivery: str) -> None:
        from spark_jobs.settle import settle

        if not settle(delivery):
            raise AirflowSkipException("没有发布数据，原因见台账")

    @task_group(group_id=system.id, group_display_name=system.label)
    def delivery(arrival: dict[str, Any]) -> None:
        settle(check(conform(land(arrival))))

    return delivery.expand(arrival=find())
