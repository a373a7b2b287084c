"""维护：每晚核对台账、生成质检文档、整理表文件。"""

from __future__ import annotations

from airflow.sdk import DAG, task
from wiring import LAKE_WRITER, PATIENCE, nightly

DOC = """
每晚 04:30：重算每份数据的行数平衡与台账的哈希链，登记湖中现有的一切，
生成 Great Expectations 的 Data Docs，合并表中的小文件。
"""

with DAG(
    "maintenance",
    dag_display_name="维护",
    doc_md=DOC,
    schedule=nightly("04:30"),
    catchup=False,
    max_active_runs=1,
    default_args=PATIENCE,
    tags=["维护"],
):

    @task(task_display_name="核对与整理", **LAKE_WRITER)
    def maintain() -> None:
        """Verify the ledger, build the Data Docs, compact the tables."""
        from spark_jobs.maintain import maintain

        maintain()

    maintain()
