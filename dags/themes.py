"""主题库：基础库更新之后，由 dbt 构建。"""

from __future__ import annotations

from airflow.sdk import DAG, task
from wiring import BASE, LAKE_WRITER, PATIENCE, THEME

DOC = """
社会保障、政务热线、涉企信息等主题库：`dbt build` 在基础库之上构建全部模型并运行其测试。

之后登记湖中现有的一切（一本账）：编目率、挂接率，以及没有登记的表。
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

    @task(task_display_name="dbt 构建")
    def build() -> None:
        """Build every model and test it; none over a catalogue that would carry there what is barred."""
        from spark_jobs.proofs.prove import prove
        from spark_jobs.themes import build

        prove()
        build()

    @task(task_display_name="登记", **LAKE_WRITER, outlets=[THEME])
    def register() -> None:
        """Write down in `meta` what exists now."""
        from spark_jobs.register.recorded import register

        register()

    build() >> register()
