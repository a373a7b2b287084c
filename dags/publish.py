"""发布：主题库更新之后，按目录发布共享库和开放库，并更新责任、需求、供给和对接清单。"""

from __future__ import annotations

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowFailException
from wiring import LAKE_WRITER, PATIENCE, THEME

DOC = """
目录中声明的每个共享和开放输出是一张表：列与声明一致，按数据元脱敏；内容没有变化的不会重写，到期或不再声明的撤回。
发布前扫描证件号码和手机号码，扫到的不发布，任务失败并说明是哪个输出、哪一列。每次发布、拦截、撤回都记入台账。

之后更新四张清单和供需对接（`meta.responsibility`、`meta.demand`、`meta.supply`、`meta.matching`）。
"""

with DAG(
    "publish",
    dag_display_name="发布",
    doc_md=DOC,
    schedule=[THEME],
    catchup=False,
    max_active_runs=1,
    default_args=PATIENCE,
    tags=["发布"],
):

    @task(task_display_name="共享与开放", **LAKE_WRITER)
    def publish() -> None:
        """Publish what is declared; a blocked output would be blocked again, so that the task is not tried again."""
        from spark_jobs.publish import PublicationBlockedError, publish

        try:
            for done in publish():
                print(f"{done.output}　{done.state}　{done.rows} 行　{done.reason or ''}")
        except PublicationBlockedError as blocked:
            raise AirflowFailException(str(blocked)) from None

    publish()
