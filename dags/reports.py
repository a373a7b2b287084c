"""函件：每月一次，给每个部门写一封信，经 Airflow 的邮件连接发出。"""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, Param, task
from wiring import LAKE_WRITER, PATIENCE, month_before, monthly

DOC = """
每月 1 日 06:00 给每个部门的一封信，讲上个月：收到了什么、要改哪些、我们自己的问题。
同样的数据写出同样的信，发过的不会再发。

邮件经连接 `smtp_default` 发出；本机上它是收进 `mail/` 文件夹的邮件服务。
"""

with DAG(
    "reports",
    dag_display_name="致部门函",
    doc_md=DOC,
    schedule=monthly(day=1, time="06:00"),
    catchup=False,
    max_active_runs=1,
    default_args=PATIENCE,
    params={
        "period": Param(
            None,
            type=["null", "string"],
            title="账期",
            description="例如 2026-10；空：定时运行取上月，手动运行取最新账期",
        )
    },
    tags=["函件"],
):

    @task(task_display_name="写信")
    def compose(params: dict[str, Any] | None = None, dag_run: Any = None) -> list[str]:
        """Write the letters; their report ids."""
        from expectations.report.letters import compose
        from spark_jobs.proofs.prove import prove

        prove()  # nothing is written over a catalogue by which a letter would quote what is barred
        scheduled = month_before(dag_run.run_after) if dag_run.run_type == "scheduled" else None
        report_ids: list[str] = compose((params or {}).get("period") or scheduled)
        return report_ids

    @task(task_display_name="发信", pool=LAKE_WRITER)
    def send(report_id: str) -> None:
        """Send one letter, unless it has been sent."""
        from expectations.report.letters import send
        from infra.mail.client import deliver

        send(report_id, deliver)

    send.expand(report_id=compose())
