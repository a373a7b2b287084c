"""函件：每月一次，给每个部门写一封信，经 Airflow 的邮件连接发出。"""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException
from wiring import LAKE_WRITER, LONG_PATIENCE, PATIENCE, month_before, monthly

DOC = """
每月 1 日 06:00 给每个部门的一封信，讲上个月：收到了什么、要改哪些、我们自己的问题。
同样的数据写出同样的信，发过的不会再发。一个部门的信写不成，不影响其他部门。

邮件经连接 `smtp_default` 发出；本机上它是收进 `mail/` 文件夹的邮件服务。邮件服务中断时，几秒后重试，间隔逐次加倍，
最长一小时，共五至七小时；仍未发出的，下次运行时照原样再发。
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

    @task(task_display_name="写信", **LAKE_WRITER)
    def compose(params: dict[str, Any] | None = None, dag_run: Any = None) -> list[dict[str, Any]]:
        """Write the letters of the month; with those of earlier months that could not be sent, what is to be sent."""
        from expectations.report.sending import prepare
        from spark_jobs.proofs.prove import prove

        prove()  # nothing is written over a catalogue by which a letter would quote what is barred
        scheduled = month_before(dag_run.run_after) if dag_run.run_type == "scheduled" else None
        letters: list[Any] = prepare((params or {}).get("period") or scheduled)
        return letters

    @task(task_display_name="发信", **LAKE_WRITER, map_index_template="{{ letter_of | default('') }}", **LONG_PATIENCE)
    def send(letter: Any) -> None:
        """Send one letter, unless it has been sent. One that may not leave is not tried again."""
        from expectations.report import letters, sending
        from infra.mail.client import deliver

        get_current_context()["letter_of"] = f"{letter['period']} {letter['department']}"
        try:
            sending.send_due(letter, deliver)
        except (letters.LettersFailedError, sending.LetterBlockedError, sending.LetterChangedError) as refused:
            raise AirflowFailException(str(refused)) from None

    send.expand(letter=compose())
