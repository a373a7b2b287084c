"""主题库：基础库更新之后，由 dbt 构建。"""

from __future__ import annotations

from airflow.sdk import DAG, task
from wiring import BASE, PATIENCE, THEME

DOC = """
社会保障、政务热线、涉企信息等主题库：`dbt build` 在基础库之上构建全部模型并运行其测试。
"""

with DAG(
    "themes",
    dag_display_name="主题库",
    doc_md=DOC,
    schedule=[BASE],
    catchup=False,
    max_active_runs=1,
    default_args=PATIENCE,
    tags=["主题库"],
):

    @task(task_display_name="dbt 构建", outlets=[THEME])
    def build() -> None:
        """Build every model and test it."""
        from spark_jobs.themes import build

        build()

    build()
